"""The moves of an order (docs/locking.md). The caller of every move has locked the order's row, or just made it.

draft → pending → paid → partially_refunded → refunded
draft | pending → expired | cancelled | failed → paid (money came late, and seats were left)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone as clock

from ticketing.actions import audit
from ticketing.actions.announce import announce_settled
from ticketing.actions.claims import enter_sale, give_back_all, take_seats
from ticketing.actions.entitlements import grant_for_tickets
from ticketing.actions.invoices import write_invoice
from ticketing.actions.voucher_uses import return_uses
from ticketing.choices import CLOSED_STATES, OrderState, TicketState
from ticketing.errors import SoldOut
from ticketing.models import Order, Ticket
from ticketing.signals import order_settled, tickets_closed

SWEEP = 200


def settle(order: Order, *, by: audit.Actor, received: int = 0, tickets: Sequence[Ticket] | None = None) -> None:
    """Make the order paid: tickets are issued, rights granted, mails and webhooks queued, all in this transaction.

    `received` in minor units. An order that is settled already is left as it is.
    """
    if order.is_settled or order.state == OrderState.REFUNDED:
        return
    mark_settled(order, received=received)
    order.save()
    tickets = list(order.tickets.filter(state=TicketState.VALID)) if tickets is None else list(tickets)
    unissued = [ticket for ticket in tickets if ticket.issued_at is None]
    for ticket in unissued:
        ticket.issued_at = order.settled_at
    if unissued:
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in unissued]).update(issued_at=order.settled_at)
    carry_out(order, tickets, by=by, received=received)


def mark_settled(order: Order, *, received: int = 0) -> None:
    """Set the fields of a paid order, without storing them."""
    order.state, order.settled_at, order.expires_at, order.closed_at = OrderState.PAID, clock.now(), None, None
    order.paid += received


def carry_out(order: Order, tickets: Sequence[Ticket], *, by: audit.Actor, received: int = 0) -> None:
    """What follows once order and tickets are stored as paid: rights, invoice, mails, webhooks."""
    grant_for_tickets(order.event_id, tickets)
    if order.total:
        write_invoice(order)
    audit.record(order, "order.settled", by=by, changes={"received": received})
    announce_settled(order, tickets)
    order_settled.send(sender=Order, order=order, tickets=tickets)


def settle_late(order: Order, *, received: int) -> bool:
    """Settle an order that was given up before its money came, if its seats can be had again.

    Returns False, with nothing changed, where they cannot: the money is to be returned.
    """
    if not can_be_taken_up(order):
        return False
    try:
        with transaction.atomic():
            enter_sale(order.event_id)
            take_seats(order, seats_of(order))
            Ticket.objects.filter(order=order, state=TicketState.CANCELLED, successor=None).update(
                state=TicketState.VALID, closed_at=None
            )
            settle(order, by=audit.system(), received=received)
    except SoldOut:
        return False
    return True


def can_be_taken_up(order: Order) -> bool:
    """Given up before its money came. Not a draft, which has nobody to give tickets to; not one settled before."""
    return order.state in CLOSED_STATES and order.settled_at is None and order.tickets.exists()


def seats_of(order: Order) -> dict[int, int]:
    """The seats that the order's lines need of each quota. Three queries."""
    seats: dict[int, int] = {}
    lines = order.lines.select_related("category__own_quota").prefetch_related("category__quotas")
    for line in lines:
        own = getattr(line.category, "own_quota", None)
        for quota in ([own] if own else []) + list(line.category.quotas.all()):
            seats[quota.pk] = seats.get(quota.pk, 0) + line.quantity
    return seats


def close_unpaid(order: Order, *, to: OrderState, by: audit.Actor) -> None:
    """Expire, cancel or fail an order that was not settled: seats and voucher uses go back."""
    if not order.is_open:
        return
    enter_sale(order.event_id)
    order.state, order.closed_at, order.expires_at = to, clock.now(), None
    return_uses(order, order.voucher_uses)
    order.save()
    Ticket.objects.filter(order=order, state=TicketState.VALID).update(
        state=TicketState.CANCELLED, closed_at=order.closed_at
    )
    audit.record(order, f"order.{to.value}", by=by)
    give_back_all(order)
    tickets_closed.send(sender=Order, event_id=order.event_id)


def keep_until(order: Order, moment: datetime) -> None:
    """Keep the seats longer, because a payment is under way until then. Never shorter."""
    if order.is_open and order.expires_at is not None and order.expires_at < moment:
        order.expires_at = moment
        order.save(update_fields=["expires_at"])


def expire_overdue(*, now: datetime | None = None, event_id: int | None = None) -> int:
    """Give the seats of passed holds back, in chunks; others' locked rows are skipped. Returns how many orders."""
    overdue = Order.objects.overdue(now)
    if event_id is not None:
        overdue = overdue.filter(event_id=event_id)
    expired = 0
    for pk in list(overdue.values_list("pk", flat=True).order_by("expires_at")[:SWEEP]):
        with transaction.atomic():
            order = Order.objects.overdue(now).select_for_update(skip_locked=True).filter(pk=pk).first()
            if order is not None:
                close_unpaid(order, to=OrderState.EXPIRED, by=audit.system())
                expired += 1
    return expired


def expire_overdue_of(event_id: int) -> int:
    """The same for one event, by a buyer who found nothing left."""
    return expire_overdue(event_id=event_id)


def hold_until(minutes: int) -> datetime:
    """When a hold that begins now ends."""
    return clock.now() + timedelta(minutes=minutes)
