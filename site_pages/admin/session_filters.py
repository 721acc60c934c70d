"""Filters of the session listings.

Each narrows by primary key, because a search may only filter on fields that are in the search index.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from site_pages.admin.filters import events_for
from site_pages.choices import Category, EventStatus, Format, SessionType
from site_pages.models import EventPage, Room, SessionPage, Track


def tracks_for(request: HttpRequest | None) -> QuerySet[Track]:
    return Track.objects.filter(event__in=events_for(request).values("pk")).select_related("event")


def rooms_for(request: HttpRequest | None) -> QuerySet[Room]:
    return Room.objects.filter(venue__in=events_for(request).values("venue"))


class SessionFilterSet(WagtailFilterSet):
    """By event, day, track, room, type and state."""

    event = django_filters.ModelChoiceFilter(queryset=events_for, method="filter_event", label=_("Event"))
    day = django_filters.DateFilter(method="filter_day", label=_("Day"), widget=AdminDateInput)
    track = django_filters.ModelChoiceFilter(queryset=tracks_for, method="filter_field", label=_("Track"))
    room = django_filters.ModelChoiceFilter(queryset=rooms_for, method="filter_field", label=_("Room"))
    session_type = django_filters.ChoiceFilter(choices=SessionType.choices, method="filter_field", label=_("Type"))
    format = django_filters.ChoiceFilter(choices=Format.choices, method="filter_field", label=_("Format"))
    state = django_filters.ChoiceFilter(
        choices=[
            ("draft", _("draft")),
            ("unscheduled", _("without a time")),
            ("coming", _("coming")),
            ("running", _("running")),
            ("over", _("over")),
            ("cancelled", _("cancelled")),
        ],
        method="filter_state",
        label=_("State"),
    )

    class Meta:
        model = SessionPage
        fields: ClassVar[list[str]] = []

    def filter_event(self, sessions: QuerySet[Any], name: str, event: EventPage) -> QuerySet[Any]:
        return _narrow(sessions, Q(path__startswith=event.path))

    def filter_field(self, sessions: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return _narrow(sessions, Q(**{name: value}))

    def filter_day(self, sessions: QuerySet[Any], name: str, day: date) -> QuerySet[Any]:
        """The day of the event's own zone; only events that run around it are asked."""
        noon = datetime.combine(day, time(12), tzinfo=clock.get_current_timezone())
        near = events_for(self.request).filter(starts_at__lt=noon + timedelta(2), ends_at__gt=noon - timedelta(2))
        wanted = Q(pk__in=[])
        for event in near:
            start = datetime.combine(day, time.min, tzinfo=event.zone)
            wanted |= Q(path__startswith=event.path, starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
        return _narrow(sessions, wanted)

    def filter_state(self, sessions: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        now = clock.now()
        states = {
            "draft": Q(live=False),
            "unscheduled": Q(starts_at__isnull=True),
            "coming": Q(starts_at__gt=now),
            "running": Q(starts_at__lte=now, ends_at__gt=now),
            "over": Q(ends_at__lte=now),
            "cancelled": Q(is_cancelled=True),
        }
        return _narrow(sessions, states[state])


class EventFilterSet(WagtailFilterSet):
    """By what an event is and where it stands."""

    status = django_filters.ChoiceFilter(choices=EventStatus.choices, method="filter_status", label=_("Status"))
    category = django_filters.ChoiceFilter(choices=Category.choices, method="filter_field", label=_("Category"))
    format = django_filters.ChoiceFilter(choices=Format.choices, method="filter_field", label=_("Format"))
    city = django_filters.CharFilter(method="filter_city", label=_("City"))

    class Meta:
        model = EventPage
        fields: ClassVar[list[str]] = []

    def filter_field(self, events: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return _narrow(events, Q(**{name: value}))

    def filter_city(self, events: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return _narrow(events, Q(city__icontains=value))

    def filter_status(self, events: QuerySet[Any], name: str, status: str) -> QuerySet[Any]:
        now = clock.now()
        shown = Q(live=True, is_cancelled=False)
        statuses = {
            EventStatus.DRAFT: Q(live=False),
            EventStatus.CANCELLED: Q(live=True, is_cancelled=True),
            EventStatus.PUBLISHED: shown & Q(starts_at__gt=now),
            EventStatus.LIVE: shown & Q(starts_at__lte=now, ends_at__gt=now),
            EventStatus.COMPLETED: shown & Q(ends_at__lte=now),
        }
        return _narrow(events, statuses[EventStatus(status)])


def _narrow(pages: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    model: type[Model] = pages.model
    return pages.filter(pk__in=model._default_manager.filter(condition).values("pk"))
