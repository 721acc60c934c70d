"""Who may see what of a mini-site, as far as it follows from its content alone. Predicates over rights and content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.rules import can_organize
from accounts.selectors import owned_event_ids
from site_pages.choices import AccessMode

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from site_pages.models import EventPage, SessionPage


def access_mode_of(session: SessionPage, event: EventPage) -> str:
    """The session's override, else the event's mode (spec 2, "The access decision")."""
    return session.access_override or event.access_mode


def can_create_events(user: User | AnonymousUser) -> bool:
    """Who was made an event creator (a permission, given by the group of that name), and who owns an event already.

    The creator becomes the owner. Editors of the whole site create by their rights on the tree.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    return user.has_perm("site_pages.create_event") or bool(owned_event_ids(user))


def can_watch_recording(user: User | AnonymousUser, session: SessionPage, event: EventPage) -> bool:
    """Everybody where the session is open, else the event's organizers and staff. One query at most."""
    if access_mode_of(session, event) == AccessMode.OPEN:
        return True
    return bool(user.is_authenticated and user.is_staff) or can_organize(user, event.pk)
