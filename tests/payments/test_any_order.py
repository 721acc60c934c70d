"""Whatever happens in whatever order: settled once where money came, told once where none did, never too much back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.errors import Conflict
from payments.actions import cancel_payment, refund_payment, start_payment
from payments.models import Payment, ProviderEvent, Refund, SandboxCharge
from payments.money import Money
from payments.purposes import Verdict
from tests.payments.benches import SandboxBench
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import come_back, deliver, fresh, poll, send_refunds, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sandbox")]

BENCH = SandboxBench()
HALF = Money(PRICE.minor // 2, "KES")
SETTLED = ("settled", "KES 1,500.00")


def refund_half(payment: Payment) -> None:
    number = Refund.objects.count()
    with suppress(Conflict):
        refund_payment(fresh(payment), money=HALF, reason="Half", dedupe_key=f"half:{number}", by=None)


def pay(payment: Payment) -> None:
    BENCH.charge(payment).exclude(state="closed").update(state="paid")


STEPS: dict[str, Callable[[Payment], object]] = {
    "pay": pay,
    "decline": lambda payment: BENCH.charge(payment).filter(state="open").update(state="declined"),
    "tell": lambda payment: deliver(BENCH, BENCH.tell(payment)),
    "work": lambda _payment: work(),
    "poll": lambda _payment: poll(),
    "hours pass": lambda _payment: poll(ahead=timedelta(hours=2)),
    "come back": come_back,
    "cancel": lambda payment: cancel_payment(fresh(payment)),
    "refund half": refund_half,
    "send refunds": lambda _payment: send_refunds(),
}


def start_anew() -> None:
    """Nothing of the example before stays. (A transaction around each would be refused: starting must commit.)"""
    for model in (Refund, ProviderEvent, Payment, SandboxCharge):
        model.objects.all().delete()


@pytest.mark.parametrize("answer", [Verdict.ACCEPTED, Verdict.refund("sold out")], ids=["kept", "given back"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_any_order_of_what_can_happen(shop: Shop, answer: Verdict, steps: list[str]):
    shop.told, shop.answer = [], answer
    start_anew()
    payment = start_payment(shop.charge(), provider="sandbox")
    for name in steps:
        STEPS[name](payment)
    poll(ahead=timedelta(hours=1))
    send_refunds()

    charge, end = BENCH.charge(payment).get(), fresh(payment)
    is_paid = charge.state == "paid"
    kinds = [kind for kind, _what in shop.told]
    assert end.state == "confirmed" if is_paid else end.state in {"failed", "expired", "cancelled"}
    assert (kinds.count("settled"), kinds.count("failed") <= 1) == (int(is_paid), True)
    assert is_paid or kinds == ["failed"]
    assert end.refund_requested == charge.refunded == sum(BENCH.given_back(payment)) <= PRICE.minor
    assert charge.refunded == PRICE.minor or answer == Verdict.ACCEPTED or not is_paid
    assert kinds.count("refunded") == Refund.objects.filter(state="done").count() == Refund.objects.count()
