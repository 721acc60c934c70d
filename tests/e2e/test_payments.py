"""Paying at the sandbox in a browser, with and without JavaScript, and what assistive technology finds there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone as clock
from playwright.sync_api import Browser, BrowserContext, Page, expect

from payments.actions import start_payment
from payments.config import PaymentsConfig
from payments.models import Payment, SandboxCharge
from payments.selectors import payment_address
from tests.e2e.conftest import PHONE
from tests.e2e.test_public_axe import RULES
from tests.factories import UserFactory
from tests.payments.shop import Shop


@pytest.fixture
def shop(base_url: str, settings) -> Shop:
    settings.BASE_URL = base_url
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    return Shop(row=UserFactory(email="shop@example.org")).open()


@pytest.fixture
def payment(shop: Shop) -> Payment:
    return start_payment(shop.charge(), provider="sandbox")


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[Page]:
    """A phone whose owner has switched JavaScript off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_buyer_pays_and_comes_back_without_javascript(plain_phone: Page, base_url: str, payment: Payment, shop: Shop):
    plain_phone.goto(base_url + payment_address(payment))
    plain_phone.wait_for_url("**/payments/sandbox/**")
    expect(plain_phone.get_by_role("heading", name="KES 1,500.00")).to_be_visible()
    plain_phone.get_by_role("button", name="Pay KES 1,500.00").click()

    plain_phone.wait_for_url(f"**/shop/{shop.row.pk}/")
    assert shop.told == [("settled", "KES 1,500.00")]


def test_page_waits_for_late_money_and_goes_on_by_itself(page: Page, base_url: str, payment: Payment, shop: Shop):
    page.goto(payment.redirect_url)
    page.get_by_role("button", name="Pay, confirmed late").click()
    expect(page.get_by_role("heading", name="Waiting for your payment")).to_be_visible()
    assert shop.told == []

    SandboxCharge.objects.update(paid_from=clock.now())

    page.wait_for_url(f"**/shop/{shop.row.pk}/")
    assert shop.told == [("settled", "KES 1,500.00")]


def test_declined_buyer_tries_again(page: Page, payment: Payment, shop: Shop):
    page.goto(payment.redirect_url)
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("button", name="Pay KES 1,500.00").press("Enter")

    page.wait_for_url(f"**/shop/{shop.row.pk}/")
    assert shop.told == [("settled", "KES 1,500.00")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_nothing_wrong(
    phone_context: BrowserContext, base_url: str, payment: Payment, scheme: str
):
    phone = phone_context.new_page()
    phone.emulate_media(color_scheme=scheme)
    waiting = f"{base_url}/payments/{payment.public_id}/return/"
    states = [
        (payment.redirect_url, {}),
        (payment.redirect_url, {"expires_at": clock.now() - timedelta(hours=1)}),
        (waiting, {"state": "open"}),
        (waiting, {"state": "declined"}),
        (payment.redirect_url, {"state": "closed"}),
    ]
    found = []
    for address, change in states:
        SandboxCharge.objects.update(**change)
        phone.goto(address)
        found += [violation["id"] for violation in Axe().run(phone, options=RULES).response["violations"]]
        found += ["scrolls sideways"] * phone.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert found == []
