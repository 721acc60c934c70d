"""From a basket to an order that holds its seats.

`hold_seats` makes a draft while the buyer types; `complete_order` turns it into an order. `place_order` does both
at once. Everything that can be computed is computed before the transaction: inside it, rows are written and the
seats are claimed last (docs/locking.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import OperationalError, transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from ticketing.actions import audit
from ticketing.actions.claims import busy, enter_sale, give_back_all, pass_on, require_version, take_seats
from ticketing.actions.idempotency import Key, remember
from ticketing.actions.settlement import carry_out, expire_overdue_of, mark_settled, settle
from ticketing.actions.voucher_uses import take_uses
from ticketing.answers import Attendee, Buyer, CheckedAttendee, checked_attendees, checked_buyer
from ticketing.choices import OrderSource, OrderState, WaitingState
from ticketing.counter import read_counter
from ticketing.errors import CatalogueChanged, OrderClosed, SoldOut
from ticketing.models import Answer, Order, OrderLine, Ticket, WaitingListEntry
from ticketing.selection import Basket, Selection, select

if TYPE_CHECKING:
    from site_pages.models import EventPage

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Placement:
    """How an order comes in, who enters it, and the key under which its caller may send it again."""

    source: OrderSource = OrderSource.SHOP
    by: audit.Actor | None = None
    key: Key | None = None

    @property
    def actor(self) -> audit.Actor:
        return self.by or audit.buyer()


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as it was stored."""

    order: Order
    lines: list[OrderLine]
    tickets: list[Ticket]


def hold_seats(event: EventPage, basket: Basket, *, placement: Placement) -> Order:
    """A draft that keeps the basket's seats for the shop's `hold_minutes`. Raises as `select` does, and Busy."""

    def hold() -> Order:
        selection = select(event, basket)
        order = _new_order(selection, placement=placement)
        with transaction.atomic():
            enter_sale(event.pk)
            require_version(event.pk, selection.version)
            _insert(order, selection)
            _claim(order, selection)
        return order

    return _with_seats_of_the_overdue(event, hold)


def place_order(
    event: EventPage, basket: Basket, *, buyer: Buyer, attendees: Sequence[Attendee], placement: Placement
) -> Order:
    """The order that `place` makes, which tells what it takes and raises."""
    return place(event, basket, buyer=buyer, attendees=attendees, placement=placement).order


def place(
    event: EventPage, basket: Basket, *, buyer: Buyer, attendees: Sequence[Attendee], placement: Placement
) -> PlacedOrder:
    """An order with its tickets: paid at once when it costs nothing, else awaiting payment.

    Raises InvalidInput (fields of buyer and attendees), NotOnSale, SoldOut, VoucherRefused, Busy, and DoneBefore
    where an order was placed under the placement's key.
    """
    buyer = checked_buyer(buyer)

    def take() -> PlacedOrder:
        selection = select(event, basket)
        checked = checked_attendees(selection, attendees)
        order = _new_order(selection, placement=placement)
        _name_buyer(order, buyer)
        with transaction.atomic():
            enter_sale(event.pk)
            require_version(event.pk, selection.version)
            if placement.key is not None:
                remember(placement.key, {"number": order.number})
            placed = _place(order, selection, checked, placement=placement)
            _claim(order, selection)
        return placed

    return _with_seats_of_the_overdue(event, take)


def complete_order(order: Order, *, buyer: Buyer, attendees: Sequence[Attendee], placement: Placement) -> Order:
    """Fill in a draft whose seats are held already.

    Raises InvalidInput with the fields at fault, or OrderClosed when the hold has passed.
    """
    buyer = checked_buyer(buyer)
    lines = list(order.lines.select_related("category"))
    checked = checked_attendees(_as_selection(order, lines), attendees)
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        if locked.state != OrderState.DRAFT:
            raise OrderClosed(_("This order has been completed already, or its time is over."))
        if locked.expires_at is not None and locked.expires_at <= clock.now():
            raise OrderClosed(_("The time to finish this order is over. Please choose your tickets again."))
        _name_buyer(locked, buyer)
        tickets = _add_tickets(locked, lines, checked)
        locked.state = OrderState.PENDING
        _record_placed(locked, len(tickets), placement=placement)
        if locked.total == 0:
            settle(locked, by=placement.actor, tickets=tickets)
        else:
            locked.save()
    return locked


def discard_draft(order: Order) -> None:
    """Give a draft's seats back: the buyer changes their mind. Nothing happens to an order that went on."""
    from ticketing.actions.settlement import close_unpaid  # the two files need one another

    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        if locked.state == OrderState.DRAFT:
            close_unpaid(locked, to=OrderState.CANCELLED, by=audit.buyer())


def _new_order(selection: Selection, *, placement: Placement) -> Order:
    """A draft, not stored yet."""
    return Order(
        event=selection.event,
        source=placement.source,
        currency=selection.currency,
        total=selection.total,
        voucher=selection.voucher,
        voucher_code=selection.voucher.code if selection.voucher else "",
        voucher_uses=selection.voucher_uses,
        waiting_entry=selection.offer,
        expires_at=clock.now() + timedelta(minutes=selection.shop.hold_minutes),
    )


def _insert(order: Order, selection: Selection) -> list[OrderLine]:
    """Order, lines and voucher uses."""
    order.save(force_insert=True)
    lines = OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            category=line.category,
            name=line.category.name,
            quantity=line.quantity,
            list_price=line.list_price,
            price=line.price,
            tax_rate=line.tax_rate,
            with_voucher=line.with_voucher,
        )
        for line in selection.lines
    )
    if selection.voucher is not None:
        take_uses(selection.voucher, selection.voucher_uses)
    return lines


def _place(
    order: Order, selection: Selection, attendees: Sequence[CheckedAttendee], *, placement: Placement
) -> PlacedOrder:
    """Store the order as it will stand, paid where it costs nothing, so that no row is written twice."""
    order.state = OrderState.PENDING
    if order.total == 0:
        mark_settled(order)
    lines = _insert(order, selection)
    tickets = _add_tickets(order, lines, attendees)
    _record_placed(order, len(tickets), placement=placement)
    if order.is_settled:
        carry_out(order, tickets, by=placement.actor)
    return PlacedOrder(order, lines, tickets)


def _claim(order: Order, selection: Selection) -> None:
    """Seats that an offer or a voucher keeps first, the rest from the quotas."""
    seats = selection.seats
    if selection.offer is not None:
        seats = _take_offer(order, selection.offer, seats)
    elif selection.voucher is not None and selection.voucher.reserves_seats:
        seats = dict(pass_on(selection.voucher, seats, to=order))
    take_seats(order, seats)


def _take_offer(order: Order, offer: WaitingListEntry, seats: dict[int, int]) -> dict[int, int]:
    """Turn a waiting-list offer into this order's seats, once."""
    now = clock.now()
    open_offer = WaitingListEntry.objects.filter(pk=offer.pk).with_open_offer(now)
    if not open_offer.update(state=WaitingState.TAKEN):
        raise SoldOut(_("This offer has passed. You can join the waiting list again."))
    missing = dict(pass_on(offer, seats, to=order))
    give_back_all(offer)
    return missing


def _name_buyer(order: Order, buyer: Buyer) -> None:
    order.buyer_email, order.buyer_name = buyer.email, buyer.name
    order.user_id = buyer.user_id
    order.invoice_to, order.buyer_tax_id = buyer.invoice_to, buyer.tax_id


def _add_tickets(order: Order, lines: Sequence[OrderLine], attendees: Sequence[CheckedAttendee]) -> list[Ticket]:
    """A ticket for each attendee, with the answers."""
    by_category = {line.category_id: line for line in lines}
    issued_at = None if order.total else clock.now()
    tickets = [
        Ticket(
            event_id=order.event_id,
            order=order,
            line=by_category[one.category_id],
            category=by_category[one.category_id].category,
            attendee_name=one.name or order.buyer_name,
            attendee_email=one.email or order.buyer_email,
            price=by_category[one.category_id].price,
            issued_at=issued_at,
        )
        for one in attendees
    ]
    Ticket.objects.bulk_create(tickets)
    answers = [
        Answer(ticket=ticket, question=given.question, value=given.value, file=given.file or "")
        for ticket, one in zip(tickets, attendees, strict=True)
        for given in one.answers
    ]
    for answer in answers:
        if answer.file:
            answer.save(force_insert=True)  # stores the file under its own name
    Answer.objects.bulk_create([answer for answer in answers if answer.pk is None])
    return tickets


def _record_placed(order: Order, tickets: int, *, placement: Placement) -> None:
    audit.record(order, "order.placed", by=placement.actor, changes={"total": order.total, "tickets": tickets})


def _as_selection(order: Order, lines: Sequence[OrderLine]) -> Selection:
    """A held order as the basket it was made from; its seats are claimed already."""
    from ticketing.pricing import PricedLine  # beside its only use

    priced = tuple(
        PricedLine(line.category, line.quantity, line.list_price, line.price, line.tax_rate, line.with_voucher)
        for line in lines
    )
    counter = read_counter(order.event_id)
    catalogue = counter.catalogue
    return Selection(order.event, catalogue.shop, counter.version, catalogue.questions, priced, {}, None, None)


def _with_seats_of_the_overdue(event: EventPage, take: Callable[[], Result]) -> Result:
    """Try; where seats are missing, first give back those of holds that have passed, and try once more.

    Tries once more too where what is sold was changed meanwhile. Raises Busy where the queue at a quota was too long
    to wait in.
    """
    try:
        return take()
    except CatalogueChanged:
        pass
    except SoldOut:
        if not expire_overdue_of(event.pk):
            raise
    except OperationalError as error:
        raise busy(error) from error
    try:
        return take()
    except OperationalError as error:
        raise busy(error) from error
