"""The sandbox as buyers and developers meet it: its page, its webhooks over real HTTP, the way back."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from payments.actions import start_payment
from payments.actions.sandbox import body_of, send_due_notices
from payments.config import PaymentsConfig
from payments.models import Payment, ProviderEvent, SandboxCharge, SandboxNotice
from payments.providers.sandbox import signature
from payments.tasks import reconcile
from tests.payments.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sandbox")]


def path_of(payment: Payment) -> str:
    return "/" + payment.redirect_url.split("/", 3)[3]


def choose(client: Client, payment: Payment, choice: str):
    return client.post(path_of(payment), {"choice": choice})


def test_payment_page_shows_what_is_paid(client: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")

    page = client.get(path_of(payment))

    assert page.status_code == 200
    assert "KES 1,500.00" in page.text
    assert "Two tickets to the Tidewater festival" in page.text
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("choice", ["pay", "repeat", "silent"])
def test_paying_leads_back_through_us_to_the_shop(client: Client, shop: Shop, choice: str):
    payment = start_payment(shop.charge(), provider="sandbox")

    back = choose(client, payment, choice)
    assert back["Location"].endswith(f"/payments/{payment.public_id}/return/")
    onward = client.get(f"/payments/{payment.public_id}/return/")

    assert onward["Location"] == f"/shop/{shop.row.pk}/"
    assert shop.told == [("settled", "KES 1,500.00")]


def test_late_payment_waits_and_settles_when_it_has_come_through(client: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")
    choose(client, payment, "late")

    waiting = client.get(f"/payments/{payment.public_id}/return/")
    assert (waiting.status_code, waiting["Refresh"]) == (200, "4")
    assert shop.told == []

    SandboxCharge.objects.update(paid_from=clock.now())
    Payment.objects.update(next_query_at=clock.now())
    reconcile()
    assert shop.told == [("settled", "KES 1,500.00")]


def test_declined_payment_can_be_tried_again(client: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")
    choose(client, payment, "decline")

    waiting = client.get(f"/payments/{payment.public_id}/return/")
    assert "The payment was declined" in waiting.text
    assert payment.redirect_url in waiting.text
    assert "Refresh" not in waiting

    choose(client, payment, "pay")
    SandboxNotice.objects.all().delete()
    Payment.objects.update(next_query_at=clock.now())
    reconcile()
    assert shop.told == [("settled", "KES 1,500.00")]


def test_leaving_changes_nothing(client: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")

    back = choose(client, payment, "leave")

    assert back["Location"].endswith(f"/payments/{payment.public_id}/return/?left=1")
    assert client.get(back["Location"])["Location"] == f"/shop/{shop.row.pk}/"
    assert (SandboxCharge.objects.get().state, Payment.objects.get().state, shop.told) == ("open", "pending", [])


def test_paid_payment_cannot_be_paid_again(client: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")
    choose(client, payment, "pay")

    again = choose(client, payment, "pay")

    assert again.status_code == 409
    assert "This payment is over." in again.text


def test_page_is_not_there_where_the_sandbox_is_not_offered(client: Client, shop: Shop, settings):
    payment = start_payment(shop.charge(), provider="sandbox")
    settings.PAYMENTS = PaymentsConfig()

    assert client.get(path_of(payment)).status_code == 404
    assert client.get("/payments/sandbox/none/").status_code == 404


def test_webhook_with_an_old_or_foreign_signature_is_refused(client: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")
    choose(client, payment, "pay")
    body = body_of(SandboxNotice.objects.get())
    now = int(clock.now().timestamp())

    def send(header: str) -> int:
        address = "/api/webhooks/payments/sandbox"
        return client.post(address, body, "application/json", headers={"Sandbox-Signature": header}).status_code

    good = signature(body, timestamp=now)
    bad = [
        "",
        "t=,v1=",
        "t=x,v1=y",
        signature(body, timestamp=now - 400),
        good[:-1] + "x",
        signature(b"{}", timestamp=now),
    ]
    assert [send(header) for header in bad] == [401] * len(bad)
    assert ProviderEvent.objects.count() == 0
    assert send(good) == 200
    event = ProviderEvent.objects.get()
    assert (bytes(event.body), event.signature_ok, event.reference) == (body, True, payment.reference)


@pytest.mark.django_db(transaction=True)
def test_webhooks_arrive_over_real_http_and_settle_once(live_server, settings, shop: Shop, client: Client):
    settings.BASE_URL = live_server.url
    payment = start_payment(shop.charge(), provider="sandbox")
    choose(client, payment, "repeat")
    SandboxNotice.objects.update(due_at=clock.now())

    assert send_due_notices() == 3
    assert send_due_notices() == 0
    ProviderEvent.objects.update(received_at=clock.now() - timedelta(minutes=1))
    reconcile()

    event = ProviderEvent.objects.get()
    assert (json.loads(bytes(event.body))["reference"], event.outcome) == (payment.reference, "confirmed")
    assert shop.told == [("settled", "KES 1,500.00")]


def test_webhook_that_nobody_takes_is_sent_again_later(shop: Shop, client: Client, settings):
    settings.BASE_URL = "http://127.0.0.1:9"
    payment = start_payment(shop.charge(), provider="sandbox")
    choose(client, payment, "pay")

    assert send_due_notices() == 0

    notice = SandboxNotice.objects.get()
    assert (notice.attempts, notice.sent_at, notice.due_at > clock.now() + timedelta(seconds=5)) == (1, None, True)
