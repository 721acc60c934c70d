"""kill -9 at every step of a paid order's life: it completes or is refunded by itself, whatever step it was.

After each kill only the scheduler's tasks run, as time passes, and the provider stands where the buyer left it.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from payments.models import Payment
from tests.payments.benches import OVER_HTTP
from tests.races.books import CAME_TOO_LATE, GIVEN_BACK, NOT_ORDERED, NOT_PAID, PAID
from tests.races.killed import Steps
from tests.races.purchase import Purchase, Town, town_of
from ticketing.actions.entitlements import grant_for_tickets
from ticketing.models import Order

pytestmark = [pytest.mark.failure, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with town_of("stripe", settings=settings, monkeypatch=monkeypatch) as place:
        yield place


def test_checkout_whose_buyer_never_comes_back_gives_its_seats_back(town: Town):
    found = town.fates(town.new_basket, Purchase.check_out)

    assert (set(found), found[-1]) == ({NOT_ORDERED, NOT_PAID}, NOT_PAID)


def test_checkout_whose_buyer_sends_it_again_sells_once(town: Town):
    assert set(town.fates(town.new_basket, Purchase.check_out, afterwards=town.come_again)) == {PAID}


def test_return_from_the_provider_is_made_good(town: Town):
    assert set(town.fates(town.paid_at_provider, Purchase.come_back)) == {PAID}


def test_notification_and_its_worker_are_made_good(town: Town):
    assert set(town.fates(town.paid_at_provider, Purchase.hear)) == {PAID}


def test_reconciling_is_made_good_by_the_next_run(town: Town):
    """Here every single statement is tried; elsewhere a transaction counts as one step."""
    assert set(town.fates(town.paid_at_provider, Purchase.reconcile, steps=Steps.ALL)) == {PAID}


def test_money_that_came_too_late_goes_back_once(town: Town):
    assert set(town.fates(town.paid_too_late, Purchase.reconcile)) == {CAME_TOO_LATE}


def test_organizers_refund_happens_as_a_whole_or_not_at_all(town: Town):
    found = town.fates(town.bought, Purchase.return_tickets)

    assert (set(found), found[-1]) == ({PAID, GIVEN_BACK}, GIVEN_BACK)


def test_worker_that_sends_refunds_is_made_good_and_sends_once(town: Town):
    assert set(town.fates(town.refund_waiting, Purchase.send_refund)) == {GIVEN_BACK}


@pytest.mark.parametrize("provider", [name for name in OVER_HTTP if name != "stripe"])
def test_other_providers_lose_and_repeat_nothing_either(provider: str, settings, monkeypatch: pytest.MonkeyPatch):
    with town_of(provider, settings=settings, monkeypatch=monkeypatch) as town:
        cases = {
            "checkout": (town.new_basket, Purchase.check_out),
            "reconciling": (town.paid_at_provider, Purchase.reconcile),
            "refund": (town.refund_waiting, Purchase.send_refund),
        }
        steps = Steps.OUTSIDE_TRANSACTIONS
        lives = {name: town.killed(prepare, work, steps=steps) for name, (prepare, work) in cases.items()}
        town.pass_time()
        found = {name: {life.books() for life in killed} for name, killed in lives.items()}
        found["again"] = set(town.fates(town.new_basket, Purchase.check_out, afterwards=town.come_again))

    assert found == {
        "checkout": {NOT_ORDERED, NOT_PAID},
        "reconciling": {PAID},
        "refund": {GIVEN_BACK},
        "again": {PAID},
    }


def settle_carelessly(life: Purchase) -> None:
    """The order is paid in one transaction, its tickets are issued in the next."""
    [payment] = life.payments
    now = timezone.now()
    Payment.objects.filter(pk=payment.pk).update(state="confirmed", confirmed_at=now, next_query_at=None)
    Order.objects.filter(pk=life.order.pk).update(state="paid", settled_at=now, paid=life.order.total, expires_at=None)
    with transaction.atomic():
        life.order.tickets.update(issued_at=now)
        grant_for_tickets(life.order.event_id, list(life.order.tickets.all()))


def test_control_settling_in_two_transactions_leaves_paid_orders_without_tickets(town: Town):
    found = town.fates(town.paid_at_provider, settle_carelessly)

    assert PAID._replace(tickets=0, rights=0, invoices=0, mails=()) in found
