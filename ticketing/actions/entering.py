"""Orders that an organizer enters for somebody: with prices, awaiting their money or free.

Like a grant, seats are taken as in a sale; sale times, limits and the waiting list do not matter to an organizer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.actions import queue_later
from notifications.errors import InvalidInput
from ticketing.actions import audit
from ticketing.actions.claims import enter_sale, take_seats
from ticketing.actions.settlement import seats_of, settle
from ticketing.answers import Buyer, checked_buyer
from ticketing.catalogue import shop_of
from ticketing.choices import OrderSource, OrderState
from ticketing.models import Order, OrderLine, Ticket, TicketCategory
from ticketing.selection import MOST_TICKETS

if TYPE_CHECKING:
    from accounts.models import User
    from site_pages.models import EventPage

LONGEST_WAIT = timedelta(days=30)


def enter_order(
    event: EventPage, quantities: Mapping[UUID, int], *, buyer: Buyer, pay_within: timedelta, by: User
) -> Order:
    """An order in the buyer's name; one that costs something keeps its seats for `pay_within` and asks for the money.

    Raises InvalidInput, SoldOut.
    """
    buyer = checked_buyer(buyer)
    if not timedelta() < pay_within <= LONGEST_WAIT:
        text = _("From one to %(most)d days.") % {"most": LONGEST_WAIT.days}
        raise InvalidInput(text, fields={"days": text})
    wanted = _wanted(event, quantities)
    actor = audit.person(by)
    with transaction.atomic():
        enter_sale(event.pk)
        order = _insert(event, wanted, buyer=buyer, expires_at=clock.now() + pay_within)
        take_seats(order, seats_of(order))
        tickets = order.tickets.count()
        audit.record(order, "order.placed", by=actor, changes={"total": order.total, "tickets": tickets})
        if order.total == 0:
            settle(order, by=actor)
        else:
            ask_for_payment(order)
    return order


def ask_for_payment(order: Order) -> None:
    """Mail the buyer where to pay."""
    queue_later(
        "ticketing.please_pay",
        to=order.buyer_email,
        context={"order": order.pk},
        dedupe_key=f"please-pay:{order.pk}",
        expires_at=order.expires_at,
    )


def _wanted(event: EventPage, quantities: Mapping[UUID, int]) -> list[tuple[TicketCategory, int]]:
    """Categories of this event with their numbers. Two queries at most."""
    chosen = {public_id: number for public_id, number in quantities.items() if number}
    found = list(TicketCategory.objects.for_event(event.pk).filter(public_id__in=chosen))
    if len(found) != len(chosen) or any(number < 0 for number in chosen.values()):
        raise InvalidInput(_("A ticket in this order is not sold here."))
    if not 1 <= sum(chosen.values()) <= MOST_TICKETS:
        raise InvalidInput(_("Choose from 1 to %(most)d tickets.") % {"most": MOST_TICKETS})
    if len({category.currency for category in found}) > 1:
        raise InvalidInput(_("Tickets in different currencies need orders of their own."))
    return [(category, chosen[category.public_id]) for category in found]


def _insert(event: EventPage, wanted: list[tuple[TicketCategory, int]], *, buyer: Buyer, expires_at: datetime) -> Order:
    order = Order.objects.create(
        event=event,
        source=OrderSource.MANUAL,
        state=OrderState.PENDING,
        currency=wanted[0][0].currency,
        total=sum(category.price * number for category, number in wanted),
        buyer_email=buyer.email,
        buyer_name=buyer.name,
        expires_at=expires_at,
    )
    tax_rate = shop_of(event.pk).tax_rate
    for category, number in wanted:
        line = OrderLine.objects.create(
            order=order,
            category=category,
            name=category.name,
            quantity=number,
            list_price=category.price,
            price=category.price,
            tax_rate=tax_rate,
        )
        Ticket.objects.bulk_create(
            Ticket(
                event=event,
                order=order,
                line=line,
                category=category,
                attendee_name=buyer.name,
                attendee_email=buyer.email,
                price=category.price,
            )
            for _number in range(number)
        )
    return order
