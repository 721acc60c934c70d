"""Who may open a session's control page, and what it is opened on (spec 4, "The control page")."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.views.pages import person
from live_control.rules import RUNNING_ROLES, moderates
from site_pages.models import EventPage, SessionPage
from site_pages.organizer.workspace import role_of


@dataclass(frozen=True, slots=True)
class ControlDesk:
    """An online session as one of those who run it has it open. `role` is empty for moderators by the programme."""

    event: EventPage
    session: SessionPage
    user: User
    role: str


def open_desk(request: HttpRequest, event_slug: str, session_slug: str) -> ControlDesk:
    """Four queries at most. Raises Http404 alike for whatever is not there and whoever has no right."""
    user = person(request)
    event = EventPage.objects.filter(slug=event_slug).first()
    session = SessionPage.objects.for_event(event).filter(slug=session_slug).first() if event else None
    if event is None or session is None or not session.is_online:
        raise Http404
    role = role_of(request, event.pk) or ""
    if role not in RUNNING_ROLES:
        role = ""
    if not role and not moderates(user, session.pk):
        raise Http404
    return ControlDesk(event, session, user, role)
