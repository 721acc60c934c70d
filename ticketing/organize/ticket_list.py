"""Finding attendees of an event: for pages, exports and the API alike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ticketing.models import Admission, Ticket
from ticketing.numbers import as_order_number, as_ticket_number
from ticketing.querysets import TicketQuerySet


@dataclass(frozen=True, slots=True)
class TicketQuery:
    """What to look for; everything empty finds all issued tickets. `presence` is `in`, `never` or empty."""

    words: str = ""
    state: str = ""
    category: UUID | None = None
    presence: str = ""


def find_tickets(event_id: int, query: TicketQuery) -> TicketQuerySet:
    """The event's issued tickets with `has_been_in`, by name. Handed-over ones only where they are asked for."""
    entered = Admission.objects.filter(ticket=OuterRef("pk"))
    tickets = Ticket.objects.for_event(event_id).filter(issued_at__isnull=False)
    tickets = tickets.annotate(has_been_in=Exists(entered))
    tickets = tickets.filter(state=query.state) if query.state else tickets.exclude(state="transferred")
    if query.category is not None:
        tickets = tickets.filter(category__public_id=query.category)
    if query.presence:
        tickets = tickets.filter(has_been_in=query.presence == "in")
    words = query.words.strip()
    if words:
        tickets = tickets.filter(
            Q(attendee_name__icontains=words)
            | Q(attendee_email__icontains=words)
            | Q(number__startswith=as_ticket_number(words) or words)
            | Q(order__number__startswith=as_order_number(words) or words)
        )
    return tickets.order_by("attendee_name", "pk")
