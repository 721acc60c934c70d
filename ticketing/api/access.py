"""`/api/sessions/{id}/access`, `…/join`, `…/leave` and `/api/tickets/verify`: the same decision as on the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Router

from accounts.authentication import PersonAuth, bearer_in, from_own_pages
from accounts.models import AccessToken, User
from accounts.tokens import find_token
from accounts.visitors import visitor_of
from notifications.errors import InvalidInput
from site_pages.choices import SessionState
from site_pages.models import EventPage, SessionPage
from site_pages.public_sessions import public_session
from ticketing.access import Decision, Outcome, Person, Purpose, decide
from ticketing.actions.joining import join_session, leave_session
from ticketing.actions.ticket_numbers import verify_ticket
from ticketing.api.access_schemas import AccessOut, Done, JoinIn, JoinOut, NotAdmittedJson, TicketIn, TicketVerified
from ticketing.refusals import WORDS, next_step
from ticketing.rooms import Seat, open_room
from ticketing.visitors import (
    become_guest,
    checked_name,
    is_in,
    keep_ticket,
    note_joined,
    note_left,
    person_of,
)

router = Router(tags=["Access"])
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 410, 429), NotAdmittedJson)
asked_by_person = PersonAuth()


def anybody(request: HttpRequest) -> User | AnonymousUser:
    """For ninja's `auth=` of a change: an access token, a session with its CSRF token, or a guest of our own pages."""
    if bearer_in(request) or request.user.is_authenticated:
        return asked_by_person(request).user
    from_own_pages(request)
    return AnonymousUser()


@router.get("/sessions/{session_id}/access", response={200: AccessOut, **REFUSALS}, url_name="get_access")
def get_access(request: HttpRequest, session_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """What whoever asks may do with the session now, and what to do next.

    Without a session or a bearer token: what a visitor may do. After a session with a recording: about watching it.
    """
    session, event = public_session(session_id)
    person = asker(request, session)
    purpose = Purpose.WATCH if session.state == SessionState.RECORDED else None
    decision = decide(person, session, event, purpose=purpose)
    response["Cache-Control"] = "private, no-store"
    get_token(request)
    return described(decision, session, event, is_joined=is_in(person, decision))


@router.post("/sessions/{session_id}/join", auth=anybody, response={200: JoinOut, **REFUSALS}, url_name="join_session")
def join(request: HttpRequest, session_id: UUID, given: JoinIn, response: HttpResponse) -> dict[str, Any]:
    """Go in, or tell that one is still there: a place is kept for five minutes at a time.

    Each call takes the person's seat: streams that they had open before, end. So a page calls it once, and its open
    stream keeps the place.

    The refusal's `error` is the outcome in capitals, with `outcome` and `next` beside it.
    """
    session, event = public_session(session_id)
    if given.ticket_number or given.email:
        show_ticket(request, TicketIn(number=given.ticket_number, email=given.email))
    has_account = bool(bearer_in(request)) or request.user.is_authenticated
    if given.name.strip() and not has_account:
        become_guest(request, checked_name(given.name))
    decision = join_session(asker(request, session), session, event)
    if not bearer_in(request):
        note_joined(request, session, decision)
    response["Cache-Control"] = "private, no-store"
    keys = open_room(Seat(decision, session, event, request))
    return described(decision, session, event, is_joined=True) | keys


@router.post("/sessions/{session_id}/leave", auth=anybody, response={200: Done, **REFUSALS})
def leave(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    """Give the place back. Twice is once."""
    session, event = public_session(session_id)
    person = asker(request, session)
    if bearer_in(request):
        leave_session(session, decide(person, session, event).holder)
    else:
        leave_session(session, person.joined_as)
        note_left(request, session)
    return {"success": True}


@router.post("/tickets/verify", auth=from_own_pages, response={200: TicketVerified, **REFUSALS})
def verify(request: HttpRequest, given: TicketIn) -> dict[str, Any]:
    """Show a ticket by its number and the address it was sent to. A wrong pair never says which half was wrong."""
    return show_ticket(request, given)


def show_ticket(request: HttpRequest, given: TicketIn) -> dict[str, Any]:
    if bearer_in(request):
        text = _("Tickets of an account need no number.")
        raise InvalidInput(text, fields={"ticket_number": text})
    ticket = verify_ticket(given.number, given.email, network=visitor_of(request).network)
    keep_ticket(request, ticket)
    return {
        "success": True,
        "event": ticket.event.slug,
        "category": ticket.category.name,
        "name": ticket.attendee_name,
    }


def asker(request: HttpRequest, session: SessionPage) -> Person:
    """Whoever asks: the owner of an access token, or whom the browser's session knows. Raises SignInRequired."""
    if bearer := bearer_in(request):
        return Person(find_token(bearer, kind=AccessToken.Kind.BEARER).user)
    return person_of(request, session)


def described(decision: Decision, session: SessionPage, event: EventPage, *, is_joined: bool) -> dict[str, Any]:
    step = next_step(decision, session, event)
    return {
        "outcome": decision.outcome.value,
        "purpose": decision.purpose.value,
        "role": decision.role.value if decision.role else None,
        "message": "" if decision.outcome is Outcome.ALLOWED else str(WORDS[decision.outcome]),
        "next": {"action": step.action, "url": step.url} if step else None,
        "opens_at": decision.opens_at,
        "name": decision.name,
        "joined": is_joined,
    }
