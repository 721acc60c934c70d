"""What only Paystack does."""

import pytest

from payments.actions import refund_payment, settle_payment, start_payment
from payments.models import Payment, ProviderEvent
from payments.money import Money
from tests.fakes.paystack import event, signed
from tests.payments.benches import Notice, PaystackBench
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import deliver, fresh, poll, send_refunds, work

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bench", ["paystack"], indirect=True)]


def start(shop: Shop, **values: object) -> Payment:
    return start_payment(shop.charge(**values), provider="paystack")


def tell(bench: PaystackBench, kind: str, said: dict[str, object]) -> None:
    body = event(said, kind=kind)
    assert deliver(bench, Notice(body, {"X-Paystack-Signature": signed(body)})) == 200
    work()


def test_transaction_is_started_as_the_specification_wants(bench: PaystackBench, shop: Shop):
    payment = start(shop, money=Money(500, "XOF"))

    [asked] = bench.paystack.calls("/transaction/initialize")
    said = asked.json
    assert (said["email"], said["amount"], said["currency"]) == ("ada@example.org", 50_000, "XOF")
    assert (said["reference"], said["callback_url"].endswith(f"/payments/{payment.public_id}/return/")) == (
        payment.reference,
        True,
    )


@pytest.mark.parametrize("status", ["abandoned", "ongoing", "pending", "processing", "queued", "something-new"])
def test_transaction_that_is_not_decided_waits(bench: PaystackBench, shop: Shop, status: str):
    payment = start(shop)
    bench.transaction(payment)["status"] = status
    poll()

    assert (fresh(payment).state, shop.told) == ("pending", [])


def test_good_envelope_around_a_failed_transaction_is_no_payment(bench: PaystackBench, shop: Shop):
    payment = start(shop)
    bench.decline(payment)
    tell(bench, "charge.success", bench.transaction(payment))

    assert (fresh(payment).state, fresh(payment).is_declined) == ("pending", True)


def test_refund_is_followed_up_when_paystack_tells(bench: PaystackBench, shop: Shop):
    payment = start(shop)
    bench.pay(payment)
    payment = settle_payment(payment)
    refund = refund_payment(payment, money=PRICE, reason="Cancelled", dedupe_key="a", by=None)
    send_refunds()
    refund.refresh_from_db()
    assert (refund.state, refund.provider_ref) == ("sent", "1000")

    bench.finish_refunds(payment)
    said = {name: value for name, value in bench.paystack.refunds[0].items() if name != "reference"}
    tell(bench, "refund.processed", said)

    refund.refresh_from_db()
    assert (refund.state, shop.told[-1]) == ("done", ("refunded", "KES 1,500.00"))
    assert fresh(payment).state == "confirmed"


def test_events_of_one_transaction_are_kept_apart(bench: PaystackBench, shop: Shop):
    payment = start(shop)
    bench.pay(payment)
    said = bench.transaction(payment)
    tell(bench, "charge.success", said)
    tell(bench, "charge.success", said)
    tell(bench, "charge.dispute.create", {"id": 7, "transaction": {"reference": payment.reference}})

    assert list(ProviderEvent.objects.order_by("pk").values_list("kind", "outcome")) == [
        ("charge.success", "confirmed"),
        ("charge.dispute.create", "confirmed"),
    ]
