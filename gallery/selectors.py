"""What guests read of a gallery."""

from __future__ import annotations

from typing import Any

from django.utils import timezone as clock

from gallery.choices import GalleryStatus, MediaStatus
from gallery.guest_cookie import token_hash
from gallery.lifecycle import status_of, window_of
from gallery.models import Gallery, GuestSession, Media
from gallery.pictures.limits import MOST_BYTES

Json = dict[str, Any]
# What a guest sees of their own: on its way, shown, or refused with its reason. Hidden ones look shown to whoever took
# them, as a quarrel at the party helps nobody.
OWN = (MediaStatus.PENDING, MediaStatus.UPLOADED, MediaStatus.HIDDEN, MediaStatus.REJECTED)
# In these nobody but organizers sees anything.
SHUT = frozenset({GalleryStatus.ARCHIVED, GalleryStatus.PURGED})


def guest_of(slug: str, token: str) -> GuestSession | None:
    """Whose cookie this is, with the gallery. One query."""
    if not token:
        return None
    rows = GuestSession.objects.select_related("gallery", "gallery__cover_image")
    return rows.filter(gallery__slug=slug, token_hash=token_hash(token)).first()


def invitation(gallery: Gallery) -> Json:
    """What anybody with the address reads of a gallery: enough to decide to come in."""
    window = window_of(gallery.event_date, gallery.end_date)
    return {
        "slug": gallery.slug,
        "name": gallery.name,
        "event_date": gallery.event_date,
        "end_date": gallery.end_date,
        "status": status_of(gallery, now=clock.now()),
        "opens_at": window.opens_at,
        "closes_at": window.closes_at,
        "has_pin": gallery.has_pin,
        "compression_mode": gallery.compression_mode,
        "max_uploads": gallery.max_uploads_per_guest,
        "max_bytes": MOST_BYTES[gallery.compression_mode],
    }


def guest_json(guest: GuestSession) -> Json:
    """What a guest reads of themselves."""
    most = guest.gallery.max_uploads_per_guest
    return {
        "session_id": guest.public_id,
        "display_name": guest.display_name,
        "is_active": guest.is_active,
        "shots_total": most,
        "shots_left": max(0, most - guest.shots_used),
    }


def own_photos(guest: GuestSession) -> list[Media]:
    """The guest's photos, the latest first; never more than shots and refusals. One query."""
    if status_of(guest.gallery, now=clock.now()) in SHUT:
        return []
    rows = Media.objects.filter(guest=guest, status__in=OWN).order_by("-created_at", "-pk")
    rows = rows.exclude(client_upload_id__startswith="~")  # sent again since (actions/uploads.py)
    photos = list(rows[: guest.gallery.max_uploads_per_guest + 50])
    for photo in photos:
        photo.gallery = guest.gallery  # their addresses need its id
    return photos
