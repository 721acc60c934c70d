"""Reads across the room's models, each with a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from accounts.selectors import verified_emails
from site_pages.models import EventPage, SessionPage
from ticketing.models import Order, Ticket, WaitingListEntry

if TYPE_CHECKING:
    from accounts.models import User


def proved_emails(user: User) -> list[str]:
    """The mail addresses that the person has proved. One query."""
    return sorted(verified_emails({user.pk}))


def tickets_of(user: User) -> list[Ticket]:
    """The person's issued tickets, by the addresses that they have proved; the next event first. Two queries."""
    tickets = Ticket.objects.for_addresses(proved_emails(user)).filter(issued_at__isnull=False)
    return list(tickets.select_related("event__venue", "category", "order").order_by("event__starts_at", "event", "pk"))


def session_at(event_slug: str, session_slug: str) -> tuple[SessionPage, EventPage] | None:
    """The published session at this address, with its event. Two queries."""
    event = EventPage.objects.live().filter(slug=event_slug).first()
    if event is None:
        return None
    session = SessionPage.objects.for_event(event).live().filter(slug=session_slug).first()
    return None if session is None else (session, event)


def ticket_of(user: User, public_id: UUID) -> Ticket | None:
    """The person's own ticket with this id. Two queries."""
    tickets = Ticket.objects.for_addresses(proved_emails(user)).filter(public_id=public_id)
    return tickets.select_related("event__venue", "category", "order__event__venue").first()


def orders_of(user: User) -> list[Order]:
    """What the person ordered, signed in or by a proved address; the latest first. Two queries."""
    own = Q(user=user) | Q(buyer_email__in=proved_emails(user))
    return list(Order.objects.placed().filter(own).select_related("event").order_by("-created_at", "-pk"))


def number_ahead(entry: WaitingListEntry) -> int:
    """How many wait for the same category and came before. One query."""
    line = WaitingListEntry.objects.in_line().filter(category_id=entry.category_id)
    earlier = Q(created_at__lt=entry.created_at) | Q(created_at=entry.created_at, pk__lt=entry.pk)
    return line.filter(earlier).count()
