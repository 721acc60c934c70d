"""What only PesaPal does."""

import json

import pytest
from django.test import Client

from notifications.errors import Conflict
from payments.actions import refund_payment, settle_payment, start_payment
from payments.errors import ProviderRefused
from payments.models import Payment, ProviderEvent
from payments.money import Money
from payments.providers import http
from tests.fakes.pesapal import notice
from tests.payments.benches import PesapalBench
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import deliver, fresh, poll, send_refunds, work

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bench", ["pesapal"], indirect=True)]

ADDRESS = "/api/webhooks/payments/pesapal"
TOKEN, REGISTER = "/api/Auth/RequestToken", "/api/URLSetup/RegisterIPN"


def start(shop: Shop) -> Payment:
    return start_payment(shop.charge(), provider="pesapal")


def test_token_and_notification_address_are_asked_for_once(bench: PesapalBench, shop: Shop):
    for _number in range(3):
        start(shop)

    assert (len(bench.pesapal.calls(TOKEN)), len(bench.pesapal.calls(REGISTER))) == (1, 1)
    [(url, kind)] = bench.pesapal.addresses.values()
    assert (url.endswith(ADDRESS), kind) == (True, "POST")


def test_address_registered_by_another_process_is_used(bench: PesapalBench, shop: Shop):
    start(shop)
    from django.core.cache import cache

    cache.clear()
    start(shop)

    assert len(bench.pesapal.calls(REGISTER)) == 1


def test_token_that_is_over_is_renewed_once_and_the_order_sent_once(bench: PesapalBench, shop: Shop):
    start(shop)
    bench.pesapal.ahead = 301

    start(shop)

    assert (len(bench.pesapal.calls(TOKEN)), bench.sessions()) == (2, 2)


def test_order_says_what_the_documentation_wants(bench: PesapalBench, shop: Shop):
    payment = start(shop)

    [asked] = bench.pesapal.calls("/api/Transactions/SubmitOrderRequest")
    said = asked.json
    assert (said["id"], said["amount"], said["currency"]) == (payment.reference, 1500.0, "KES")
    assert said["billing_address"] == {"email_address": "ada@example.org", "first_name": "Ada", "last_name": "Buyer"}


def test_wrong_keys_fail_the_payment_at_once(bench: PesapalBench, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.fakes.pesapal.SECRET", "changed")

    with pytest.raises(ProviderRefused):
        start(shop)

    assert (Payment.objects.get().state, bench.sessions()) == ("failed", 0)


@pytest.mark.parametrize("way", ["get", "post"])
def test_notification_by_get_and_by_post_is_answered_as_documented(bench: PesapalBench, shop: Shop, way: str):
    payment = start(shop)
    bench.pay(payment)
    told = notice(bench.order(payment))

    answer = Client().get(ADDRESS, told) if way == "get" else Client().post(ADDRESS, told, "application/json")
    work()

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "orderNotificationType": "IPNCHANGE",
            "orderTrackingId": bench.order(payment).tracking,
            "orderMerchantReference": payment.reference,
            "status": 200,
        },
    )
    assert fresh(payment).state == "confirmed"


def test_same_notification_again_is_followed_up_again(bench: PesapalBench, shop: Shop):
    """It has no id of its own: the words that told of a failure tell of the money, too."""
    payment = start(shop)
    bench.decline(payment)
    deliver(bench, bench.tell(payment))
    work()
    assert (fresh(payment).state, fresh(payment).is_declined) == ("pending", True)

    bench.pay(payment)
    deliver(bench, bench.tell(payment))
    work()

    assert (fresh(payment).state, ProviderEvent.objects.count()) == ("confirmed", 1)


def test_many_notifications_cost_one_question(bench: PesapalBench, shop: Shop):
    payment = start(shop)
    before = len(bench.pesapal.asked)
    work()
    for _number in range(5):
        deliver(bench, bench.tell(payment))
        event = ProviderEvent.objects.get()
        from payments.tasks import process_event_now

        process_event_now(event.pk)

    assert len(bench.pesapal.asked) - before == 1
    assert ProviderEvent.objects.get().processed_at is None


def test_money_that_lags_behind_the_callback_is_waited_for(bench: PesapalBench, shop: Shop):
    payment = start(shop)
    bench.pesapal.pay(bench.order(payment), after=60)
    poll()
    assert fresh(payment).state == "pending"

    bench.pesapal.ahead = 61
    poll()
    assert (fresh(payment).state, shop.told) == ("confirmed", [("settled", "KES 1,500.00")])


def test_notification_that_names_anothers_order_settles_nothing(bench: PesapalBench, shop: Shop):
    """Whoever paid one order cannot use it for another of ours."""
    paid, victim = start(shop), start(shop)
    bench.pay(paid)
    mixed = {**notice(bench.order(paid)), "OrderMerchantReference": victim.reference}
    Payment.objects.filter(pk=victim.pk).update(provider_ref="", state="created")

    assert Client().post(ADDRESS, mixed, "application/json").status_code == 200
    work()

    assert (fresh(victim).state, fresh(victim).provider_ref, shop.told) == ("created", "", [])


def test_card_payment_is_given_back_in_part_but_only_once(
    bench: PesapalBench, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0))
    payment = start(shop)
    bench.pesapal.pay(bench.order(payment), method="Visa")
    payment = settle_payment(payment)
    part = Money(50_000, "KES")

    refund_payment(payment, money=part, reason="One ticket", dedupe_key="a", by=None)
    send_refunds()
    with pytest.raises(Conflict, match="only once"):
        refund_payment(payment, money=part, reason="Another ticket", dedupe_key="b", by=None)

    assert bench.given_back(payment) == [50_000]


def test_money_that_went_back_without_us_needs_a_person(bench: PesapalBench, shop: Shop):
    payment = start(shop)
    bench.pay(payment)
    settle_payment(payment)
    bench.pesapal.approve_refund(bench.order(payment))

    deliver(bench, bench.tell(payment))
    work()

    assert (fresh(payment).state, "gave the money back" in fresh(payment).problem) == ("needs_review", True)
    assert json.loads(bytes(ProviderEvent.objects.get().body))["OrderMerchantReference"] == payment.reference
    assert payment.money == PRICE
