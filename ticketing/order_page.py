"""What an order's page shows in every state, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.utils import timezone as clock

from payments.models import Payment
from payments.money import Money
from payments.selectors import ProviderInfo, providers_for
from site_pages.models import EventPage
from site_pages.printing.qr import QrPath, qr_path
from ticketing.actions.payment import payments_of
from ticketing.actions.refunds import on_their_way
from ticketing.actions.self_service import may_cancel
from ticketing.catalogue import shop_of
from ticketing.choices import OrderState, TicketState
from ticketing.codes import ticket_codes
from ticketing.missing_answers import missing_answers
from ticketing.models import Invoice, Order, OrderLine, Shop, Ticket


@dataclass(frozen=True)
class OrderPage:
    """An order as its buyer sees it."""

    order: Order
    event: EventPage
    shop: Shop
    lines: Sequence[OrderLine]
    tickets: Sequence[TicketCard]
    invoices: Sequence[Invoice]
    providers: Sequence[ProviderInfo]
    payment: Payment | None
    returning: int
    now: datetime

    @cached_property
    def live(self) -> list[TicketCard]:
        return [card for card in self.tickets if card.ticket.is_live]

    @cached_property
    def shown(self) -> list[TicketCard]:
        """Those whose codes are the buyer's to show and print."""
        return [card for card in self.tickets if card.qr]

    @property
    def is_payable(self) -> bool:
        order = self.order
        return order.state == OrderState.PENDING and order.expires_at is not None and order.expires_at > self.now

    @property
    def is_waiting(self) -> bool:
        """A payment is under way at its provider."""
        return self.is_payable and self.payment is not None and self.payment.is_open

    @property
    def is_declined(self) -> bool:
        """The last attempt to pay came to nothing."""
        return self.is_payable and self.payment is not None and not self.payment.is_open

    @property
    def may_cancel(self) -> bool:
        """Whether the buyer may still take tickets back (`Shop.cancel_until`)."""
        return may_cancel(self.order, self.shop, now=self.now)

    @property
    def may_hand_over(self) -> bool:
        return self.shop.allows_transfer and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.now >= self.event.ends_at

    @property
    def returned(self) -> Money:
        return Money(self.order.refunded, self.order.currency)

    @property
    def on_its_way(self) -> Money:
        return Money(self.returning, self.order.currency)


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket, with its code's picture where it opens doors, and the required questions not answered for it."""

    ticket: Ticket
    qr: QrPath | None
    missing: Sequence[str] = ()


def read_order_page(order: Order) -> OrderPage:
    """Everything on the page; thirteen queries at most, whatever the number of tickets."""
    is_settled = order.settled_at is not None
    is_pending = order.state == OrderState.PENDING
    return OrderPage(
        order=order,
        event=order.event,
        shop=shop_of(order.event_id),
        lines=list(order.lines.all()),
        tickets=cards_of(order),
        invoices=list(order.invoices.select_related("series")) if is_settled and order.total else [],
        providers=providers_for(order.event_id, order.currency) if is_pending else [],
        payment=payments_of(order).first() if is_pending else None,
        returning=on_their_way(order) if order.paid else 0,
        now=clock.now(),
    )


def cards_of(order: Order) -> list[TicketCard]:
    """The order's tickets; one that was handed over is shown by its successor alone. Five queries at most.

    A successor's code is not shown here: it is for whoever has it now.
    """
    tickets = list(order.tickets.select_related("category").exclude(state=TicketState.TRANSFERRED))
    missing = missing_answers(order.event_id, tickets)
    cards = with_codes(tickets, shown=[one for one in tickets if one.is_live and one.predecessor_id is None])
    return [replace(card, missing=missing.get(card.ticket.pk, ())) for card in cards]


def with_codes(tickets: Sequence[Ticket], *, shown: Sequence[Ticket]) -> list[TicketCard]:
    """Tickets with the pictures of those that are shown. One query for each event."""
    codes = dict(zip([one.pk for one in shown], ticket_codes(shown), strict=True))
    return [TicketCard(one, qr_path(codes[one.pk]) if one.pk in codes else None) for one in tickets]
