"""Seats, vouchers and offers under a crowd: sold = quantity exactly; and the control that shows the race."""

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone as clock

from notifications.errors import DomainError
from tests.factories import EventFactory, UserFactory
from tests.factories.ticketing import CategoryFactory, QuotaFactory, VoucherFactory, order_of
from tests.races.crowd import all_at_once
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, cancel_order, transfer_ticket
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.settlement import expire_overdue
from ticketing.actions.waiting_list import Person, join_waiting_list, offer_free_seats
from ticketing.catalogue import read_items
from ticketing.models import Invoice, Order, OrderLine, Quota, SeatClaim, Ticket, Voucher, WaitingListEntry

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BUYERS, SEATS = 24, 10


def buy(category, buyer=0, quantity=1, **more):
    try:
        return order_of(category, quantity, email=f"buyer{buyer}@example.org", **more).state
    except DomainError as error:
        return error.code


def recount(quota):
    """Counter, sum of claims, and tickets that are neither cancelled nor refunded."""
    quota.refresh_from_db()
    return quota.used, sum(quota.claims.values_list("seats", flat=True)), Ticket.objects.filter(state="valid").count()


def test_crowd_buys_exactly_what_there_is():
    category = CategoryFactory(quantity=SEATS)
    answers = Counter(all_at_once([partial(buy, category, buyer) for buyer in range(BUYERS)]))
    assert answers == {"paid": SEATS, "SOLD_OUT": BUYERS - SEATS}
    assert recount(category.own_quota) == (SEATS, SEATS, SEATS)
    assert Order.objects.count() == SEATS


def test_crowd_at_a_shared_hall_and_own_quotas_neither_oversells_nor_deadlocks():
    event = EventFactory()
    early, late = CategoryFactory(event=event, quantity=8), CategoryFactory(event=event, quantity=8)
    hall = QuotaFactory(event=event, size=SEATS, categories=[early, late])
    acts = [partial(buy, (early, late)[buyer % 2], buyer) for buyer in range(BUYERS)]
    answers = Counter(all_at_once(acts))
    assert answers == {"paid": SEATS, "SOLD_OUT": BUYERS - SEATS}
    assert recount(hall) == (SEATS, SEATS, SEATS)


def test_control_counting_before_writing_oversells():
    """The same crowd without the conditional statement: everybody reads, then everybody writes."""
    category = CategoryFactory()
    everybody_has_read = Barrier(BUYERS)

    def check_then_write(buyer):
        sold = Order.objects.filter(event=category.event, state="paid").count()
        everybody_has_read.wait(timeout=30)
        if sold >= SEATS:
            return "SOLD_OUT"
        with transaction.atomic():
            order = Order.objects.create(event=category.event, currency="EUR", state="paid", settled_at=clock.now())
            OrderLine.objects.create(
                order=order, category=category, name="x", quantity=1, list_price=0, price=0, tax_rate=0
            )
        return "paid"

    answers = Counter(all_at_once([partial(check_then_write, buyer) for buyer in range(BUYERS)]))
    assert answers["paid"] > SEATS


def test_voucher_is_not_overused_by_a_crowd():
    category = CategoryFactory(price=1000)
    voucher = VoucherFactory(event=category.event, max_uses=3)
    acts = [partial(buy, category, buyer, voucher_code=voucher.code) for buyer in range(8)]
    assert Counter(all_at_once(acts)) == {"pending": 3, "VOUCHER_REFUSED": 5}
    assert Voucher.objects.get().used == 3


def test_expiry_racing_a_payment_settles_or_gives_back_never_both():
    category = CategoryFactory(price=1000, quantity=1)
    order = order_of(category)
    Order.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    organizer = UserFactory()

    def pay():
        return settle_by_hand(order, Receipt(1000), by=organizer).state

    all_at_once([pay, expire_overdue, expire_overdue])

    order.refresh_from_db()
    assert (order.state, order.paid) == ("paid", 1000)
    assert recount(category.own_quota) == (1, 1, 1)


def test_order_settled_by_many_at_once_is_settled_once():
    order = order_of(CategoryFactory(price=1000))
    organizer = UserFactory()

    def pay():
        try:
            return settle_by_hand(order, Receipt(1000), by=organizer).state
        except DomainError as error:
            return error.code

    assert Counter(all_at_once([pay] * 6)) == {"paid": 1, "ORDER_CLOSED": 5}
    order.refresh_from_db()
    assert (order.paid, Invoice.objects.count()) == (1000, 1)


def test_order_cancelled_by_many_at_once_gives_its_seats_back_once():
    category = CategoryFactory(quantity=SEATS)
    kept, gone = order_of(category, 2), order_of(category, 3)

    def cancel():
        try:
            return cancel_order(gone, by=audit.buyer()).state
        except DomainError as error:
            return error.code

    assert Counter(all_at_once([cancel] * 6)) == {"cancelled": 1, "ORDER_CLOSED": 5}
    assert recount(category.own_quota) == (2, 2, kept.tickets.count())


def test_ticket_handed_over_to_two_at_once_goes_to_one():
    ticket = order_of(CategoryFactory()).tickets.get()

    def hand_over(name):
        try:
            return transfer_ticket(ticket, to=Holder(name, f"{name}@example.org"), by=audit.buyer()).state
        except DomainError as error:
            return error.code

    answers = Counter(all_at_once([partial(hand_over, name) for name in ("bob", "cyd", "dan")]))
    assert answers == {"valid": 1, "TICKET_CLOSED": 2}
    assert Ticket.objects.live().count() == 1


def test_offer_is_made_once_by_many_workers_and_taken_once_by_many_tabs():
    category = CategoryFactory(quantity=1)
    order = order_of(category)
    item = read_items(category.event_id)[0]
    entry = join_waiting_list(category.event, item, person=Person("bob@example.org"), quantity=1)
    cancel_order(order, by=audit.buyer())

    assert sum(all_at_once([partial(offer_free_seats, category.event_id)] * 4)) == 1

    entry = WaitingListEntry.objects.get(pk=entry.pk)
    answers = Counter(all_at_once([partial(buy, category, 1, offer=entry)] * 4))
    assert answers == {"paid": 1, "SOLD_OUT": 3}
    assert (Quota.objects.get().used, SeatClaim.objects.count()) == (1, 1)


def test_invoice_numbers_drawn_at_once_have_no_gaps():
    category = CategoryFactory(price=100)
    orders = [order_of(category, email=f"b{n}@example.org") for n in range(6)]
    organizer = UserFactory()
    all_at_once([partial(settle_by_hand, order, Receipt(100), by=organizer) for order in orders])
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
