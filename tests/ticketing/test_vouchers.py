"""Vouchers: what they do to prices, how often they are used, what they unlock."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from notifications.errors import InvalidInput
from tests.factories.ticketing import CategoryFactory, VoucherFactory, order_of
from ticketing.actions.catalogue import delete_voucher, save_voucher
from ticketing.actions.settlement import expire_overdue
from ticketing.choices import Discount, OrderState, Visibility
from ticketing.errors import SoldOut, VoucherRefused
from ticketing.models import Order, Quota, Voucher

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("discount", "value", "price"),
    [
        (Discount.PERCENT, 10, 2999),
        (Discount.PERCENT, 100, 0),
        (Discount.AMOUNT, 333, 3000),
        (Discount.AMOUNT, 9999, 0),
        (Discount.FIXED, 500, 500),
        (Discount.FIXED, 9999, 3333),
        (Discount.NONE, 0, 3333),
    ],
)
def test_voucher_changes_the_price_of_each_ticket(discount, value, price):
    category = CategoryFactory(price=3333)
    voucher = VoucherFactory(event=category.event, code="SPRING", discount=discount, value=value, max_uses=3)

    order = order_of(category, 2, voucher_code=" spring ")

    voucher.refresh_from_db()
    assert (order.total, voucher.used) == (2 * price, 2)
    assert order.lines.get().list_price == 3333


def test_voucher_is_refused_beyond_its_uses_and_given_back_with_the_order():
    category = CategoryFactory(price=1000)
    voucher = VoucherFactory(event=category.event, max_uses=2)
    order = order_of(category, 2, voucher_code=voucher.code)
    with pytest.raises(VoucherRefused):
        order_of(category, 1, voucher_code=voucher.code)

    Order.objects.filter(pk=order.pk).update(expires_at=clock.now())
    expire_overdue()

    voucher.refresh_from_db()
    assert voucher.used == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_until": clock.now() - timedelta(hours=1)},
        {"valid_from": clock.now() + timedelta(hours=1)},
        {"max_uses": 0},
    ],
)
def test_voucher_outside_its_limits_is_refused(fields):
    category = CategoryFactory(price=1000)
    voucher = VoucherFactory(event=category.event, **fields)
    with pytest.raises(VoucherRefused):
        order_of(category, voucher_code=voucher.code)


def test_voucher_of_another_event_or_category_is_refused():
    category, other = CategoryFactory(price=1000), CategoryFactory()
    voucher = VoucherFactory(event=other.event)
    with pytest.raises(VoucherRefused, match="no such"):
        order_of(category, voucher_code=voucher.code)
    sibling = CategoryFactory(event=category.event)
    own = VoucherFactory(event=category.event)
    own.categories.set([sibling])
    with pytest.raises(VoucherRefused, match="not for these"):
        order_of(category, voucher_code=own.code)


def test_voucher_unlocks_a_hidden_category():
    category = CategoryFactory(visibility=Visibility.HIDDEN)
    voucher = VoucherFactory(event=category.event, discount=Discount.NONE, value=0, unlocks_hidden=True)
    assert order_of(category, voucher_code=voucher.code).state == OrderState.PAID


def test_voucher_that_keeps_seats_is_served_from_them():
    category = CategoryFactory(quantity=3)
    voucher = Voucher(event=category.event, code="press", discount=Discount.NONE, max_uses=2, reserves_seats=True)
    save_voucher(voucher, categories=[category])
    quota = Quota.objects.get()
    assert (voucher.code, quota.used) == ("PRESS", 2)
    order_of(category)
    with pytest.raises(SoldOut):
        order_of(category)

    order_of(category, 2, voucher_code="press", email="press@example.org")

    quota.refresh_from_db()
    assert (quota.used, voucher.claims.count()) == (3, 0)


def test_voucher_keeps_no_more_seats_than_there_are():
    category = CategoryFactory(quantity=1)
    voucher = Voucher(event=category.event, code="PRESS", max_uses=2, reserves_seats=True)
    with pytest.raises(SoldOut):
        save_voucher(voucher, categories=[category])
    assert not Voucher.objects.exists()


def test_same_code_twice_is_refused_and_seats_go_back_with_the_voucher():
    category = CategoryFactory(quantity=3)
    first = Voucher(event=category.event, code="PRESS", max_uses=2, reserves_seats=True)
    save_voucher(first, categories=[category])
    with pytest.raises(InvalidInput, match="already"):
        save_voucher(Voucher(event=category.event, code="press"), categories=[])
    delete_voucher(first)
    assert Quota.objects.get().used == 0
