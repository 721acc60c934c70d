"""Who asks, as far as a request tells: the account, and what this browser has shown or said before.

The browser's session keeps the public ids of tickets shown by number, the name given at the door, a random key
for guests, and as whom it is in which session. None of it is an account, and it ends with the session.
"""

from __future__ import annotations

import re
import secrets
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.errors import InvalidInput
from site_pages.models import SessionPage
from ticketing.access import Decision, Person
from ticketing.models import Ticket

KEPT = "foyer_access"
MOST_TICKETS, MOST_SESSIONS = 10, 50
LONGEST_NAME = 80
# Control characters, and those that turn the direction of a line: names stand beside others' names.
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
CREW = "crew"


def person_of(request: HttpRequest, session: SessionPage, *, name: str = "") -> Person:
    """Who asks about this session. No query beyond the browser session's own."""
    kept = request.session.get(KEPT, {})
    return Person(
        user=request.user if isinstance(request.user, User) else Person().user,
        tickets=frozenset(UUID(one) for one in kept.get("tickets", [])),
        name=name or kept.get("name", ""),
        guest_key=kept.get("guest", ""),
        joined_as=kept.get("sessions", {}).get(session.public_id.hex, ""),
    )


def checked_name(typed: str) -> str:
    """A guest's name in one clean line. Raises InvalidInput with the field `name`."""
    name = " ".join(UNFIT.sub("", typed).split())
    if not name or len(name) > LONGEST_NAME:
        text = _("Enter a name of at most %(most)d letters.") % {"most": LONGEST_NAME}
        raise InvalidInput(text, fields={"name": text})
    return name


def become_guest(request: HttpRequest, name: str) -> None:
    """Keep the name given at the door, under a key that is this browser's alone."""
    kept = dict(request.session.get(KEPT, {}))
    kept.setdefault("guest", secrets.token_hex(16))
    _keep(request, kept | {"name": name})


def keep_ticket(request: HttpRequest, ticket: Ticket) -> None:
    """The browser has shown the ticket's number and address; from now on under a new session key."""
    kept = request.session.get(KEPT, {})
    shown = [one for one in kept.get("tickets", []) if one != str(ticket.public_id)]
    _keep(request, {**kept, "tickets": [*shown, str(ticket.public_id)][-MOST_TICKETS:]})
    # Whoever planted the former key in this browser must not gain the ticket with it.
    request.session.cycle_key()


def note_joined(request: HttpRequest, session: SessionPage, decision: Decision) -> None:
    """This browser is in the session now."""
    kept = request.session.get(KEPT, {})
    sessions = {key: holder for key, holder in kept.get("sessions", {}).items() if key != session.public_id.hex}
    sessions[session.public_id.hex] = decision.holder or CREW
    _keep(request, {**kept, "sessions": dict(list(sessions.items())[-MOST_SESSIONS:])})


def note_left(request: HttpRequest, session: SessionPage) -> None:
    """This browser has left the session."""
    kept = request.session.get(KEPT, {})
    sessions = {key: holder for key, holder in kept.get("sessions", {}).items() if key != session.public_id.hex}
    if len(sessions) != len(kept.get("sessions", {})):
        _keep(request, {**kept, "sessions": sessions})


def is_in(person: Person, decision: Decision) -> bool:
    """Whether this browser is in the session, and still may be."""
    if not person.joined_as or not decision.is_allowed:
        return False
    return decision.is_crew or (decision.has_place and person.joined_as == decision.holder)


def _keep(request: HttpRequest, kept: dict[str, Any]) -> None:
    request.session[KEPT] = kept
