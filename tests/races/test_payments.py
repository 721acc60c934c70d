"""Notifications, redirects and polls at once: a payment is settled exactly once, money goes back at most once."""

from collections.abc import Iterator
from threading import Barrier

import pytest
from django.test import Client
from django.utils import timezone as clock

from notifications.errors import Conflict
from payments.actions import cancel_payment, refund_payment, settle_payment, start_payment
from payments.models import Payment, ProviderEvent, Refund
from payments.money import Money
from payments.providers import provider_named
from payments.providers.contract import Outcome
from payments.purposes import purpose_named
from payments.reconcile import query_due_payments, send_due_refunds
from payments.selectors import attempt_of
from payments.tasks import process_event_now
from tests.factories import UserFactory
from tests.payments.benches import NAMES, Bench, bench_of
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import deliver
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SETTLED = ("settled", "KES 1,500.00")
NOTICES, TAKERS = 20, 8


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return Shop(row=UserFactory(email="shop@example.org")).open()


@pytest.fixture(params=NAMES)
def bench(request: pytest.FixtureRequest, settings, shop: Shop) -> Iterator[Bench]:
    with bench_of(request.param) as other_side:
        settings.PAYMENTS = other_side.config
        yield other_side


def test_twenty_notifications_a_redirect_and_a_poll_settle_once(bench: Bench, shop: Shop):
    payment = start_payment(shop.charge(), provider=bench.name)
    bench.pay(payment)
    Payment.objects.update(next_query_at=clock.now())
    notice = bench.tell(payment)

    def notify() -> int:
        status = deliver(bench, notice)
        process_event_now(ProviderEvent.objects.get().pk)
        return status

    acts = [notify] * NOTICES + [
        lambda: Client().get(f"/payments/{payment.public_id}/return/").status_code,
        lambda: query_due_payments(seconds=10),
    ]
    answers = all_at_once(acts)

    assert answers[:NOTICES] == [200] * NOTICES
    payment.refresh_from_db()
    assert (payment.state, shop.told, ProviderEvent.objects.count()) == ("confirmed", [SETTLED], 1)


def test_control_applying_what_was_read_without_the_lock_settles_many_times(shop: Shop, settings):
    """Everybody asks the provider, sees a pending payment and confirms it: without the row's lock that is the race."""
    with bench_of("paystack") as bench:
        settings.PAYMENTS = bench.config
        payment = start_payment(shop.charge(), provider=bench.name)
        bench.pay(payment)
        everybody_has_read = Barrier(TAKERS)

        def settle_without_lock() -> None:
            current = Payment.objects.get(pk=payment.pk)
            report = provider_named(current.provider).query(attempt_of(current))
            everybody_has_read.wait(timeout=30)
            if report.outcome == Outcome.PAID and current.confirmed_at is None:
                current.state, current.confirmed_at = "confirmed", clock.now()
                current.save()
                purpose_named(current.purpose).settled(current)

        all_at_once([settle_without_lock] * TAKERS)

    assert len(shop.told) > 1


def test_cancelling_while_money_comes_never_loses_it(bench: Bench, shop: Shop):
    payment = start_payment(shop.charge(), provider=bench.name)
    notice = bench.tell(payment)
    bench.pay(payment)
    deliver(bench, notice)

    all_at_once(
        [
            lambda: cancel_payment(Payment.objects.get(pk=payment.pk)),
            lambda: settle_payment(Payment.objects.get(pk=payment.pk)),
            lambda: process_event_now(ProviderEvent.objects.get().pk),
        ]
    )

    payment.refresh_from_db()
    assert (payment.state, shop.told.count(SETTLED)) == ("confirmed", 1)


def ask_for_half(payment: Payment, key: str) -> bool:
    try:
        refund_payment(
            Payment.objects.get(pk=payment.pk),
            money=Money(PRICE.minor // 2, "KES"),
            reason="Two people at once",
            dedupe_key=key,
            by=None,
        )
    except Conflict:
        return False
    return True


def paid_at(name: str, shop: Shop, bench: Bench) -> Payment:
    payment = start_payment(shop.charge(), provider=name)
    bench.pay(payment)
    settle_payment(payment)
    shop.told.clear()
    return payment


def test_refunds_at_once_never_give_back_more_than_was_paid(shop: Shop, settings):
    with bench_of("stripe") as bench:
        settings.PAYMENTS = bench.config
        payment = paid_at("stripe", shop, bench)

        asked = all_at_once([lambda key=f"k{number}": ask_for_half(payment, key) for number in range(TAKERS)])
        all_at_once([lambda: send_due_refunds(seconds=10)] * TAKERS)

        payment.refresh_from_db()
        assert (sum(asked), payment.refund_requested, bench.given_back(payment)) == (2, PRICE.minor, [75_000, 75_000])
        assert shop.told == [("refunded", "KES 750.00")] * 2


def test_one_key_asked_by_many_at_once_is_one_refund(shop: Shop, settings):
    with bench_of("stripe") as bench:
        settings.PAYMENTS = bench.config
        payment = paid_at("stripe", shop, bench)

        asked = all_at_once([lambda: ask_for_half(payment, "same")] * TAKERS)

        payment.refresh_from_db()
        assert (asked, Refund.objects.count(), payment.refund_requested) == ([True] * TAKERS, 1, PRICE.minor // 2)


def test_control_checking_before_taking_gives_back_too_much(shop: Shop, settings):
    """Reading what is left and taking it afterwards, without the conditional UPDATE, overdraws the payment."""
    with bench_of("stripe") as bench:
        settings.PAYMENTS = bench.config
        payment = paid_at("stripe", shop, bench)
        everybody_has_read = Barrier(TAKERS)
        promised: list[int] = []

        def take_half() -> None:
            left = Payment.objects.get(pk=payment.pk).refundable
            everybody_has_read.wait(timeout=30)
            if left.minor >= PRICE.minor // 2:
                promised.append(PRICE.minor // 2)

        all_at_once([take_half] * TAKERS)

    assert sum(promised) > PRICE.minor
