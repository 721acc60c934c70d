"""The vocabulary of this room's queries; nothing here writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from gallery.choices import KEPT_STATUSES, GalleryStatus, MediaStatus, ZipState
from gallery.lifecycle import MARGIN, TOLD_BEFORE_PURGE

if TYPE_CHECKING:
    from gallery.models import Gallery, GuestSession, Media, ZipPart  # noqa: F401 - the types of the rows

DAY = timedelta(days=1)


def closed_by(moment: datetime) -> Q:
    """The clock has closed them by then: `lifecycle.window_of`, as a condition on the last day."""
    return Q(end_date__lte=(moment - MARGIN - DAY).date())


def opened_by(moment: datetime) -> Q:
    """The clock has opened them by then."""
    return Q(event_date__lte=(moment + MARGIN).date())


def status_at(now: datetime) -> Case:
    """`lifecycle.status_of` in SQL."""
    return Case(
        When(purged_at__isnull=False, then=Value(GalleryStatus.PURGED)),
        When(archived_at__isnull=False, then=Value(GalleryStatus.ARCHIVED)),
        When(Q(closed_at__isnull=False) | closed_by(now), then=Value(GalleryStatus.CLOSED)),
        When(opened_by(now), then=Value(GalleryStatus.ACTIVE)),
        default=Value(GalleryStatus.DRAFT),
    )


class GalleryQuerySet(models.QuerySet["Gallery"]):
    def organized_by(self, user_id: int, *, roles: frozenset[str]) -> Self:
        """Galleries of events in which the person has one of these roles."""
        return self.filter(event__roles__user_id=user_id, event__roles__role__in=roles)

    def outdated(self, now: datetime) -> Self:
        """Those whose stored status is not the true one."""
        return self.annotate(true_status=status_at(now)).exclude(status=F("true_status"))

    def open_but_closing_by(self, moment: datetime, *, now: datetime) -> Self:
        """Photos can be taken now, and not any more at that moment."""
        by_hand = Q(closed_at__isnull=False) | Q(archived_at__isnull=False)
        return self.filter(opened_by(now) & closed_by(moment) & ~closed_by(now) & ~by_hand)

    def awaiting_purge(self) -> Self:
        return self.filter(archived_at__isnull=False, purged_at=None)

    def to_be_warned(self, now: datetime) -> Self:
        """Their photos are deleted within seven days, and their organizers have not been told."""
        kept = timedelta(days=settings.GALLERY_RETENTION_DAYS) - TOLD_BEFORE_PURGE
        return self.awaiting_purge().filter(told_purge_at=None, archived_at__lte=now - kept)

    def to_be_purged(self, now: datetime) -> Self:
        """`lifecycle.purge_at` has passed, and their organizers were told in time."""
        kept = timedelta(days=settings.GALLERY_RETENTION_DAYS)
        return self.awaiting_purge().filter(archived_at__lte=now - kept, told_purge_at__lte=now - TOLD_BEFORE_PURGE)


class GuestQuerySet(models.QuerySet["GuestSession"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class MediaQuerySet(models.QuerySet["Media"]):
    def kept(self) -> Self:
        """What organizers see: shown and hidden."""
        return self.filter(status__in=KEPT_STATUSES)

    def shown(self) -> Self:
        """What everybody who may see the gallery sees."""
        return self.filter(status=MediaStatus.UPLOADED)

    def never_arrived(self, before: datetime) -> Self:
        """Begun before that moment, and still on their way."""
        return self.filter(status=MediaStatus.PENDING, created_at__lt=before)

    def to_be_removed(self) -> Self:
        """Gone for everybody, but their objects are still in the store."""
        gone = (MediaStatus.WITHDRAWN, MediaStatus.REJECTED, MediaStatus.PURGED)
        return self.filter(status__in=gone, removed_at=None)


class ZipPartQuerySet(models.QuerySet["ZipPart"]):
    def to_be_removed(self, now: datetime) -> Self:
        """Of jobs that are over for good, with their archives still in the store. A failed one can go on for a day."""
        can_go_on = Q(job__state=ZipState.FAILED, job__expires_at__gt=now)
        ended = Q(job__state__in=(ZipState.EXPIRED, ZipState.FAILED))
        return self.filter(ended & ~can_go_on, removed_at=None)
