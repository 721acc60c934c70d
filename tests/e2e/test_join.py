"""Going into a session online as people do: by name, by code, by ticket, by number; and being told what is missing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.asgi_server import AsgiServer
from tests.e2e.conftest import PHONE
from tests.e2e.test_public_axe import RULES
from tests.factories.live import ADDRESS, JOIN, event_around, live_session, places, ticket_for
from tests.factories.sign_in import code_sent_to
from ticketing.models import Entitlement

ADA = "ada@example.org"


@pytest.fixture
def base_url(asgi_server: AsgiServer) -> str:
    """Whoever is in has an open stream, which Django's own live server cannot give."""
    return asgi_server.url


@pytest.fixture
def plain_phone(browser: Browser, base_url: str) -> Page:
    """A phone whose owner has switched JavaScript off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def sign_in_to_join(page: Page, email: str = ADA) -> None:
    """From the door to the code and back."""
    page.get_by_role("link", name="Sign in and join").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    page.get_by_label("Code").fill(code_sent_to(email))


def test_free_webinar_is_joined_in_one_flow_with_the_code(page: Page, base_url: str):
    live_session("registration")
    page.goto(base_url + ADDRESS)

    sign_in_to_join(page)

    expect(page).to_have_url(base_url + ADDRESS)
    expect(page.get_by_text("You are in")).to_be_visible()
    assert [row.source for row in Entitlement.objects.filter(user__email=ADA)] == ["free_registration"]
    assert places() == ["user"]


def test_open_meetup_takes_a_name_without_javascript_and_lets_go(plain_phone: Page, base_url: str):
    live_session("open")
    plain_phone.goto(base_url + ADDRESS)
    plain_phone.get_by_role("button", name="Join now").click()

    expect(plain_phone.get_by_text("Enter a name")).to_be_visible()

    plain_phone.get_by_label("Your name").fill("Grace Hopper")
    plain_phone.get_by_role("button", name="Join now").click()
    expect(plain_phone.get_by_text("You are in")).to_be_visible()
    expect(plain_phone.get_by_text("Others see you as Grace Hopper.")).to_be_visible()
    assert (plain_phone.url, places()) == (base_url + ADDRESS, ["guest"])

    plain_phone.get_by_role("button", name="Leave").click()
    expect(plain_phone.get_by_role("button", name="Join now")).to_be_visible()
    assert places() == []


def test_ticket_holder_signs_in_and_is_in(page: Page, base_url: str):
    session = live_session("ticketed")
    ticket_for(event_around(session))
    page.goto(base_url + ADDRESS)

    sign_in_to_join(page)

    expect(page.get_by_text("You are in")).to_be_visible()
    assert places() == ["ticket"]


def test_ticket_number_and_address_let_in_without_an_account(phone: Page, base_url: str):
    ticket = ticket_for(event_around(live_session("ticketed")))
    phone.goto(base_url + ADDRESS)
    phone.get_by_text("With a ticket number").click()
    phone.get_by_label("Ticket number").fill(ticket.number)
    phone.get_by_label("E-mail address").fill("bo@example.org")
    phone.get_by_role("button", name="Join with this ticket").click()

    expect(phone.get_by_text("No valid ticket has this number together with this address.")).to_be_visible()
    expect(phone.get_by_label("Ticket number")).to_have_value(ticket.number)

    phone.get_by_label("E-mail address").fill(ADA)
    phone.get_by_role("button", name="Join with this ticket").click()
    expect(phone.get_by_text("You are in")).to_be_visible()
    assert (phone.url, places()) == (base_url + ADDRESS, ["ticket"])


def test_ticket_for_something_else_is_told_where_to_get_another(page: Page, base_url: str):
    session = live_session("ticketed")
    event = event_around(session)
    ticket_for(event, sessions=[live_session(event=event, title="Sails")])
    page.goto(base_url + ADDRESS)

    sign_in_to_join(page)

    expect(page.get_by_text("Your ticket is not for this session")).to_be_visible()
    expect(page.get_by_role("link", name="See the tickets")).to_have_attribute("href", "/events/harbour/tickets/")
    assert (page.url, places()) == (base_url + JOIN, [])


def test_place_is_given_up_and_the_door_shown_when_the_right_ends(browser: Browser, base_url: str):
    """In a context of its own: Chromium writes the refusal that the page acts on into its console."""
    page = browser.new_context(viewport=PHONE).new_page()
    session = live_session("open")
    page.goto(base_url + ADDRESS)
    page.get_by_label("Your name").fill("Grace")
    page.get_by_role("button", name="Join now").click()
    expect(page.get_by_text("You are in")).to_be_visible()
    session.is_cancelled = True
    session.save_revision().publish()

    # The pages of a room that closes turn one after the other, within ten seconds.
    expect(page.get_by_text("This session is cancelled").first).to_be_visible()
    assert places() == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_door_has_no_findings_in_any_state(page: Page, base_url: str, scheme: str):
    page.emulate_media(color_scheme=scheme)
    session = live_session("ticketed")
    found = {}
    for state, change in STATES.items():
        for name, value in change.items():
            setattr(session, name, value)
        session.save_revision().publish()
        page.goto(base_url + JOIN)
        assert page.locator("[data-outcome]").get_attribute("data-outcome") == state
        results = Axe().run(page, options=RULES)
        found[state] = [one["id"] for one in results.response["violations"]]

    assert found == {state: [] for state in STATES}


STATES = {
    "login_required": {},
    "name_required": {"access_override": "open"},
    "cancelled": {"is_cancelled": True},
}
