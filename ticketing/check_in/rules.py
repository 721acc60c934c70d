"""Whom a door lets in, and which roles stand at it. Pure; relations are read from what the caller has fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import EventRole
from ticketing.choices import Admits, ScanResult, TicketState

if TYPE_CHECKING:
    from ticketing.models import CheckInList, Ticket, TicketCategory

SCOPE = "check-in"
SCOPE_ROLES = frozenset({EventRole.Role.OWNER, EventRole.Role.COLLABORATOR, EventRole.Role.CHECK_IN})
PASSED = frozenset({ScanResult.ADMITTED, ScanResult.LEFT})
CLOSED = {
    TicketState.TRANSFERRED: ScanResult.REPLACED,
    TicketState.CANCELLED: ScanResult.CANCELLED,
    TicketState.REFUNDED: ScanResult.CANCELLED,
}


def opens_event(category: TicketCategory, event_id: int) -> bool:
    """Its tickets are for this event, its own or one that it opens as well."""
    return category.event_id == event_id or event_id in {event.pk for event in category.other_events.all()}


def lets_in(check_in_list: CheckInList, category: TicketCategory) -> bool:
    """The door is for this category: chosen or none chosen, in person, and with a right to the door's session."""
    chosen = check_in_list.categories.all()
    if category.admits == Admits.ONLINE or (chosen and category not in chosen):
        return False
    if check_in_list.session_id is None or category.grants_full_event_access:
        return True
    return check_in_list.session_id in {session.pk for session in category.sessions.all()}


def refusal(check_in_list: CheckInList, ticket: Ticket) -> ScanResult | None:
    """Why the ticket does not pass this door in any direction; None where it may."""
    if not opens_event(ticket.category, check_in_list.event_id):
        return ScanResult.WRONG_EVENT
    if ticket.issued_at is None:
        return ScanResult.UNKNOWN
    if ticket.state in CLOSED:
        return CLOSED[TicketState(ticket.state)]
    return None if lets_in(check_in_list, ticket.category) else ScanResult.WRONG_LIST
