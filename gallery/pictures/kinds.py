"""The types of photos, for the server's own processes; signatures.py finds them."""

from __future__ import annotations

from gallery.choices import MediaType
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.signatures import HEAD_BYTES, refusal_of, type_of

__all__ = ["EXTENSIONS", "HEAD_BYTES", "checked_kind", "kind_of"]

# What a photo's name ends with in a download or a ZIP.
EXTENSIONS: dict[MediaType, str] = {
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.WEBP: "webp",
    MediaType.HEIC: "heic",
    MediaType.HEIF: "heif",
    MediaType.AVIF: "avif",
    MediaType.GIF: "gif",
}


def kind_of(head: bytes) -> MediaType | None:
    """The true type of a file by its first HEAD_BYTES; None for what guests may not send."""
    found = type_of(head)
    return MediaType(found) if found else None


def checked_kind(head: bytes) -> MediaType:
    """As `kind_of`; raises PictureRefused, with the code that says why, where that is None."""
    found = kind_of(head)
    if found is None:
        raise PictureRefused(refusal_of(head))
    return found
