"""What goes wrong between us and the providers that are reached over HTTP; each in turn."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone as clock

from payments.actions import start_payment
from payments.errors import ProviderRefused, ProviderTrouble
from payments.models import Payment, ProviderEvent
from payments.money import Money
from payments.providers import http
from payments.reconcile import follow_up_events
from tests.fakes import paystack, pesapal, stripe
from tests.payments.benches import OVER_HTTP, Bench
from tests.payments.shop import Shop
from tests.payments.walk import come_back, deliver, fresh, poll, work

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bench", OVER_HTTP, indirect=True)]

SETTLED = ("settled", "KES 1,500.00")
STARTS = {
    "pesapal": "/api/Transactions/SubmitOrderRequest",
    "stripe": "/v1/checkout/sessions",
    "paystack": "/transaction/initialize",
}


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0))


def lose_start(bench: Bench, shop: Shop) -> Payment:
    """A start whose answer is lost, though the provider did it."""
    if bench.name == "pesapal":  # its token and its notification address are known from an earlier payment
        start_payment(shop.charge(), provider=bench.name)
    bench.fake.faults = ["lost"] * 3
    with pytest.raises(ProviderTrouble):
        start_payment(shop.charge(), provider=bench.name)
    bench.fake.faults = []
    return Payment.objects.latest("pk")


def test_lost_answer_to_a_start_makes_one_session_and_is_found(bench: Bench, shop: Shop):
    sessions = 2 if bench.name == "pesapal" else 1
    payment = lose_start(bench, shop)
    assert (payment.state, payment.provider_ref, bench.sessions()) == ("created", "", sessions)

    bench.pay(payment)
    if bench.name == "pesapal":  # only its notification can tell which order it is
        deliver(bench, bench.tell(payment))
        work()
    else:
        poll()

    assert (fresh(payment).state, bench.sessions(), shop.told) == ("confirmed", sessions, [SETTLED])


def test_lost_answer_to_a_start_that_nobody_pays_expires(bench: Bench, shop: Shop):
    payment = lose_start(bench, shop)

    poll()
    assert fresh(payment).is_open
    poll(ahead=timedelta(hours=2))

    assert fresh(payment).state == "expired"
    assert ("failed", "expired") in shop.told


@pytest.mark.parametrize("fault", ["drop", "garbage", 500, 503, 429])
def test_start_without_a_usable_answer_is_a_502(bench: Bench, shop: Shop, fault: str | int):
    bench.fake.faults = [fault] * 9

    with pytest.raises(ProviderTrouble) as trouble:
        start_payment(shop.charge(), provider=bench.name)

    assert trouble.value.status == 502
    assert bench.sessions() == 0


def test_provider_that_does_not_answer_in_time_is_given_up(bench: Bench, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "SECONDS", 0.2)
    monkeypatch.setattr(bench.fake, "answer", lambda _asked: time.sleep(1) or (200, {}))
    started = time.monotonic()

    with pytest.raises(ProviderTrouble):
        start_payment(shop.charge(), provider=bench.name)

    assert time.monotonic() - started < 5


def test_start_is_not_sent_again_where_a_repetition_would_be_another_one(bench: Bench, shop: Shop):
    lose_start(bench, shop)

    bodies = [(asked.body, asked.headers.get("idempotency-key")) for asked in bench.fake.calls(STARTS[bench.name])]
    if bench.name == "stripe":  # knows a repetition by its key
        assert (len(bodies), len(set(bodies))) == (3, 1)
    else:
        assert len(bodies) == bench.sessions()


def test_start_that_the_provider_refuses_fails_at_once(bench: Bench, shop: Shop):
    too_much = Money(9_999_999_900, "KES")
    if bench.name == "paystack":
        bench.fake.faults = [400]

    with pytest.raises(ProviderRefused):
        start_payment(shop.charge(money=too_much), provider=bench.name)

    payment = Payment.objects.get()
    assert (payment.state, payment.next_query_at, shop.told) == ("failed", None, [("failed", "failed")])


def test_query_is_tried_again_and_notices_wait_until_it_works(bench: Bench, shop: Shop):
    payment = start_payment(shop.charge(), provider=bench.name)
    bench.pay(payment)
    deliver(bench, bench.tell(payment))
    bench.fake.faults = [503] * 9
    work()
    assert (fresh(payment).state, ProviderEvent.objects.get().processed_at) == ("pending", None)
    bench.fake.faults = [503] * 3
    assert come_back(payment) == ""

    bench.fake.faults = ["drop"]
    ProviderEvent.objects.update(received_at=clock.now() - timedelta(minutes=1))
    work()
    assert follow_up_events() == 0
    assert (fresh(payment).state, shop.told) == ("confirmed", [SETTLED])


def test_no_secret_reaches_the_log_or_the_payment(bench: Bench, shop: Shop, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    bench.fake.faults = [401, "garbage", "drop", "lost", 400]
    for _time in range(3):
        with pytest.raises(ProviderTrouble) as trouble:
            start_payment(shop.charge(), provider=bench.name)
        assert trouble.value.__cause__ is None
    secrets = [pesapal.KEY, pesapal.SECRET, stripe.KEY, stripe.WEBHOOK_SECRET, paystack.KEY, *tokens(bench)]
    said = caplog.text + str(list(Payment.objects.values())) + repr(bench.config)

    assert [secret for secret in secrets if secret in said] == []
    assert "payment" in caplog.text


def tokens(bench: Bench) -> list[str]:
    return list(bench.fake.tokens) if isinstance(bench.fake, pesapal.FakePesapal) else []
