"""`/events/<event>/sessions/<session>/join/`: the door as a page of its own, and what is sent to it.

Nothing here happens by GET: whoever follows a link to it finds a button.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.visitors import visitor_of
from notifications.errors import DomainError, TooManyRequests
from site_pages.addresses import path_of
from site_pages.choices import Format
from site_pages.models import EventPage, SessionPage
from ticketing.actions.joining import join_session, leave_session
from ticketing.actions.ticket_numbers import verify_ticket
from ticketing.join_forms import NameForm, TicketForm
from ticketing.join_panel import Door, door_of, render_door
from ticketing.refusals import NotAdmitted
from ticketing.selectors import session_at
from ticketing.visitors import become_guest, keep_ticket, note_joined, note_left, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_page(request: HttpRequest, event_slug: str, session_slug: str) -> HttpResponse:
    """The door; POST goes in, with a guest's name where one is asked for."""
    session, event = read_session(request, event_slug, session_slug)
    if request.method != "POST":
        return show(request, door_of(request, session, event))
    if "name" in request.POST:
        form = NameForm(request.POST, auto_id="join_%s")
        if not form.is_valid():
            return show(request, door_of(request, session, event, name_form=form), status=422)
        become_guest(request, form.cleaned_data["name"])
    return enter(request, session, event)


@never_cache
@require_POST
def ticket_page(request: HttpRequest, event_slug: str, session_slug: str) -> HttpResponse:
    """Go in by a ticket's number and address."""
    session, event = read_session(request, event_slug, session_slug)
    form = TicketForm(request.POST, auto_id="ticket_%s")
    if not form.is_valid():
        return show(request, door_of(request, session, event, ticket_form=form), status=422)
    try:
        ticket = verify_ticket(**form.cleaned_data, network=visitor_of(request).network)
    except DomainError as error:
        form.add_error(None, error.message)
        response = show(request, door_of(request, session, event, ticket_form=form), status=error.status)
        if isinstance(error, TooManyRequests):
            response["Retry-After"] = str(error.retry_after)
        return response
    keep_ticket(request, ticket)
    return enter(request, session, event)


@never_cache
@require_POST
def leave_page(request: HttpRequest, event_slug: str, session_slug: str) -> HttpResponse:
    """Give the place back."""
    session, _event = read_session(request, event_slug, session_slug)
    leave_session(session, person_of(request, session).joined_as)
    note_left(request, session)
    return HttpResponseRedirect(path_of(session))


def enter(request: HttpRequest, session: SessionPage, event: EventPage) -> HttpResponse:
    """In, or the door with the reason why not."""
    try:
        decision = join_session(person_of(request, session), session, event)
    except NotAdmitted as refusal:
        note_left(request, session)
        return show(request, Door(session, event, refusal.decision), status=refusal.status)
    note_joined(request, session, decision)
    return HttpResponseRedirect(path_of(session))


def read_session(request: HttpRequest, event_slug: str, session_slug: str) -> tuple[SessionPage, EventPage]:
    """The session at this address, if this visitor may read its page and it has a room online; else 404."""
    found = session_at(event_slug, session_slug)
    if found is None or found[0].format == Format.IN_PERSON:
        raise Http404
    if not all(one.accept_request(request) for one in found[0].get_view_restrictions()):
        raise Http404
    return found


def show(request: HttpRequest, door: Door, *, status: int = 200) -> HttpResponse:
    """The door's page. 401 would make a browser ask for a password."""
    context = {
        "page": door.session,
        "session": door.session,
        "event": door.event,
        "session_path": path_of(door.session),
        "panel": render_door(request, door),
    }
    response = render(request, "ticketing/join/page.html", context, status=403 if status == 401 else status)
    response["X-Robots-Tag"] = "noindex"
    return response
