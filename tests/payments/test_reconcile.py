"""Whatever is lost on the way, the scheduler's run finds it; one payment's fault stops no other."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from notifications.errors import Conflict
from payments import providers
from payments.actions import cancel_payment, process_event, refund_payment, settle_payment, start_payment
from payments.errors import ProviderTrouble
from payments.models import Payment, ProviderEvent, Refund
from payments.providers import http
from payments.providers.contract import Capabilities
from payments.providers.sandbox import Sandbox
from payments.purposes import Purpose, Verdict, purpose_named
from payments.reconcile import claim_payment, query_due_payments
from payments.tasks import forget_old_events, reconcile, send_refund_now, send_sandbox_notices
from tests.payments.benches import Bench, bench_of
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe(settings, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0))
    with bench_of("stripe") as other_side:
        settings.PAYMENTS = other_side.config
        yield other_side


def start(shop: Shop, name: str = "stripe") -> Payment:
    return start_payment(shop.charge(), provider=name)


def make_due() -> None:
    Payment.objects.update(next_query_at=clock.now())


def test_run_settles_refunds_and_follows_up_what_was_told(stripe: Bench, shop: Shop):
    paid, refunded = start(shop), start(shop)
    stripe.pay(paid)
    stripe.pay(refunded)
    settle_payment(refunded)
    refund = refund_payment(refunded, money=PRICE, reason="Cancelled", dedupe_key="a", by=None)
    told = ProviderEvent.objects.create(
        provider="stripe",
        dedupe_key="e",
        provider_ref=paid.provider_ref,
        body=b"{}",
        received_at=clock.now() - timedelta(minutes=1),
    )
    make_due()

    reconcile()

    told.refresh_from_db()
    refund.refresh_from_db()
    assert (fresh(paid).state, told.outcome, refund.state) == ("confirmed", "confirmed", "done")


def test_payment_whose_shop_is_broken_stops_no_other(stripe: Bench, shop: Shop, caplog: pytest.LogCaptureFixture):
    broken, fine = start(shop), start(shop)
    Payment.objects.filter(pk=broken.pk).update(subject="999999", next_query_at=clock.now() - timedelta(hours=1))
    Payment.objects.filter(pk=fine.pk).update(next_query_at=clock.now())
    stripe.pay(broken)
    stripe.pay(fine)

    assert query_due_payments(seconds=10) == 2

    assert (fresh(broken).state, fresh(fine).state) == ("pending", "confirmed")
    assert fresh(broken).next_query_at > clock.now()
    assert "payment_not_settled" in caplog.text


def test_silent_provider_is_asked_again_by_the_timetable(stripe: Bench, shop: Shop):
    payment = start(shop)
    make_due()
    stripe.fake.faults = [503] * 3

    assert query_due_payments(seconds=10) == 1

    asked = fresh(payment)
    assert (asked.state, asked.queries, asked.next_query_at > clock.now()) == ("pending", 1, True)


def test_claimed_payment_is_left_alone_by_other_workers(stripe: Bench, shop: Shop):
    payment = start(shop)
    make_due()

    assert (claim_payment(), claim_payment()) == (payment, None)


def test_run_ends_in_time_though_more_waits(stripe: Bench, shop: Shop):
    start(shop)
    make_due()

    assert query_due_payments(seconds=0) == 0


def test_start_that_never_reached_the_provider_expires_at_once_when_it_refuses(stripe: Bench, shop: Shop):
    stripe.fake.faults = ["drop"] * 3
    with pytest.raises(ProviderTrouble):
        start(shop)
    Payment.objects.update(deadline=clock.now() - timedelta(minutes=5), next_query_at=clock.now())

    query_due_payments(seconds=10)

    payment = Payment.objects.get()
    assert (payment.state, payment.next_query_at, shop.told) == ("expired", None, [("failed", "expired")])


def test_cancelling_does_not_wait_for_a_silent_provider(stripe: Bench, shop: Shop):
    payment = start(shop)
    stripe.fake.faults = [503] * 6

    cancel_payment(payment)

    assert (payment.state, payment.next_query_at is not None) == ("cancelled", True)
    assert shop.told == [("failed", "cancelled")]


def test_event_that_was_processed_asks_nobody(stripe: Bench, shop: Shop):
    event = ProviderEvent.objects.create(provider="stripe", dedupe_key="e", body=b"{}", processed_at=clock.now())
    before = len(stripe.fake.asked)

    process_event(event.pk)
    ProviderEvent.objects.filter(pk=event.pk).update(processed_at=None)
    process_event(event.pk)

    event.refresh_from_db()
    assert (len(stripe.fake.asked) - before, event.outcome) == (0, "no such payment")


def test_refund_that_is_not_due_or_not_there_is_left_alone(stripe: Bench, shop: Shop):
    payment = start(shop)
    stripe.pay(payment)
    refund = refund_payment(settle_payment(payment), money=PRICE, reason="x", dedupe_key="a", by=None)
    Refund.objects.update(next_query_at=clock.now() + timedelta(minutes=1))

    send_refund_now(refund.pk)
    send_refund_now(refund.pk + 1)
    send_sandbox_notices()
    forget_old_events()

    assert stripe.given_back(payment) == []


def test_late_money_that_the_provider_cannot_give_back_needs_a_person(
    shop: Shop, settings, monkeypatch: pytest.MonkeyPatch
):
    class Keeper(Sandbox):
        name = "keeper"
        capabilities = Capabilities(refund=False)

    monkeypatch.setitem(providers._providers, "keeper", Keeper())
    shop.answer = Verdict.refund("Everything was sold meanwhile.")
    with bench_of("sandbox") as bench:
        settings.PAYMENTS = bench.config
        payment = start(shop, "keeper")
        bench.pay(payment)
        payment = settle_payment(payment)

    assert (payment.state, payment.problem, payment.confirmed_at is not None) == (
        "needs_review",
        "Everything was sold meanwhile.",
        True,
    )
    with pytest.raises(Conflict, match="cannot give money back"):
        refund_payment(payment, money=PRICE, reason="x", dedupe_key="a", by=None)
    assert Refund.objects.count() == 0


def test_verdict_needs_a_reason_to_give_back_and_purposes_a_name(shop: Shop):
    assert isinstance(purpose_named("shop"), Purpose)
    with pytest.raises(LookupError):
        purpose_named("nobody")
    with pytest.raises(ValueError, match="needs a reason"):
        Verdict.refund("")
