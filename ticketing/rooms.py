"""Where the room of a session held online comes from: an upper room registers what renders it.

`register_room` is called in an AppConfig.ready with a function of a `Seat` that returns safe HTML: the whole room
for somebody who is in. Until one is registered, the page says calmly that they are in and where the room opens.
`register_opener` names what gives a joining page its keys, `register_room_limit` how many a room has places for,
`register_doorkeeper` who stands at its door: whom the decision lets in, those who run the session may have put out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from site_pages.models import EventPage, SessionPage
    from ticketing.access import Decision, Outcome, Person


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is in: the decision that let them in, for which session, in which request."""

    decision: Decision
    session: SessionPage
    event: EventPage
    request: HttpRequest


class OpenDoor(SafeString):
    """The panel of a session with its whole room in it: pages give it their width."""

    is_room = True


RoomRenderer = Callable[[Seat], SafeString]

RoomOpener = Callable[[Seat], dict[str, Any]]
RoomLimit = Callable[["SessionPage"], int | None]
Doorkeeper = Callable[["Person", "SessionPage", "Decision"], "Outcome | None"]

_renderers: list[RoomRenderer] = []
_openers: list[RoomOpener] = []
_limits: list[RoomLimit] = []
_doorkeepers: list[Doorkeeper] = []


def register_room(renderer: RoomRenderer) -> RoomRenderer:
    """Let this function render the room; the last registration counts. Usable as a decorator."""
    _renderers.append(renderer)
    return renderer


def unregister_room(renderer: RoomRenderer) -> None:
    """Take a renderer out again (tests)."""
    _renderers.remove(renderer)


def render_room(seat: Seat) -> SafeString | None:
    """The room for somebody who is in; None where no room is built in."""
    return _renderers[-1](seat) if _renderers else None


def register_opener(opener: RoomOpener) -> RoomOpener:
    """Let this function add to the answer of `POST /api/sessions/{id}/join`; its keys are those of RoomKeys."""
    _openers.append(opener)
    return opener


def open_room(seat: Seat) -> dict[str, Any]:
    """What a page needs to enter the room; empty where no room is built in."""
    return _openers[-1](seat) if _openers else {}


def register_room_limit(limit: RoomLimit) -> RoomLimit:
    """Let this function say how many attendees a session's room can take, whatever the page says. It asks nobody."""
    _limits.append(limit)
    return limit


def place_limit(session: SessionPage) -> int | None:
    """How many may take part online: what the page allows, and no more than the room can take. None: any number."""
    limits = [limit(session) for limit in _limits]
    known = [limit for limit in (session.max_remote_attendees, *limits) if limit is not None]
    return min(known) if known else None


def register_doorkeeper(doorkeeper: Doorkeeper) -> Doorkeeper:
    """Let this function turn attendees away whom the decision admits: it says why, or None."""
    _doorkeepers.append(doorkeeper)
    return doorkeeper


def turned_away(person: Person, session: SessionPage, decision: Decision) -> Outcome | None:
    """Why somebody whom the decision admits does not come in all the same; None where they do."""
    found = (keeper(person, session, decision) for keeper in _doorkeepers)
    return next((outcome for outcome in found if outcome is not None), None)
