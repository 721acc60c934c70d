"""What only Stripe does."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone as clock

from payments.actions import refund_payment, settle_payment, start_payment
from payments.errors import ProviderRefused, ProviderTrouble
from payments.models import Payment
from payments.money import Money
from payments.providers import http
from payments.providers.stripe import is_genuine
from payments.selectors import providers_for
from tests.fakes.stripe import WEBHOOK_SECRET, event, signed
from tests.payments.benches import Notice, StripeBench
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import deliver, fresh, poll, send_refunds, work

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bench", ["stripe"], indirect=True)]


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0))


def start(shop: Shop, **values: object) -> Payment:
    return start_payment(shop.charge(**values), provider="stripe")


def tell(bench: StripeBench, payment: Payment, kind: str) -> None:
    tell_of(bench, bench.session(payment), kind)


def tell_of(bench: StripeBench, thing: dict[str, Any], kind: str) -> None:
    body = event(thing, kind=kind)
    header = signed(body, timestamp=int(clock.now().timestamp()))
    assert deliver(bench, Notice(body, {"Stripe-Signature": header})) == 200
    work()


def test_session_lives_as_long_as_stripe_wants(bench: StripeBench, shop: Shop):
    """Its sessions live half an hour at least, which is longer than a hold of a quarter."""
    payment = start(shop, minutes=15)

    assert [info.min_minutes for info in providers_for(None, "KES")] == [30]
    assert payment.deadline > clock.now() + timedelta(minutes=30)
    assert bench.session(payment)["expires_at"] == int(payment.deadline.timestamp())


def test_session_lives_no_longer_than_stripe_allows(bench: StripeBench, shop: Shop):
    payment = start(shop, minutes=3 * 24 * 60)

    assert timedelta(hours=23) < payment.deadline - clock.now() < timedelta(hours=24)


@pytest.mark.parametrize(
    ("money", "units"), [(Money(500, "UGX"), 50_000), (Money(500, "JPY"), 500), (Money(1_230, "KWD"), 1_230)]
)
def test_amounts_are_sent_as_stripe_counts_them(bench: StripeBench, shop: Shop, money: Money, units: int):
    payment = start(shop, money=money)
    bench.pay(payment)
    settle_payment(payment)

    assert (bench.session(payment)["amount_total"], payment.state) == (units, "confirmed")


def test_thousandths_are_refused_before_stripe_is_asked(bench: StripeBench, shop: Shop):
    with pytest.raises(ProviderRefused):
        start(shop, money=Money(1_234, "KWD"))

    assert (bench.stripe.asked, Payment.objects.get().state) == ([], "failed")


def test_slow_way_to_pay_settles_when_the_money_is_there(bench: StripeBench, shop: Shop):
    payment = start(shop)
    bench.stripe.pay(bench.session(payment), status="unpaid", intent="processing")
    tell(bench, payment, "checkout.session.completed")
    assert (fresh(payment).state, shop.told) == ("pending", [])

    bench.session(payment)["payment_status"] = "paid"
    tell(bench, payment, "checkout.session.async_payment_succeeded")
    assert (fresh(payment).state, shop.told) == ("confirmed", [("settled", "KES 1,500.00")])


def test_slow_way_to_pay_that_fails_is_over(bench: StripeBench, shop: Shop):
    payment = start(shop)
    bench.stripe.pay(bench.session(payment), status="unpaid", intent="requires_payment_method")
    tell(bench, payment, "checkout.session.async_payment_failed")

    assert (fresh(payment).state, fresh(payment).next_query_at) == ("failed", None)
    assert shop.told == [("failed", "failed")]


def test_slow_way_to_pay_is_not_closed_at_the_deadline(bench: StripeBench, shop: Shop):
    """A completed session cannot be closed; when its money comes after the hold, the shop is asked."""
    payment = start(shop)
    bench.stripe.pay(bench.session(payment), status="unpaid", intent="processing")
    poll(ahead=timedelta(hours=1))
    assert fresh(payment).state == "expired"

    bench.session(payment)["payment_status"] = "paid"
    poll()
    assert (fresh(payment).state, shop.told) == ("confirmed", [("failed", "expired"), ("settled", "KES 1,500.00")])


def test_expired_session_is_final(bench: StripeBench, shop: Shop):
    payment = start(shop)
    bench.session(payment)["status"] = "expired"
    tell(bench, payment, "checkout.session.expired")

    assert (fresh(payment).state, fresh(payment).next_query_at) == ("expired", None)


def test_charge_taken_back_by_the_bank_needs_a_person(bench: StripeBench, shop: Shop):
    payment = start(shop)
    bench.pay(payment)
    settle_payment(payment)
    intent = bench.session(payment)["payment_intent"]
    intent["latest_charge"]["disputed"] = True
    dispute = {"id": "dp_1", "object": "dispute", "payment_intent": intent["id"], "metadata": {}}
    tell_of(bench, dispute, "charge.dispute.created")

    assert (fresh(payment).state, "charged back" in fresh(payment).problem) == ("needs_review", True)


@pytest.mark.parametrize(("status", "state"), [("pending", "sent"), ("requires_action", "sent"), ("failed", "refused")])
def test_refund_that_is_not_done_at_once(bench: StripeBench, shop: Shop, status: str, state: str):
    bench.stripe.refund_status = status
    payment = start(shop)
    bench.pay(payment)
    payment = settle_payment(payment)
    refund = refund_payment(payment, money=PRICE, reason="Cancelled", dedupe_key="a", by=None)
    send_refunds()

    refund.refresh_from_db()
    assert refund.state == state


def test_keys_that_stripe_does_not_take_refuse_no_refund(bench: StripeBench, shop: Shop):
    """Our own mistake can be mended: the refund waits for it."""
    payment = start(shop)
    bench.pay(payment)
    payment = settle_payment(payment)
    refund = refund_payment(payment, money=PRICE, reason="Cancelled", dedupe_key="a", by=None)
    bench.stripe.faults = [401] * 3
    send_refunds()
    refund.refresh_from_db()
    assert refund.state == "requested"


def test_answer_of_another_shape_is_trouble_and_no_crash(bench: StripeBench, shop: Shop):
    payment = start(shop)
    bench.stripe.faults = ["garbage"]

    with pytest.raises(ProviderTrouble):
        settle_payment(payment)


def test_either_of_two_signatures_is_enough_while_the_secret_is_renewed(bench: StripeBench):
    now = int(clock.now().timestamp())
    header = signed(b"{}", timestamp=now)
    both = f"t={now},v1={'0' * 64},{header.split(',')[1]}"

    assert [is_genuine(given, b"{}", secret=WEBHOOK_SECRET) for given in (header, both)] == [True, True]
    assert is_genuine(header, b"{}", secret="") is False
