"""One ticket's whole life, on telephones: bought, paid, mailed, held to the door's camera, given back, refunded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone as clock
from playwright.sync_api import Browser, BrowserContext, Page, expect

from notifications.tasks import deliver_due
from payments.config import PaymentsConfig
from payments.tasks import reconcile
from site_pages.models import EventPage
from tests.e2e.conftest import PHONE, find_chromium, watched
from tests.e2e.printed import codes_in
from tests.e2e.test_check_in import camera_showing, expect_result, film_of_picture, open_door, sign_in
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.ticketing import CategoryFactory
from ticketing.catalogue import shop_of
from ticketing.choices import OrderState
from ticketing.models import CheckIn, Order, Quota

HOME = "/organizer/events/harbour-days/"
# The door takes the same picture for the same scan for so long (static/js/check-in/main.js).
SAME_CODE = 4_000


@pytest.fixture
def event(base_url: str, settings: Any) -> EventPage:
    """Sells through the sandbox, and lets buyers give tickets back until tomorrow."""
    settings.BASE_URL, settings.DEBUG = base_url, True
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    event = EventFactory(title="Harbour Days", slug="harbour-days")
    CategoryFactory(event=event, name="Full pass", price=24_000, currency="EUR", quantity=5)
    shop = shop_of(event.pk)
    shop.cancel_until = clock.now() + timedelta(days=1)
    shop.save()
    return event


@pytest.fixture
def crew_phone(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """The organizer's telephone."""
    yield from watched(browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True, is_mobile=True))


def buy_two(page: Page, base_url: str) -> None:
    """As somebody who has never been here, from the event's page to the end of the payment."""
    page.goto(f"{base_url}/events/harbour-days/")
    page.get_by_role("link", name=re.compile("tickets", re.I)).first.click()
    page.get_by_label("Full pass: Number").select_option("2")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").first.fill("Ada Lovelace")
    page.get_by_label("Your e-mail address").first.fill("ada@example.org")
    page.get_by_role("group", name="Ticket 2").get_by_label("Name", exact=True).fill("Ben Nevis")
    page.get_by_role("button", name="Pay EUR 480.00").click()
    page.get_by_role("button", name=re.compile("^Pay EUR")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in.")


def open_mail(page: Page, base_url: str, subject: str) -> None:
    """What the workers have sent since, in the outbox."""
    deliver_due()
    page.goto(f"{base_url}/dev/outbox/")
    page.get_by_role("link", name=re.compile(subject)).first.click()


def printed_tickets(page: Page, base_url: str) -> bytes:
    """The PDF behind the mail's link."""
    open_mail(page, base_url, "tickets")
    link = page.get_by_role("link", name=re.compile(r"\.pdf$"))
    answer = page.request.get(base_url + str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def show_twice(browser: Browser, base_url: str, film: Path, staff: Any) -> None:
    """The paper before the camera of the door, twice: green with the name, then amber with the time."""
    arguments = camera_showing(film)
    with browser.browser_type.launch(executable_path=find_chromium(), args=arguments) as own:
        for visitor in watched(own.new_context(viewport=PHONE, permissions=["camera"], locale="en-GB")):
            sign_in(visitor, base_url, staff)
            page = visitor.new_page()
            open_door(page, base_url)
            page.get_by_role("button", name="Start camera").click()
            expect_result(page, "admitted", "Welcome")
            expect(page.locator('[data-part="result-name"]')).to_have_text("Ada Lovelace")
            page.get_by_role("button", name="Stop camera").click()
            page.wait_for_timeout(SAME_CODE + 500)
            page.get_by_role("button", name="Start camera").click()
            expect_result(page, "already_in", "Already in")
            expect(page.locator('[data-part="came"]')).to_have_text("1")


def give_back(page: Page, base_url: str, name: str) -> None:
    """By the link in the mail, without an account."""
    open_mail(page, base_url, "tickets")
    page.frame_locator("iframe").get_by_role("link", name="Your order and tickets").click()
    page.get_by_role("link", name="Give tickets back").click()
    page.get_by_label(re.compile(name)).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("EUR 240.00 comes back to you.")).to_be_visible()
    page.get_by_role("button", name="Give back").click()
    expect(page.get_by_role("status").first).to_contain_text("Your money goes back the way it came.")


def refund_the_rest(page: Page, base_url: str) -> None:
    """In the organizer's pages: the other ticket is shown as returned, the used one's money follows."""
    page.goto(f"{base_url}{HOME}orders/")
    page.get_by_role("link", name=Order.objects.get().number).click()
    expect(page.get_by_text("partly refunded").first).to_be_visible()
    page.get_by_role("link", name="Refund").click()
    page.get_by_label(re.compile("Ada Lovelace")).check()
    page.get_by_label("Reason").fill("the ship did not sail")
    page.get_by_role("button", name="Refund").click()
    expect(page.get_by_text("EUR 240.00 is on its way back.")).to_be_visible()


def test_ticket_from_the_shop_to_the_refund(
    phone: Page, crew_phone: BrowserContext, browser: Browser, base_url: str, event: EventPage, tmp_path: Path
) -> None:
    buy_two(phone, base_url)

    pdf = printed_tickets(phone, base_url)
    assert pdf.startswith(b"%PDF-")
    pictures = codes_in(pdf)
    assert len(pictures) == pdf.count(b"/Type /Page\n") == 2
    film_of_picture(pictures[0], tmp_path / "ada.y4m")
    show_twice(browser, base_url, tmp_path / "ada.y4m", EventRoleFactory(event=event, role="check_in").user)
    assert list(CheckIn.objects.order_by("pk").values_list("result", flat=True)) == ["admitted", "already_in"]

    give_back(phone, base_url, "Ben Nevis")
    reconcile()
    sign_in(crew_phone, base_url, EventRoleFactory(event=event, role="owner").user)
    refund_the_rest(crew_phone.new_page(), base_url)
    reconcile()

    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Refunded")
    order, used = Order.objects.get(), Quota.objects.get().used
    assert (order.state, order.paid, order.refunded, used) == (OrderState.REFUNDED, 48_000, 48_000, 0)
    open_mail(phone, base_url, "Refund: Harbour Days")
    expect(phone.locator(".outbox-text")).to_contain_text("EUR 240.00")
