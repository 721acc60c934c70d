"""Whether somebody may watch a session's recording.

The room that decides on access (tickets, registrations) registers its decision; until then the content alone
decides: open sessions are for everybody, all others for organizers and staff.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from site_pages.rules import can_watch_recording

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from site_pages.models import EventPage, SessionPage

    Decision = Callable[[User | AnonymousUser, SessionPage, EventPage], bool]

_registered: list[Decision] = []


def register_decision(decision: Decision) -> Decision:
    """Let another room decide; the last registration counts. Usable as a decorator."""
    _registered.append(decision)
    return decision


def unregister_decision(decision: Decision) -> None:
    """Take a decision out again."""
    _registered.remove(decision)


def may_watch(user: User | AnonymousUser, session: SessionPage, event: EventPage) -> bool:
    """Whether this person may watch the session's recording now."""
    decision = _registered[-1] if _registered else can_watch_recording
    return decision(user, session, event)
