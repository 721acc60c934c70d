"""The door of a session online: one panel for every outcome of the access decision, on the session's page and its own.

`register` puts it into the places that lower rooms keep: the session's page, what follows signing in, and who may
watch a recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString
from wagtail.models import Page

from accounts.after_sign_in import register_after_sign_in
from accounts.models import User
from site_pages.access import register_decision
from site_pages.addresses import path_of
from site_pages.choices import AccessMode, Format
from site_pages.extensions import register_panel
from site_pages.models import EventPage, SessionPage
from site_pages.selectors import event_of
from ticketing.access import Decision, Outcome, Purpose, decide
from ticketing.actions.joining import join_session
from ticketing.join_forms import NameForm, TicketForm
from ticketing.refusals import NotAdmitted, join_path, sign_in_path, tickets_path
from ticketing.rooms import OpenDoor, Seat, render_room
from ticketing.selectors import session_at
from ticketing.visitors import is_in, note_joined, person_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

WATCHING = frozenset({Outcome.ALLOWED, Outcome.NAME_REQUIRED})
# Where the way in by a ticket's number makes sense: to somebody who may have one, but is not known by it.
BY_NUMBER = frozenset({Outcome.LOGIN_REQUIRED, Outcome.TICKET_REQUIRED, Outcome.UPGRADE_REQUIRED})


@dataclass(frozen=True, slots=True)
class Door:
    """A session's door in one request, with the forms as they were sent where something was wrong."""

    session: SessionPage
    event: EventPage
    decision: Decision
    is_joined: bool = False
    name_form: NameForm | None = None
    ticket_form: TicketForm | None = None


def door_of(request: HttpRequest, session: SessionPage, event: EventPage, **forms: Any) -> Door:
    """The door as this visitor finds it now. Five queries at most."""
    person = person_of(request, session)
    decision = decide(person, session, event, purpose=Purpose.JOIN)
    return Door(session, event, decision, is_joined=is_in(person, decision), **forms)


def render_door(request: HttpRequest, door: Door) -> SafeString:
    """The panel. It carries a CSRF token, so no cache keeps the page around it."""
    decision, session, event = door.decision, door.session, door.event
    context = {
        "door": door,
        "decision": decision,
        "session": session,
        "event": event,
        "name_form": door.name_form or NameForm(auto_id="join_%s"),
        "ticket_form": door.ticket_form or TicketForm(auto_id="ticket_%s"),
        "asks_ticket": decision.outcome in BY_NUMBER and event.access_mode == AccessMode.TICKETED,
        "join_path": join_path(session, event),
        "session_path": path_of(session),
        "sign_in_path": sign_in_path(session, event, Purpose.JOIN),
        "tickets_path": tickets_path(event),
        "is_hybrid": session.format == Format.HYBRID,
        "room": render_room(Seat(decision, session, event, request)) if door.is_joined else None,
    }
    html = render_to_string("ticketing/join/panel.html", context, request)
    return OpenDoor(html) if context["room"] else html


def join_panel(page: Page, request: HttpRequest) -> SafeString | None:
    """For a session that is live; one in person alone has no door online."""
    session = cast("SessionPage", page)
    event = event_of(page)
    if session.format == Format.IN_PERSON or event is None:
        return None
    return render_door(request, door_of(request, session, event))


def after_sign_in(request: HttpRequest, user: User, return_to: str) -> str | None:
    """Somebody who signed in on the way into a session is in (spec 2); None where they were going elsewhere."""
    try:
        match = resolve(return_to.partition("?")[0])
    except Resolver404:
        return None
    found = session_at(**match.kwargs) if match.view_name == "ticketing:join" else None
    if found is None:
        return None
    session, event = found
    try:
        decision = join_session(person_of(request, session).signed_in_as(user), session, event)
    except NotAdmitted:
        return None  # the door's own page says why
    if request.user.is_authenticated:
        note_joined(request, session, decision)
    return path_of(session)


def may_watch(request: HttpRequest, session: SessionPage, event: EventPage) -> bool:
    """The recording, by the same decision. Staff see it too: they edit the page that it is on."""
    user: User | AnonymousUser = request.user
    if user.is_authenticated and user.is_staff:
        return True
    decision = decide(person_of(request, session), session, event, purpose=Purpose.WATCH)
    return decision.outcome in WATCHING


def register() -> None:
    """Called once, when the apps are loaded."""
    register_panel("join", join_panel)
    register_after_sign_in(after_sign_in)
    register_decision(may_watch)
