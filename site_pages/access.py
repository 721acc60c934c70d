"""Whether somebody may watch a session's recording.

The room that decides on access (tickets, registrations) registers its decision; until then the content alone
decides: open sessions are for everybody, all others for organizers and staff.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from site_pages.rules import can_watch_recording

if TYPE_CHECKING:
    from django.http import HttpRequest

    from site_pages.models import EventPage, SessionPage

    Decision = Callable[[HttpRequest, SessionPage, EventPage], bool]

_registered: list[Decision] = []


def register_decision(decision: Decision) -> Decision:
    """Let another room decide; the last registration counts. Usable as a decorator."""
    _registered.append(decision)
    return decision


def unregister_decision(decision: Decision) -> None:
    """Take a decision out again."""
    _registered.remove(decision)


def may_watch(request: HttpRequest, session: SessionPage, event: EventPage) -> bool:
    """Whether whoever asks may watch the session's recording now."""
    if _registered:
        return _registered[-1](request, session, event)
    return can_watch_recording(request.user, session, event)
