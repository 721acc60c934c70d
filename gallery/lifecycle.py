"""What a gallery may be used for now (spec 5, Lifecycle). The clock decides, never what is stored.

Photos can be taken from 13 hours before the first day begins in UTC to 13 hours after the last day ends there: so it
is that day everywhere on earth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from gallery.choices import GalleryStatus

if TYPE_CHECKING:
    from gallery.models import Gallery

MARGIN = timedelta(hours=13)
TOLD_BEFORE_PURGE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when guests may send photos."""

    opens_at: datetime
    closes_at: datetime


def window_of(event_date: date, end_date: date) -> Window:
    """The window of an event that lasts from the one day to the other, both included."""
    first = datetime.combine(event_date, time.min, UTC)
    after = datetime.combine(end_date, time.min, UTC) + timedelta(days=1)
    return Window(first - MARGIN, after + MARGIN)


def status_of(gallery: Gallery, *, now: datetime) -> GalleryStatus:
    """What the gallery is now. Closing by hand comes before the clock, archiving before closing."""
    if gallery.purged_at:
        return GalleryStatus.PURGED
    if gallery.archived_at:
        return GalleryStatus.ARCHIVED
    window = window_of(gallery.event_date, gallery.end_date)
    if gallery.closed_at or now >= window.closes_at:
        return GalleryStatus.CLOSED
    return GalleryStatus.ACTIVE if now >= window.opens_at else GalleryStatus.DRAFT


def has_opened(gallery: Gallery, *, now: datetime) -> bool:
    """Whether its settings are locked, all but name and PIN. By the first day alone, not by the status."""
    return now >= window_of(gallery.event_date, gallery.end_date).opens_at


def purge_at(gallery: Gallery) -> datetime | None:
    """When the photos of an archived gallery are deleted; None for one that is not archived, or purged already.

    Never sooner than seven days after its organizers were told, whatever delayed the mail or shortened the setting.
    """
    if gallery.archived_at is None or gallery.purged_at:
        return None
    moment = gallery.archived_at + timedelta(days=settings.GALLERY_RETENTION_DAYS)
    return max(moment, gallery.told_purge_at + TOLD_BEFORE_PURGE) if gallery.told_purge_at else moment
