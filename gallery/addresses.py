"""Where browsers find photos: signed addresses at the store. The photo's gallery has to be loaded with it."""

from __future__ import annotations

from datetime import timedelta

from gallery.choices import Compression
from gallery.errors import NotReady
from gallery.models import Media
from gallery.names import file_name
from gallery.storage import keys
from gallery.storage.stores import media_store

# The same for everybody within this time, so that a browser keeps what it has shown.
WINDOW = timedelta(minutes=30)
# Spec 5, Organizer API.
DOWNLOAD_LASTS = timedelta(minutes=15)
WEBP = "image/webp"


def thumb_url(media: Media) -> str | None:
    """At most 512 pixels, WebP without any metadata; None until a worker has made it."""
    if not media.recipe:
        return None
    key = keys.thumbnail(media.gallery.public_id, media.public_id, recipe=media.recipe)
    return media_store().presign_view(key, content_type=WEBP, window=WINDOW)


def preview_url(media: Media) -> str | None:
    """At most 2048 pixels, as `thumb_url`."""
    if not media.recipe:
        return None
    key = keys.preview(media.gallery.public_id, media.public_id, recipe=media.recipe)
    return media_store().presign_view(key, content_type=WEBP, window=WINDOW)


def download_url(media: Media) -> str:
    """The original as an attachment, for fifteen minutes.

    Raises NotReady while its place and device have not been taken out, in a gallery that keeps none.
    """
    if media.crc32 is None and media.gallery.compression_mode == Compression.COMPRESSED:
        raise NotReady
    key = keys.original(media.gallery.public_id, media.public_id)
    return media_store().presign_get(
        key, filename=file_name(media), content_type=media.mime_type, expires=DOWNLOAD_LASTS
    )
