"""Filters of the record listings. Events are offered only where the person organizes them."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.permissions import policy_registry

from site_pages.models import EventPage, Speaker, Track


def events_for(request: HttpRequest | None) -> QuerySet[EventPage]:
    """The events that the person may edit in the admin, latest first."""
    if request is None:
        return EventPage.objects.none()
    policy = policy_registry.get_by_type(EventPage)
    editable = policy.instances_user_has_permission_for(request.user, "change")
    return EventPage.objects.filter(pk__in=editable.values("pk")).order_by("-starts_at", "pk")


class RecordFilterSet(WagtailFilterSet):
    """By the event that manages the record."""

    home_event = django_filters.ModelChoiceFilter(queryset=events_for, label=_("Managed by"))


class SpeakerFilterSet(RecordFilterSet):
    """Also by the event a person speaks at, and by what is missing."""

    MISSING: ClassVar[dict[str, Q]] = {
        "photo": Q(photo__isnull=True),
        "bio": Q(bio=""),
        "email": Q(email=""),
    }

    speaks_at = django_filters.ModelChoiceFilter(queryset=events_for, method="filter_event", label=_("Speaks at"))
    missing = django_filters.ChoiceFilter(
        choices=[("photo", _("photo")), ("bio", _("biography")), ("email", _("e-mail"))],
        method="filter_missing",
        label=_("Missing"),
    )

    class Meta:
        model = Speaker
        fields: ClassVar[list[str]] = []

    def filter_event(self, records: QuerySet[Any], name: str, event: EventPage) -> QuerySet[Any]:
        speaking = Speaker.objects.filter(session_speakers__session__path__startswith=event.path)
        return records.filter(pk__in=speaking.values("pk"))

    def filter_missing(self, records: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return records.filter(self.MISSING[value])


class TrackFilterSet(WagtailFilterSet):
    """By event."""

    event = django_filters.ModelChoiceFilter(queryset=events_for, label=_("Event"))

    class Meta:
        model = Track
        fields: ClassVar[list[str]] = []


def record_filters(record: type[Model]) -> type[WagtailFilterSet]:
    """The plain filter set of a shared record."""
    meta = type("Meta", (), {"model": record, "fields": []})
    return type(f"{record.__name__}FilterSet", (RecordFilterSet,), {"Meta": meta})
