"""Complimentary tickets: an order without a price, entered by an organizer, with the seats it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from ticketing.actions import audit
from ticketing.actions.claims import enter_sale, take_seats
from ticketing.actions.settlement import seats_of, settle
from ticketing.answers import Buyer, checked_buyer
from ticketing.catalogue import shop_of
from ticketing.choices import OrderSource, OrderState
from ticketing.models import Order, OrderLine, Ticket, TicketCategory

if TYPE_CHECKING:
    from accounts.models import User
    from site_pages.models import EventPage
    from ticketing.actions.after_sale import Holder

MOST_GRANTED = 100


def grant_tickets(event: EventPage, category_id: UUID, holders: Sequence[Holder], *, by: User) -> list[Order]:
    """Give each holder a ticket of the category, in an order of their own; all or none.

    Seats are taken as in a sale; sale times, vouchers and the waiting list do not matter to an organizer.
    Raises InvalidInput (fields `holders.<n>.<field>`), SoldOut.
    """
    category = TicketCategory.objects.for_event(event.pk).filter(public_id=category_id).first()
    if category is None:
        raise InvalidInput(_("A ticket in this order is not sold here."), fields={"category": _("Not sold here.")})
    if not 1 <= len(holders) <= MOST_GRANTED:
        text = _("From 1 to %(most)d people at a time.") % {"most": MOST_GRANTED}
        raise InvalidInput(text, fields={"holders": text})
    buyers = [_checked(holder, at) for at, holder in enumerate(holders)]
    currency = shop_of(event.pk).currency
    with transaction.atomic():
        enter_sale(event.pk)
        orders = [_insert(category, buyer, currency=currency) for buyer in buyers]
        for order in orders:
            take_seats(order, seats_of(order))
            settle(order, by=audit.person(by))
    return orders


def _checked(holder: Holder, at: int) -> Buyer:
    try:
        return checked_buyer(Buyer(email=holder.email, name=holder.name))
    except InvalidInput as error:
        fields = {f"holders.{at}.{name}": text for name, text in error.fields.items()}
        raise InvalidInput(error.message, fields=fields) from error


def _insert(category: TicketCategory, buyer: Buyer, *, currency: str) -> Order:
    order = Order.objects.create(
        event_id=category.event_id,
        source=OrderSource.GRANT,
        state=OrderState.PENDING,
        currency=currency,
        buyer_email=buyer.email,
        buyer_name=buyer.name,
        expires_at=clock.now() + timedelta(minutes=5),
    )
    line = OrderLine.objects.create(
        order=order, category=category, name=category.name, quantity=1, list_price=category.price, price=0
    )
    Ticket.objects.create(
        event_id=category.event_id,
        order=order,
        line=line,
        category=category,
        attendee_name=buyer.name,
        attendee_email=buyer.email,
    )
    return order
