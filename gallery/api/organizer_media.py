"""`/api/organizer/events/{id}/gallery…` and `…/media/…`: see, search, hide and download photos (spec 5).

Scope `moderate-photos`. A right that is missing and a gallery or photo that is not there look the same.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.authentication import OrganizerAuth
from gallery.actions import moderation
from gallery.addresses import DOWNLOAD_LASTS, download_url, preview_url, thumb_url
from gallery.api import organizer_media_schemas as schemas
from gallery.api.gallery_of import EVENT, gallery_of
from gallery.facets import Facet, tags_of, uploaders_of
from gallery.listing import Listing, read_page
from gallery.models import Gallery, Media
from gallery.names import file_name
from gallery.rules import MODERATE
from gallery.spellings import in_spelling
from gallery.stats import stats_of
from notifications.errors import NotFound

router = Router(tags=["Photos"], auth=OrganizerAuth())
Json = dict[str, Any]
MEDIA = EVENT + "/media/{media_id}"
# Answered as they are stored.
PLAIN = ("placeholder", "uploaded_at", "taken_at", "status", "size_bytes", "mime_type", "width", "height", "tags")


@router.get(EVENT + "/gallery", response={200: schemas.MediaListOut, **schemas.REFUSALS})
def list_media(request: HttpRequest, event_id: UUID, options: Query[schemas.MediaFilters]) -> Json:
    """The photos that were kept, without the hidden ones unless they are asked for."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    listing = Listing(gallery, in_spelling(gallery, options.as_filters()), options.as_sort())
    page = read_page(listing, cursor=options.cursor, limit=options.limit)
    items = [media_json(media) for media in page.media]
    return {"media": items, "next_cursor": page.next_cursor, "total_count": page.total}


@router.get(EVENT + "/gallery/facets", response={200: schemas.FacetsOut, **schemas.REFUSALS})
def list_facets(request: HttpRequest, event_id: UUID, options: Query[schemas.FacetFilters]) -> Json:
    """Names and tags with their numbers of photos, the most frequent first."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    bounds: Json = {"limit": options.limit, "include_hidden": options.include_hidden}
    return {
        "uploaders": facets_json(uploaders_of(gallery, words=options.uploader_q, **bounds)),
        "tags": facets_json(tags_of(gallery, words=options.tag_q, **bounds)),
    }


@router.get(EVENT + "/gallery/stats", response={200: schemas.StatsOut, **schemas.REFUSALS})
def get_stats(request: HttpRequest, event_id: UUID) -> Json:
    """How many photos of how many guests, when, and how much room they take."""
    stats = stats_of(gallery_of(request, event_id, scope=MODERATE))
    return {
        "total_uploaded": stats.total,
        "hidden": stats.hidden,
        "storage_bytes": stats.bytes,
        "unique_guests": stats.guests,
        "uploads_per_day": [{"day": day, "count": count} for day, count in stats.per_day.items()],
        "uploads_per_hour": [{"hour": hour, "count": count} for hour, count in stats.per_hour.items()],
    }


@router.post(MEDIA + "/hide", response={200: schemas.MediaStateOut, **schemas.REFUSALS})
def hide_media(request: HttpRequest, event_id: UUID, media_id: UUID) -> Json:
    """Out of the default list, the public photos and the ZIPs. Twice is once."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    moderation.hide(gallery, [media_id])
    return state_json(gallery, media_id)


@router.post(MEDIA + "/unhide", response={200: schemas.MediaStateOut, **schemas.REFUSALS})
def unhide_media(request: HttpRequest, event_id: UUID, media_id: UUID) -> Json:
    """Back where everybody sees it. Twice is once."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    moderation.unhide(gallery, [media_id])
    return state_json(gallery, media_id)


@router.post(EVENT + "/media/bulk-hide", response={200: schemas.BulkOut, **schemas.REFUSALS})
def bulk_hide(request: HttpRequest, event_id: UUID, given: schemas.BulkIn) -> Json:
    """Hide up to 500 photos."""
    changed = moderation.hide(gallery_of(request, event_id, scope=MODERATE), given.media_ids)
    return {"changed": changed.changed, "unknown": changed.unknown}


@router.post(EVENT + "/media/bulk-unhide", response={200: schemas.BulkOut, **schemas.REFUSALS})
def bulk_unhide(request: HttpRequest, event_id: UUID, given: schemas.BulkIn) -> Json:
    """Show up to 500 photos again."""
    changed = moderation.unhide(gallery_of(request, event_id, scope=MODERATE), given.media_ids)
    return {"changed": changed.changed, "unknown": changed.unknown}


@router.get(MEDIA + "/download-url", response={200: schemas.DownloadOut, **schemas.REFUSALS})
def get_download_url(request: HttpRequest, event_id: UUID, media_id: UUID) -> Json:
    """The original, straight from the store. 409 `NOT_READY` while its location is not blanked (compressed mode)."""
    media = media_of(gallery_of(request, event_id, scope=MODERATE), media_id)
    expires_at = clock.now() + DOWNLOAD_LASTS
    return {"download_url": download_url(media), "expires_at": expires_at, "filename": file_name(media)}


def media_of(gallery: Gallery, media_id: UUID) -> Media:
    """A photo that was kept. Raises NotFound, also for one that is withdrawn, refused, deleted or on its way."""
    media = Media.objects.kept().filter(gallery=gallery, public_id=media_id).first()
    if media is None:
        raise NotFound(_("There is no such photo."))
    media.gallery = gallery
    return media


def media_json(media: Media) -> Json:
    return {
        "media_id": media.public_id,
        "thumb_url": thumb_url(media),
        "preview_url": preview_url(media),
        "uploaded_by": media.uploader,
        "session_id": media.guest.public_id,
        **{name: getattr(media, name) for name in PLAIN},
    }


def state_json(gallery: Gallery, media_id: UUID) -> Json:
    """Raises NotFound."""
    return {"media_id": media_id, "status": media_of(gallery, media_id).status}


def facets_json(facets: list[Facet]) -> list[Json]:
    return [{"value": facet.value, "count": facet.photos} for facet in facets]
