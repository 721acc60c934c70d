"""Buying in a browser: in one form, through the sandbox's payment page, on a phone, without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone as clock
from playwright.sync_api import Browser, BrowserContext, Page, expect

from payments.config import PaymentsConfig
from site_pages.models import EventPage
from tests.e2e.conftest import PHONE
from tests.e2e.test_public_axe import RULES
from tests.factories import EventFactory, VenueFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, VoucherFactory, order_of
from ticketing.actions.waiting_list import offer_free_seats
from ticketing.catalogue import shop_of
from ticketing.choices import OrderState, TicketState
from ticketing.links import order_path, waiting_path
from ticketing.models import Order, Quota, Ticket, WaitingListEntry

TICKETS = "/events/harbour-days/tickets/"


@pytest.fixture
def event(base_url: str, settings) -> EventPage:
    settings.BASE_URL = base_url
    settings.PAYMENTS = PaymentsConfig(sandbox=True)
    return EventFactory(title="Harbour days", venue=VenueFactory(name="Shed 14"))


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose browser runs no scripts."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context
    context.close()


def fill(page: Page, name: str = "Ada Lovelace", email: str = "ada@example.org") -> None:
    page.get_by_label("Your name").first.fill(name)
    page.get_by_label("Your e-mail address").first.fill(email)


def test_free_ticket_is_had_in_one_form_without_scripts(plain, base_url, event):
    CategoryFactory(event=event, name="Open evening")
    QuestionFactory(event=event, text="What do you eat?", kind="choice", choices=["Fish", "Bread"], is_required=True)
    page = plain.new_page()
    page.goto(base_url + TICKETS)
    fill(page)

    page.get_by_role("button", name="Register for free").click()
    expect(page.get_by_text("Please answer this.")).to_be_visible()
    page.get_by_label("Bread").check()
    page.get_by_role("button", name="Register for free").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in.")
    expect(page.get_by_role("img", name="QR code of Ada Lovelace")).to_be_visible()
    assert Ticket.objects.get().answers.get().value == "Bread"


def test_paid_order_is_declined_tried_again_and_paid(context, base_url, event):
    CategoryFactory(event=event, name="Three days", price=24_000, currency="EUR", quantity=5)
    page = context.new_page()
    page.goto(base_url + TICKETS)
    page.get_by_label("Three days: Number").select_option("2")
    expect(page.locator("[data-sum]")).to_have_text("EUR 480.00")

    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"1[45]:\d\d"))
    fill(page)
    page.get_by_role("group", name="Ticket 2").get_by_label("Name", exact=True).fill("Ben")
    page.get_by_role("button", name="Pay EUR 480.00").click()
    page.get_by_role("button", name=re.compile("^Decline")).click()
    page.get_by_role("link", name="Try again").click()
    assert Order.objects.get().state == OrderState.PENDING
    page.get_by_role("button", name=re.compile("^Pay EUR")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in.")
    assert [Order.objects.get().state, Ticket.objects.live().count()] == [OrderState.PAID, 2]


def test_voucher_opens_what_is_hidden(context, base_url, event):
    CategoryFactory(event=event, name="Everybody", price=1000, currency="EUR")
    CategoryFactory(event=event, name="Crew", price=1000, currency="EUR", visibility="hidden")
    VoucherFactory(event=event, code="CREW", value=100, unlocks_hidden=True)
    page = context.new_page()
    page.goto(base_url + TICKETS)

    page.get_by_label("Voucher").fill("crew")
    page.get_by_label("Voucher").press("Enter")
    page.get_by_label("Crew: Number").select_option("1")
    page.get_by_role("button", name="Continue").click()
    fill(page)
    page.get_by_role("button", name="Get the tickets").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in.")


def test_waiting_list_offer_is_taken(context, base_url, event):
    category = CategoryFactory(event=event, name="Boat", quantity=0)
    page = context.new_page()
    page.goto(base_url + TICKETS)
    page.locator("#waiting-list").get_by_label("Your name").fill("Ben")
    page.locator("#waiting-list").get_by_label("Your e-mail address").fill("ben@example.org")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in line")

    Quota.objects.filter(own_category=category).update(size=1)
    offer_free_seats(event.pk)
    page.reload()
    page.get_by_role("button", name="Get the tickets").click()
    fill(page, "Ben", "ben@example.org")
    page.get_by_role("button", name="Get the tickets").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You are in.")
    assert WaitingListEntry.objects.get().state == "taken"


def test_ticket_is_handed_over(context, base_url, event):
    order = order_of(CategoryFactory(event=event))
    page = context.new_page()
    page.goto(base_url + order_path(order))

    page.get_by_role("link", name="Correct or hand over").click()
    form = page.locator("form", has=page.get_by_role("button", name="Hand over"))
    form.get_by_label("Name").fill("Ben")
    form.get_by_label("E-mail address").fill("ben@example.org")
    form.get_by_label("The present code is to stop working.").check()
    form.get_by_role("button", name="Hand over").click()

    expect(page.get_by_role("status")).to_contain_text("Handed over")
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_have_count(0)
    assert Ticket.objects.get(state=TicketState.VALID).attendee_email == "ben@example.org"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_phone(browser, base_url, event, scheme):
    shop = shop_of(event.pk)
    shop.cancel_until = clock.now() + timedelta(days=1)
    shop.save()
    CategoryFactory(event=event, name="Three days", price=24_000, currency="EUR", quantity=3)
    gone = CategoryFactory(event=event, name="Boat", quantity=1)
    for kind in ("text", "choice", "choices", "yes_no", "number", "date", "file"):
        QuestionFactory(event=event, text=f"A {kind}?", kind=kind, choices=["One", "Two"])
    order = order_of(gone)
    ticket = order.tickets.get()
    entry = WaitingListEntry.objects.create(event=event, category=gone, email="ben@example.org")
    visitor = browser.new_context(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.new_page()
    page.goto(base_url + TICKETS)
    page.get_by_label("Three days: Number").select_option("1")
    found = {TICKETS: look(page)}
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Pay EUR 240.00").click()
    found["details with errors"] = look(page)
    path = order_path(order)
    for address in (
        path,
        f"{path}tickets/{ticket.public_id}/",
        f"{path}return/",
        waiting_path(entry),
    ):
        page.goto(base_url + address)
        found[re.sub(r"/[a-z2-7]{32}/", "/…/", address)] = look(page)
    visitor.close()

    assert {address: faults for address, faults in found.items() if faults} == {}


def look(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    results = Axe().run(page, options=RULES).response["violations"]
    faults = [f"{one['id']}: {json.dumps(one['nodes'][0]['target'])}" for one in results]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("scrolls sideways")
    return faults
