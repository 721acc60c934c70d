"""On to the provider and back, without a browser."""

import pytest
from django.core.cache import cache
from django.test import Client

from payments.actions import cancel_payment, start_payment
from payments.models import Payment
from payments.selectors import payment_address
from tests.payments.benches import StripeBench
from tests.payments.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bench", ["stripe"], indirect=True)]


@pytest.fixture
def payment(bench: StripeBench, shop: Shop) -> Payment:
    return start_payment(shop.charge(), provider="stripe")


def test_page_on_the_way_out_leads_to_the_provider(client: Client, payment: Payment):
    page = client.get(payment_address(payment))

    assert (page.status_code, page["Refresh"]) == (200, f"0; url={payment.redirect_url}")
    assert f'href="{payment.redirect_url}"' in page.text
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "same-origin")


@pytest.mark.parametrize("way", ["go", "return"])
def test_payment_that_is_over_leads_to_what_was_paid_for(client: Client, payment: Payment, way: str):
    cancel_payment(payment)

    page = client.get(f"/payments/{payment.public_id}/{way}/")

    assert (page.status_code, page["Location"]) == (302, f"/shop/{payment.subject}/")


def test_payment_without_a_page_yet_leads_back(client: Client, payment: Payment):
    Payment.objects.update(redirect_url="", state="created")

    assert client.get(payment_address(payment))["Location"] == f"/shop/{payment.subject}/"


def test_waiting_page_says_when_the_provider_is_silent(client: Client, payment: Payment, bench: StripeBench):
    bench.stripe.faults = [503] * 3

    page = client.get(f"/payments/{payment.public_id}/return/")

    assert (page.status_code, page["Refresh"]) == (200, "4")
    assert "The payment service does not answer at the moment" in page.text


def test_reloading_asks_the_provider_no_more_often_than_useful(client: Client, payment: Payment, bench: StripeBench):
    before = len(bench.stripe.asked)

    for _number in range(4):
        client.get(f"/payments/{payment.public_id}/return/?status=success&paid=1")

    assert len(bench.stripe.asked) - before == 1
    assert Payment.objects.get().state == "pending"


def test_buyer_who_gave_up_waits_for_nothing_unless_money_came(
    client: Client, payment: Payment, bench: StripeBench, shop: Shop, settings
):
    [asked] = bench.stripe.calls("/v1/checkout/sessions")
    left = asked.form["cancel_url"].removeprefix(settings.BASE_URL)
    assert left == f"/payments/{payment.public_id}/return/?left=1"
    assert (client.get(left)["Location"], shop.told) == (f"/shop/{payment.subject}/", [])

    bench.pay(payment)
    cache.clear()
    assert (client.get(left)["Location"], shop.told) == (f"/shop/{payment.subject}/", [("settled", "KES 1,500.00")])


def test_pages_take_no_post_and_know_no_other_payment(client: Client, payment: Payment):
    unknown = "00000000-0000-4000-8000-000000000000"

    for way in ("go", "return"):
        assert client.post(f"/payments/{payment.public_id}/{way}/").status_code == 405
        assert client.get(f"/payments/{unknown}/{way}/").status_code == 404
