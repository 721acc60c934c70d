"""The organizers' pages in a browser: from an empty event to a refunded order, and with assistive technology."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from accounts.models import User
from site_pages.actions import ensure_site_root
from tests.e2e.test_public_axe import findings
from tests.factories import EventFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, QuotaFactory, VoucherFactory, order_of
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.models import Order, Quota, Ticket

HOME = "/organizer/events/harbour-days/"


@pytest.fixture
def event(base_url):
    ensure_site_root(hostname="localhost", port=80)
    return EventFactory(title="Harbour Days", slug="harbour-days", timezone="Europe/Berlin")


@pytest.fixture
def owner(event) -> User:
    return EventRoleFactory(event=event).user


def sign_in(page: Page, client, user: User, base_url: str) -> None:
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])


def test_owner_makes_a_category_grants_a_ticket_and_refunds_an_order(page, base_url, client, event, owner):
    sign_in(page, client, owner, base_url)
    page.goto(base_url + "/organizer/")
    page.get_by_role("link", name="Harbour Days").click()
    assert page.get_by_text("Nothing is sold yet.").is_visible()

    page.get_by_role("navigation", name="Organizer pages").get_by_role("link", name="Catalogue").click()
    page.get_by_role("link", name="New category").click()
    page.get_by_label("Name").fill("Day pass")
    page.get_by_label("Price in EUR").fill("12,50")
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Day pass was saved.").is_visible()

    page.get_by_role("navigation", name="Organizer pages").get_by_role("link", name="Orders").click()
    page.get_by_role("link", name="Give tickets away").click()
    page.get_by_label("People").fill("Ada Lovelace <ada@example.org>")
    page.get_by_role("button", name="Give them away").click()
    assert page.get_by_text("1 ticket is on its way.").is_visible()
    assert Ticket.objects.get().attendee_name == "Ada Lovelace"

    page.get_by_role("link", name="Enter an order").click()
    page.get_by_label("Day pass").fill("2")
    page.get_by_label("Buyer's name").fill("Grace Hopper")
    page.get_by_label("Buyer's e-mail").fill("grace@example.org")
    page.get_by_label("Paid already").check()
    page.get_by_role("button", name="Enter the order").click()
    order = Order.objects.get(source="manual")
    page.get_by_role("link", name=order.number).click()
    page.get_by_role("link", name="Refund").click()
    page.locator("input[name=tickets]").first.check()
    page.get_by_label("Reason").fill("cannot come")
    page.get_by_role("button", name="Refund").click()

    assert page.get_by_text("EUR 12.50 is on its way back.").is_visible()
    assert page.get_by_text("partly refunded").is_visible()
    assert Quota.objects.get().used == 2


def test_owner_takes_what_the_list_shows_away(page, base_url, client, event, owner):
    category = CategoryFactory(event=event)
    wanted = order_of(category, email="grace@example.org")
    order_of(category, email="bob@example.org")
    sign_in(page, client, owner, base_url)
    page.goto(f"{base_url}{HOME}orders/?q=grace@")

    page.get_by_text("Export this order").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV Orders").click()

    rows = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["Order", wanted.number]


@pytest.fixture
def busy(event, owner) -> list[str]:
    """Something on every page; their addresses."""
    category = CategoryFactory(event=event, name="Pass", price=4000, quantity=9)
    CategoryFactory(event=event, name="Dinner with a very long name that has to wrap somewhere", quantity=0)
    QuotaFactory(event=event, name="Hall", size=20, categories=[category])
    QuestionFactory(event=event, text="Diet?", kind="choices", choices=["vegan", "halal"])
    VoucherFactory(event=event, code="PRESS")
    order = order_of(category, 2)
    settle_by_hand(order, Receipt(8000, "cash"), by=owner)
    ticket = order.tickets.first().number
    parts = (
        "",
        "orders/",
        "orders/?q=nothing",
        f"orders/{order.number}/",
        f"orders/{order.number}/refund/",
        "orders/new/",
        "orders/grant/",
        "tickets/",
        f"tickets/{ticket}/",
        "catalogue/",
        "catalogue/categories/new/",
        f"catalogue/categories/{category.public_id}/",
        "catalogue/questions/new/",
        "vouchers/",
        "vouchers/many/",
        "waiting/",
        "settings/",
    )
    return ["/organizer/", *(HOME + part for part in parts)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_organizer_pages_have_no_findings(page, base_url, client, owner, busy, scheme):
    sign_in(page, client, owner, base_url)
    page.emulate_media(color_scheme=scheme)
    found = {}
    for path in busy:
        page.goto(base_url + path)
        found[path] = findings(page)
    assert found == {path: [] for path in busy}


def test_organizer_pages_do_not_scroll_sideways_on_a_phone(phone, base_url, client, owner, busy):
    sign_in(phone, client, owner, base_url)
    widths = {}
    for path in busy:
        phone.goto(base_url + path)
        widths[path] = phone.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(busy, 390)


def test_menu_opens_on_a_phone_by_keyboard(phone, base_url, client, owner, event):
    sign_in(phone, client, owner, base_url)
    phone.goto(base_url + HOME)
    phone.locator("summary[aria-label='Menu']").focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("navigation", name="Menu").get_by_role("link", name="Vouchers").click()
    assert phone.title().startswith("Vouchers")
