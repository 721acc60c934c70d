"""Paying for orders through the payments room: settled once, late money, declined, refunds whole and in part."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from notifications.errors import InvalidInput
from notifications.models import OutboxMessage
from payments.actions import send_refund
from payments.config import PaymentsConfig
from payments.models import Payment, Refund
from payments.tasks import reconcile
from tests.factories import UserFactory
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.actions import audit
from ticketing.actions.after_sale import cancel_order
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.payment import cancel_unpaid, pay_order
from ticketing.actions.refunds import Return, record_return_by_hand, refund_order, refundable
from ticketing.actions.settlement import expire_overdue
from ticketing.choices import OrderState
from ticketing.errors import OrderClosed
from ticketing.links import order_url
from ticketing.models import AuditEntry, Entitlement, Invoice, Order, Quota

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sandbox(settings):
    settings.PAYMENTS = PaymentsConfig(sandbox=True)


@pytest.fixture
def category():
    return CategoryFactory(price=4000, quantity=3)


def pay_at_provider(payment: Payment, choice: str = "pay") -> str:
    """The buyer's clicks at the provider, and where the way back ends."""
    client = Client()
    client.post("/" + payment.redirect_url.split("/", 3)[3], {"choice": choice})
    return client.get(f"/payments/{payment.public_id}/return/").get("Location", "")


def paid_order(category, quantity=1) -> Order:
    order = order_of(category, quantity)
    pay_at_provider(pay_order(order, provider="sandbox"))
    order.refresh_from_db()
    return order


def send_refunds():
    for refund in Refund.objects.filter(state__in=("requested", "sent")):
        send_refund(refund.pk)


def test_paid_order_is_settled_and_the_buyer_comes_back_to_it(category, django_capture_on_commit_callbacks):
    order = order_of(category, 2)
    payment = pay_order(order, provider="sandbox")

    came_back_to = pay_at_provider(payment)

    order.refresh_from_db()
    assert came_back_to == order_url(order)
    assert (order.state, order.paid, order.tickets.live().count()) == ("paid", 8000, 2)
    assert Entitlement.objects.live().count() == 1
    assert Invoice.objects.get().content["total"] == 8000


def test_second_look_at_the_same_payment_changes_nothing(category):
    order = paid_order(category)
    payment = Payment.objects.get()
    for _ in range(3):
        pay_at_provider(payment)
    order.refresh_from_db()
    assert (order.paid, Invoice.objects.count()) == (4000, 1)
    assert OutboxMessage.objects.filter(dedupe_key__startswith="order-confirmed").count() == 1


def test_payment_keeps_the_seats_until_its_session_is_over(category):
    order = order_of(category)
    Order.objects.update(expires_at=clock.now() + timedelta(seconds=30))
    payment = pay_order(Order.objects.get(), provider="sandbox")
    order.refresh_from_db()
    assert payment.deadline <= order.expires_at
    assert Quota.objects.get().used == 1


def test_declined_payment_leaves_the_order_open_for_another(category):
    order = order_of(category)
    pay_at_provider(pay_order(order, provider="sandbox"), "decline")
    order.refresh_from_db()
    assert order.state == OrderState.PENDING
    pay_at_provider(pay_order(order, provider="sandbox"))
    order.refresh_from_db()
    assert (order.state, order.paid) == ("paid", 4000)


def test_money_after_the_hold_gets_seats_that_are_left(category):
    order = order_of(category)
    payment = pay_order(order, provider="sandbox")
    Order.objects.update(expires_at=clock.now())
    expire_overdue()
    assert Quota.objects.get().used == 0

    pay_at_provider(payment)

    order.refresh_from_db()
    assert (order.state, order.paid, order.tickets.live().count(), Quota.objects.get().used) == ("paid", 4000, 1, 1)


def test_money_after_the_last_seat_goes_back_by_itself(category):
    order = order_of(category)
    payment = pay_order(order, provider="sandbox")
    Order.objects.update(expires_at=clock.now())
    expire_overdue()
    paid_by_others = order_of(category, 3, email="bob@example.org")

    pay_at_provider(payment)
    send_refunds()

    order.refresh_from_db()
    assert (order.state, order.paid, order.refunded) == ("refunded", 4000, 4000)
    assert order.tickets.live().count() == 0
    assert paid_by_others.state == OrderState.PENDING
    assert OutboxMessage.objects.filter(dedupe_key__startswith="money-returned").count() == 1
    assert Quota.objects.get().used == 3


def test_provider_that_is_not_offered_is_refused(category):
    with pytest.raises(InvalidInput):
        pay_order(order_of(category), provider="stripe")


def test_paid_order_is_not_paid_again(category):
    order = paid_order(category)
    with pytest.raises(OrderClosed):
        pay_order(order, provider="sandbox")


def test_buyer_gives_up_and_money_that_came_meanwhile_wins(category):
    order = order_of(category)
    payment = pay_order(order, provider="sandbox")
    Client().post("/" + payment.redirect_url.split("/", 3)[3], {"choice": "pay"})
    with pytest.raises(OrderClosed):
        cancel_unpaid(order, by=audit.buyer())
    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_money_for_a_cancelled_order_goes_back(category):
    order = order_of(category)
    payment = pay_order(order, provider="sandbox")
    cancel_order(order, by=audit.buyer())
    pay_at_provider(payment)
    send_refunds()
    order.refresh_from_db()
    assert (order.state, order.refunded, Quota.objects.get().used) == ("refunded", 4000, 0)


def test_unpaid_order_is_given_up(category):
    order = order_of(category)
    pay_order(order, provider="sandbox")
    cancel_unpaid(order, by=audit.buyer())
    order.refresh_from_db()
    assert (order.state, Quota.objects.get().used, Payment.objects.get().state) == ("cancelled", 0, "cancelled")


def test_refunded_ticket_ends_access_at_once_and_the_money_follows(category):
    order = paid_order(category, 2)
    owner = UserFactory()
    first, _second = order.tickets.all()

    assert refund_order(order, Return([first], reason="ill"), by=owner) == 4000

    order.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, order.state, order.refunded, refundable(order)) == ("refunded", "paid", 0, 4000)
    send_refunds()
    order.refresh_from_db()
    assert (order.state, order.refunded, Quota.objects.get().used) == ("partially_refunded", 4000, 1)

    refund_order(order, Return(list(order.tickets.live())), by=owner)
    assert not Entitlement.objects.live().exists()
    send_refunds()
    order.refresh_from_db()
    assert (order.state, order.refunded, Quota.objects.get().used) == ("refunded", 8000, 0)
    assert list(Invoice.objects.values_list("kind", flat=True)) == ["invoice", "credit_note", "credit_note"]


def test_more_than_was_paid_is_not_returned(category):
    order = paid_order(category)
    for amount in (4001, -1):
        with pytest.raises(InvalidInput):
            refund_order(order, Return(amount=amount), by=UserFactory())
    refund_order(order, Return(amount=3000), by=UserFactory())
    with pytest.raises(InvalidInput):
        refund_order(order, Return(amount=1001), by=UserFactory())
    assert order.tickets.live().count() == 1


def test_same_request_for_a_refund_is_one_refund(category):
    order = paid_order(category, 2)
    owner = UserFactory()
    refund_order(order, Return(amount=1000, key="click-1"), by=owner)
    refund_order(order, Return(amount=1000, key="click-1"), by=owner)
    assert list(Refund.objects.values_list("amount", flat=True)) == [1000]


def test_money_that_came_by_hand_goes_back_by_hand(category):
    organizer = UserFactory()
    order = settle_by_hand(order_of(category), Receipt(4000, "cash"), by=organizer)
    refund_order(order, Return(list(order.tickets.live())), by=organizer)
    order.refresh_from_db()
    assert (order.state, order.refunded, Refund.objects.count()) == ("refunded", 4000, 0)


def test_return_by_hand_is_written_down(category):
    order = paid_order(category)
    record_return_by_hand(order, amount=500, by=UserFactory())
    order.refresh_from_db()
    assert (order.state, order.refunded) == ("partially_refunded", 500)
    assert AuditEntry.objects.filter(action="refund.by_hand").count() == 1


def test_reconciling_settles_what_nobody_told_us_about(category):
    order = order_of(category)
    payment = pay_order(order, provider="sandbox")
    Client().post("/" + payment.redirect_url.split("/", 3)[3], {"choice": "silent"})
    Payment.objects.update(next_query_at=clock.now())
    reconcile()
    order.refresh_from_db()
    assert order.state == OrderState.PAID
