"""Reads across models that several doors share; each with a fixed number of queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex

from site_pages.models import EventPage, Organization, SessionPage, SiteImage, Speaker, Sponsor, Track, Venue


def event_of(page: Page) -> EventPage | None:
    """The event whose mini-site a page belongs to, or None above the events. One query at most."""
    if isinstance(page, EventPage):
        return page
    steps = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    return EventPage.objects.filter(path__in=steps).first()


def event_ids_of_sessions(sessions: QuerySet[SessionPage]) -> set[int]:
    """The events of these sessions, by the tree rules. Two queries."""
    paths = {path[: -2 * SessionPage.steplen] for path in sessions.values_list("path", flat=True)}
    return set(EventPage.objects.filter(path__in=paths).values_list("pk", flat=True))


def event_ids_showing(record: object) -> set[int]:
    """The events whose public content shows a shared record, a track or an image."""
    if isinstance(record, SiteImage):
        return event_ids_showing_image(record)
    if isinstance(record, Track):
        return {record.event_id}
    events = EventPage.objects.none()
    sessions = SessionPage.objects.none()
    if isinstance(record, Speaker):
        sessions = SessionPage.objects.filter(session_speakers__speaker=record)
    elif isinstance(record, Sponsor):
        events = EventPage.objects.filter(event_sponsors__sponsor=record)
    elif isinstance(record, Organization):
        events = EventPage.objects.filter(event_organizations__organization=record)
    elif isinstance(record, Venue):
        events = EventPage.objects.filter(venue=record)
        sessions = SessionPage.objects.filter(room__venue=record)
    return set(events.values_list("pk", flat=True)) | event_ids_of_sessions(sessions)


def event_ids_showing_image(image: SiteImage) -> set[int]:
    """Events whose own pages use the image, or a record shown there does (Wagtail's reference index)."""
    found: set[int] = set()
    for reference in ReferenceIndex.get_references_to(image).select_related("content_type", "base_content_type"):
        model = reference.base_content_type.model_class()
        if model is None:
            continue
        if issubclass(model, Page):
            path = Page.objects.filter(pk=reference.object_id).values_list("path", flat=True).first() or ""
            steps = Q(path__in=[path[:end] for end in range(4, len(path) + 1, 4)])
            found |= set(EventPage.objects.filter(steps).values_list("pk", flat=True))
        elif (record := model._default_manager.filter(pk=reference.object_id).first()) is not None:
            found |= event_ids_showing(record)
    return found
