"""Which pages and shared records the public may see: what every open door filters by. Reads nothing by itself."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import CollectionViewRestriction, Page
from wagtail.query import PageQuerySet

from site_pages.models import EventPage, SessionPage
from site_pages.querysets import EventQuerySet, SessionQuerySet, without_restriction


def public_pages() -> PageQuerySet:
    """Live pages that nobody restricted, outside of events that are not live themselves."""
    return without_restriction(outside(Page.objects.live(), EventPage.objects.filter(live=False)))


def listed_pages(pages: PageQuerySet) -> PageQuerySet:
    """Leave out the mini-sites that lists do not name."""
    return outside(pages, EventPage.objects.filter(is_listed=False))


def outside(pages: PageQuerySet, events: EventQuerySet) -> PageQuerySet:
    """Leave out these events with everything below them, in the same query."""
    inside = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = events.annotate(inside=inside).filter(inside__startswith=F("path"))
    return pages.filter(~Exists(above))


def listed_sessions() -> SessionQuerySet:
    """Published sessions of listed events."""
    hidden = EventPage.objects.exclude(pk__in=EventPage.objects.listed().values("pk"))
    sessions: SessionQuerySet = outside(SessionPage.objects.published(), hidden)
    return sessions


def shown_speakers(speakers: QuerySet[Any]) -> QuerySet[Any]:
    """People on sessions of listed events: a programme that is not out, or is for a few, must not tell its names."""
    on_stage = listed_sessions().filter(session_speakers__speaker=OuterRef("pk"))
    return speakers.filter(Exists(on_stage))


def shown_sponsors(sponsors: QuerySet[Any]) -> QuerySet[Any]:
    return sponsors.filter(Exists(EventPage.objects.listed().filter(event_sponsors__sponsor=OuterRef("pk"))))


def shown_organizations(organizations: QuerySet[Any]) -> QuerySet[Any]:
    named_by = EventPage.objects.listed().filter(event_organizations__organization=OuterRef("pk"))
    return organizations.filter(Exists(named_by))


def shown_venues(venues: QuerySet[Any]) -> QuerySet[Any]:
    """Venues of listed events, or with a room of one of their sessions."""
    of_event = EventPage.objects.listed().filter(venue=OuterRef("pk"))
    of_session = listed_sessions().filter(room__venue=OuterRef("pk"))
    return venues.filter(Exists(of_event) | Exists(of_session))


def shown_tracks(tracks: QuerySet[Any]) -> QuerySet[Any]:
    return tracks.filter(event__in=EventPage.objects.listed().values("pk"))


def in_public_collections(items: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what lies in a private collection or below one, in the same query."""
    inside = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    restriction = CollectionViewRestriction.objects.annotate(inside=inside).filter(
        inside__startswith=F("collection__path")
    )
    return items.filter(~Exists(restriction))


def outside_hidden_events(items: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out images and documents in the collection of an event that is not published, or not listed."""
    hidden_events = EventPage.objects.filter(Q(live=False) | Q(is_listed=False))
    hidden = Q(collection__in=hidden_events.values("organizer_group__collection"))
    return in_public_collections(items).filter(Q(collection__isnull=True) | ~hidden)
