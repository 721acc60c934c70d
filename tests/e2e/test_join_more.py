"""The rest of the table of scenarios in a browser: tiers, mixed events, halls, people who come back, money returned.

`test_join.py` has the doors one by one; tests/ticketing/test_access.py has the same table for the decision alone.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from live_control.models import Participant
from site_pages.models import EventPage
from tests.e2e.asgi_server import AsgiServer
from tests.e2e.conftest import PHONE
from tests.e2e.test_join import ADA, sign_in_to_join
from tests.factories import EventFactory
from tests.factories.live import event_around, live_session, places, ticket_for
from tests.factories.ticketing import CategoryFactory
from ticketing.actions.after_sale import cancel_order
from ticketing.actions.audit import system
from ticketing.models import Entitlement, Ticket

HARBOUR = "/events/harbour/sessions/"


@pytest.fixture
def base_url(asgi_server: AsgiServer) -> str:
    """Whoever is in has an open stream, which Django's own live server cannot give."""
    return asgi_server.url


@pytest.fixture
def ticketed(base_url: str) -> EventPage:
    """An event that takes tickets, and is on."""
    return event_around(live_session("ticketed", title="Opening"))


def enter(page: Page, address: str) -> None:
    """Through a door that stands open."""
    page.goto(address)
    page.get_by_role("button", name="Join now").click()
    expect(page.get_by_text("You are in")).to_be_visible()


def sign_in_at_the_door(page: Page, address: str) -> None:
    page.goto(address)
    sign_in_to_join(page)


def outcome(page: Page) -> str | None:
    return page.locator("[data-outcome]").get_attribute("data-outcome")


def test_one_pass_opens_every_session(page: Page, base_url: str, ticketed: EventPage):
    for title in ("Keynote", "Workshop"):
        live_session(event=ticketed, title=title)
    ticket_for(ticketed, name="Full event")

    sign_in_at_the_door(page, f"{base_url}{HARBOUR}opening/")
    expect(page.get_by_text("You are in")).to_be_visible()
    enter(page, f"{base_url}{HARBOUR}keynote/")
    enter(page, f"{base_url}{HARBOUR}workshop/")

    assert places() == ["ticket"] * 3


def test_keynote_ticket_opens_the_keynote_and_not_the_workshop(page: Page, base_url: str, ticketed: EventPage):
    keynote = live_session(event=ticketed, title="Keynote", session_type="keynote")
    live_session(event=ticketed, title="Workshop", session_type="workshop")
    ticket_for(ticketed, name="Keynote only", sessions=[keynote])

    sign_in_at_the_door(page, f"{base_url}{HARBOUR}keynote/")
    expect(page.get_by_text("You are in")).to_be_visible()
    page.goto(f"{base_url}{HARBOUR}workshop/")

    expect(page.get_by_text("Your ticket is not for this session")).to_be_visible()
    assert (outcome(page), places()) == ("upgrade_required", ["ticket"])


def test_mixed_expo_asks_each_session_s_own_question(page: Page, base_url: str, ticketed: EventPage):
    keynote = live_session(event=ticketed, title="Keynote", access_override="open")
    live_session(event=ticketed, title="Networking", access_override="registration")
    live_session(event=ticketed, title="Workshop")
    page.goto(f"{base_url}{HARBOUR}keynote/")
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_role("button", name="Join now").click()
    expect(page.get_by_text("1 watching")).to_be_visible()
    assert [person.name for person in Participant.objects.filter(session=keynote)] == ["Grace Hopper"]

    page.goto(f"{base_url}{HARBOUR}workshop/")
    expect(page.get_by_text("Come in with your ticket")).to_be_visible()
    sign_in_at_the_door(page, f"{base_url}{HARBOUR}networking/")
    expect(page.get_by_text("You are in")).to_be_visible()
    # The free registration of the networking session opens no workshop.
    page.goto(f"{base_url}{HARBOUR}workshop/")
    expect(page.get_by_text("You need a ticket")).to_be_visible()
    assert outcome(page) == "ticket_required"

    ticket_for(ticketed, name="Expo pass")
    enter(page, f"{base_url}{HARBOUR}workshop/")
    assert places() == ["guest", "ticket", "user"]


def test_campus_festival_in_person_gives_a_free_ticket_with_a_code(phone: Page, base_url: str):
    event = EventFactory(title="Campus festival", slug="campus", access_mode="registration", format="in-person")
    stage = live_session(event=event, title="Stage", format="in-person", stream_type="")
    CategoryFactory(event=event, name="Festival ribbon", admits="in_person")
    phone.goto(f"{base_url}/events/campus/sessions/stage/")
    expect(phone.locator("[data-outcome]")).to_have_count(0)
    asked = f"{base_url}/api/sessions/{stage.public_id}/access"
    assert phone.request.get(asked).json()["outcome"] == "login_required"

    phone.goto(f"{base_url}/events/campus/tickets/")
    phone.get_by_label("Your name").first.fill("Ada Lovelace")
    phone.get_by_label("Your e-mail address").first.fill(ADA)
    phone.get_by_role("button", name="Register for free").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("You are in.")
    code = phone.get_by_role("img", name="QR code of Ada Lovelace")
    expect(code).to_be_visible()
    box = code.bounding_box()
    assert box["width"] == pytest.approx(box["height"])
    assert 200 <= box["width"] <= PHONE["width"]
    ticket = Ticket.objects.get()
    expect(phone.get_by_text(ticket.number)).to_be_visible()
    assert [row.ticket for row in Entitlement.objects.filter(event=event)] == [ticket]


def test_returning_attendee_is_recognised_at_another_free_event(
    page: Page, browser: Browser, base_url: str, ticketed: EventPage
):
    ticket_for(ticketed)
    sign_in_at_the_door(page, f"{base_url}{HARBOUR}opening/")
    expect(page.get_by_text("You are in")).to_be_visible()
    meetup = EventFactory(title="Meetup", slug="meetup", access_mode="open", format="virtual")
    live_session(event=meetup, title="Evening")
    address = f"{base_url}/events/meetup/sessions/evening/"

    page.goto(address)
    expect(page.get_by_label("Your name")).to_have_count(0)
    enter(page, address)

    stranger = browser.new_context(viewport=PHONE).new_page()
    stranger.goto(address)
    expect(stranger.get_by_label("Your name")).to_be_visible()
    stranger.context.close()
    assert places() == ["ticket", "user"]


def test_holder_of_any_ticket_walks_into_the_free_session(page: Page, base_url: str, ticketed: EventPage):
    sails = live_session(event=ticketed, title="Sails")
    live_session(event=ticketed, title="Networking", access_override="registration")
    ticket_for(ticketed, sessions=[sails])
    sign_in_at_the_door(page, f"{base_url}{HARBOUR}sails/")
    expect(page.get_by_text("You are in")).to_be_visible()

    enter(page, f"{base_url}{HARBOUR}networking/")

    assert len(places()) == 2


def test_refunded_ticket_ends_access_at_once_and_the_page_shows_the_door(
    browser: Browser, base_url: str, ticketed: EventPage
):
    """In a context of its own: Chromium writes the refusal that the page acts on into its console."""
    page = browser.new_context(viewport=PHONE).new_page()
    ticket = ticket_for(ticketed)
    sign_in_at_the_door(page, f"{base_url}{HARBOUR}opening/")
    expect(page.get_by_text("1 watching")).to_be_visible()

    cancel_order(ticket.order, by=system())
    assert places() == []  # ejected, before the browser asks for anything

    expect(page.locator(".door-title")).to_have_text("You need a ticket")
    assert outcome(page) == "ticket_required"
    page.context.close()
