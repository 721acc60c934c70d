"""Finding orders of an event: what pages, exports and the API ask for alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ticketing.choices import LIVE_TICKETS
from ticketing.models import Order, OrderLine, Ticket
from ticketing.numbers import as_order_number, as_ticket_number
from ticketing.querysets import OrderQuerySet

SORTS = ("-created_at", "created_at", "buyer_name", "-buyer_name", "total", "-total", "number", "-number")


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """What to look for; everything empty finds all. `sort` is one of SORTS."""

    words: str = ""
    state: str = ""
    source: str = ""
    category: UUID | None = None
    placed_from: datetime | None = None
    placed_before: datetime | None = None
    sort: str = SORTS[0]


def find_orders(event_id: int, query: OrderQuery) -> OrderQuerySet:
    """The event's orders, without carts that nobody filled in. The newest first unless sorted otherwise."""
    orders = Order.objects.for_event(event_id).placed()
    if query.words.strip():
        orders = orders.filter(_matching(event_id, query.words.strip()))
    if query.state:
        orders = orders.filter(state=query.state)
    if query.source:
        orders = orders.filter(source=query.source)
    if query.category is not None:
        lines = OrderLine.objects.filter(category__public_id=query.category, category__event_id=event_id)
        orders = orders.filter(pk__in=lines.values("order"))
    if query.placed_from is not None:
        orders = orders.filter(created_at__gte=query.placed_from)
    if query.placed_before is not None:
        orders = orders.filter(created_at__lt=query.placed_before)
    return orders.order_by(query.sort, "-pk" if query.sort.startswith("-") else "pk")


def with_ticket_counts(orders: OrderQuerySet) -> OrderQuerySet:
    """Adds `ticket_count`: tickets that are valid, or will be once the order is paid. No further query."""
    tickets = Ticket.objects.filter(order=OuterRef("pk"), state__in=LIVE_TICKETS).order_by().values("order")
    counted = tickets.annotate(count=Count("pk")).values("count")
    return orders.annotate(ticket_count=Coalesce(Subquery(counted), 0))


def _matching(event_id: int, words: str) -> Q:
    """A number of order or ticket as people type it, or a part of a name or address."""
    tickets = Ticket.objects.for_event(event_id).filter(
        Q(attendee_name__icontains=words)
        | Q(attendee_email__icontains=words)
        | Q(number__startswith=as_ticket_number(words) or words)
    )
    return (
        Q(buyer_name__icontains=words)
        | Q(buyer_email__icontains=words)
        | Q(number__startswith=as_order_number(words) or words)
        | Q(pk__in=tickets.order_by().values("order"))
    )
