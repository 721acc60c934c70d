"""Vocabulary for events, sessions and shared records. Chains; never writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone as clock
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from site_pages.models import EventPage, Speaker  # noqa: F401 - Speaker is named in a string below

SharedT = TypeVar("SharedT", bound=models.Model)


def is_restricted() -> Exists:
    """Whether a page, or one above it, is kept private; for filters and annotations of page queries."""
    inside = models.ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    restriction = PageViewRestriction.objects.annotate(inside=inside).filter(inside__startswith=models.F("page__path"))
    return Exists(restriction)


def without_restriction(pages: PageQuerySet) -> PageQuerySet:
    """Leave out pages that they or an ancestor keep private, in the same query."""
    return pages.filter(~is_restricted())


class EventQuerySet(PageQuerySet):
    """Events."""

    def published(self) -> EventQuerySet:
        """Live and not restricted: what any visitor may see."""
        return without_restriction(self.live())

    def listed(self) -> EventQuerySet:
        """Those that lists, feeds and sitemaps name."""
        return self.published().filter(is_listed=True)

    def upcoming(self, now: datetime | None = None) -> EventQuerySet:
        """Not over yet, soonest first."""
        return self.filter(ends_at__gt=now or clock.now()).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> EventQuerySet:
        """Over, latest first."""
        return self.filter(ends_at__lte=now or clock.now()).order_by("-starts_at", "-pk")

    def live_now(self, now: datetime | None = None) -> EventQuerySet:
        moment = now or clock.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment, is_cancelled=False).order_by("starts_at", "pk")

    def free(self) -> EventQuerySet:
        return self.exclude(access_mode="ticketed")

    def paid(self) -> EventQuerySet:
        return self.filter(access_mode="ticketed")

    def organized_by(self, user: User) -> EventQuerySet:
        """Events whose owner or collaborator the person is."""
        return self.filter(roles__user=user, roles__role__in=("owner", "collaborator"))


class SessionQuerySet(PageQuerySet):
    """Sessions."""

    def for_event(self, event: EventPage) -> SessionQuerySet:
        """This event's sessions, found by the tree path alone (two levels below, by the tree rules)."""
        return self.filter(path__startswith=event.path, depth=event.depth + 2)

    def published(self) -> SessionQuerySet:
        return without_restriction(self.live())

    def in_programme_order(self) -> SessionQuerySet:
        return self.order_by(models.F("starts_at").asc(nulls_last=True), "sort_order", "ends_at", "title", "pk")

    def scheduled(self) -> SessionQuerySet:
        return self.filter(starts_at__isnull=False)

    def live_now(self, now: datetime | None = None) -> SessionQuerySet:
        moment = now or clock.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment, is_cancelled=False)

    def with_recording(self) -> SessionQuerySet:
        return self.exclude(recording_url="", recording_file="")

    def over(self, now: datetime | None = None) -> SessionQuerySet:
        return self.filter(ends_at__lte=now or clock.now())


class SharedRecordQuerySet(models.QuerySet[SharedT]):
    """Speakers, sponsors, organizations, venues."""

    def editable_by(self, user: User) -> SharedRecordQuerySet[SharedT]:
        """Those that this organizer may change: records that one of their events manages."""
        if user.is_superuser:
            return self
        return self.filter(
            home_event__roles__user=user, home_event__roles__role__in=("owner", "collaborator")
        ).distinct()


class SpeakerQuerySet(SharedRecordQuerySet["Speaker"]):
    """Speakers."""

    def on_sessions(self, sessions: SessionQuerySet) -> SpeakerQuerySet:
        """Everybody on one of these sessions, each once, by name."""
        return self.filter(session_speakers__session__in=sessions.values("pk")).distinct()

    def shown(self) -> SpeakerQuerySet:
        """Those with something to show beyond a name."""
        return self.exclude(Q(bio="") & Q(photo__isnull=True) & Q(headline=""))
