"""What is sold is changed while people buy: nobody is counted twice, not at all, or sold what is no longer true."""

from __future__ import annotations

from functools import partial
from threading import Event

import pytest
from django.db import connections, transaction

from notifications.errors import DomainError
from tests.factories.ticketing import CategoryFactory, QuotaFactory, order_of
from tests.races.crowd import all_at_once
from ticketing.actions.catalogue import held_by, set_quantity, withdraw_category
from ticketing.actions.shop_keeping import Opens, save_category, save_quota
from ticketing.models import Order, Quota, SeatClaim, Ticket, TicketCategory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BUYERS = 12


def buy(category: TicketCategory, buyer: int) -> str:
    try:
        return order_of(category, email=f"buyer{buyer}@example.org").state
    except DomainError as error:
        return error.code


def recount(quota: Quota) -> tuple[int, int, int]:
    quota.refresh_from_db()
    valid = Ticket.objects.live().filter(category__event=quota.event_id).count()
    return quota.used, sum(quota.claims.values_list("seats", flat=True)), valid


def test_quota_made_during_sales_counts_every_one_of_them():
    category = CategoryFactory()
    quota = QuotaFactory.build(event=category.event, size=100)
    cap = partial(save_quota, quota, categories=[category])
    all_at_once(
        [
            *(partial(buy, category, n) for n in range(BUYERS)),
            cap,
            *(partial(buy, category, 50 + n) for n in range(BUYERS)),
        ]
    )
    assert recount(quota) == (2 * BUYERS, 2 * BUYERS, 2 * BUYERS)


def test_quantity_set_during_sales_is_never_exceeded():
    category = CategoryFactory()
    acts = [partial(buy, category, n) for n in range(BUYERS)]
    all_at_once([*acts[:6], partial(set_quantity, category, 8), *acts[6:]])
    quota = Quota.objects.get(own_category=category)
    used, claimed, valid = recount(quota)
    assert (used, claimed) == (valid, valid)
    assert valid <= max(8, quota.size)


def test_control_quota_made_beside_an_open_sale_misses_it():
    """Without the event's lock: the sale has read that nothing caps it and is not committed when the quota counts."""
    category = CategoryFactory()
    has_bought, has_counted = Event(), Event()

    def sell() -> None:
        with transaction.atomic():
            order = Order.objects.create(
                event=category.event, currency="EUR", state="draft", expires_at="2999-01-01T00:00Z"
            )
            order.lines.create(category=category, name="x", quantity=1, list_price=0, price=0)
            has_bought.set()
            assert has_counted.wait(timeout=30)
        connections.close_all()

    def cap() -> None:
        assert has_bought.wait(timeout=30)
        held = held_by([category])
        quota = QuotaFactory(event=category.event, size=100, used=sum(held.values()))
        SeatClaim.objects.bulk_create(SeatClaim(quota=quota, order_id=order, seats=n) for order, n in held.items())
        has_counted.set()

    all_at_once([sell, cap])
    assert (Quota.objects.get().used, sum(held_by([category]).values())) == (0, 1)


def test_price_raised_during_sales_is_paid_by_all_who_come_after():
    category = CategoryFactory(price=1000)
    order_of(category)  # now the catalogue is kept in this process
    category.price = 2000
    save_category(category, quantity=None, opens=Opens())
    assert order_of(category, email="late@example.org").total == 2000


def test_withdrawn_during_sales_nothing_is_sold_afterwards():
    category = CategoryFactory()
    all_at_once([*(partial(buy, category, n) for n in range(BUYERS)), partial(withdraw_category, category)])
    sold = Order.objects.count()
    assert buy(category, 99) == "NOT_ON_SALE"
    assert Order.objects.count() == sold
