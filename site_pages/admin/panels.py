"""The checks beside the editor, and the dashboard's panel with the person's events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone as clock
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.models import Page

from accounts.models import User
from accounts.selectors import organized_event_ids, owned_event_ids
from site_pages.admin.boundaries import edits_whole_site
from site_pages.admin.people import person_of
from site_pages.checks import Finding, check_event, check_session
from site_pages.choices import EventStatus
from site_pages.models import ContactMessage, EventIndexPage, EventPage, SessionIndexPage, SessionPage
from site_pages.selectors import event_of

SHOWN_EVENTS = 5


class EventChecksPanel(ChecksSidePanel):
    """Wagtail's checks of the rendered page, preceded by Foyer's checks of the programme."""

    template_name = "site_pages/admin/checks_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["findings"] = findings_of(self.object)
        return context


def findings_of(page: Page) -> list[Finding]:
    """What to look at on this page; nothing for pages without checks."""
    if isinstance(page, EventPage):
        return check_event(page)
    if isinstance(page, SessionPage) and (event := event_of(page)):
        return check_session(page, event=event)
    return []


@dataclass(frozen=True, slots=True)
class EventCard:
    """One event on the dashboard."""

    event: EventPage
    sessions: int
    drafts: int
    waiting: int
    next_session: SessionPage | None
    schedule_id: int | None
    findings: list[Finding]

    @property
    def status_label(self) -> str:
        return str(EventStatus(self.event.status).label)

    @property
    def add_session_url(self) -> str:
        if self.schedule_id is None:
            return ""
        return reverse("wagtailadmin_pages:add", args=("site_pages", "sessionpage", self.schedule_id))


def cards_for(user: User) -> list[EventCard]:
    """The person's events: those that are on or come next, then the latest of the past. At most five.

    Staff of the whole site without a role of their own see all events.
    """
    events = EventPage.objects.all()
    own = organized_event_ids(user)
    if own or not edits_whole_site(user):
        events = events.filter(pk__in=own)
    chosen = list(events.upcoming()[:SHOWN_EVENTS])
    chosen += list(events.past()[: SHOWN_EVENTS - len(chosen)])
    return [card_of(event) for event in chosen]


def card_of(event: EventPage) -> EventCard:
    """Ten queries, whatever the size of the event."""
    now = clock.now()
    sessions = SessionPage.objects.for_event(event)
    counts = sessions.aggregate(shown=Count("pk", filter=Q(live=True)), drafts=Count("pk", filter=Q(live=False)))
    coming = sessions.live().filter(starts_at__gt=now, is_cancelled=False).select_related("room")
    return EventCard(
        event=event,
        sessions=counts["shown"],
        drafts=counts["drafts"],
        waiting=ContactMessage.objects.filter(event=event, handled_at__isnull=True).count(),
        next_session=coming.in_programme_order().first(),
        schedule_id=SessionIndexPage.objects.child_of(event).values_list("pk", flat=True).first(),
        findings=check_event(event),
    )


class YourEventsPanel(Component):
    """First panel of the dashboard."""

    name = "your_events"
    template_name = "site_pages/admin/your_events.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request: HttpRequest = parent_context["request"]
        user = person_of(request)
        return {
            "cards": cards_for(user),
            "owned": owned_event_ids(user),
            "add_event_url": add_event_url(user),
            "request": request,
        }


def add_event_url(user: User) -> str:
    """Where the person makes a new event; empty for those who may not."""
    index = EventIndexPage.objects.first()
    if index is None or not index.permissions_for_user(user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=("site_pages", "eventpage", index.pk))


def add_dashboard_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Wagtail's hook construct_homepage_panels."""
    panels.append(YourEventsPanel())
