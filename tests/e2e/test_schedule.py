"""The schedule and the pages behind it, in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone as clock
from playwright.sync_api import Browser, Page, expect

from site_pages.models import EventFaq, EventPage, EventSponsor
from tests.e2e.conftest import PHONE
from tests.e2e.test_public_axe import findings
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    VenueFactory,
)

SECTIONS = (
    "speakers/",
    "speakers/ada-reed/",
    "venue/",
    "sponsors/",
    "tickets/",
    "faq/",
    "contact/",
    "archive/",
    "photos/",
)
SESSIONS = ("sessions/keels/", "sessions/ropes/", "sessions/oars/", "sessions/tides/")
SCHEDULES = (
    "sessions/",
    "sessions/?view=track",
    "sessions/?view=room",
    "sessions/?layout=grid",
    "sessions/?q=nothing+such",
)


@pytest.fixture
def event(base_url: str) -> EventPage:
    """An event that is going on, with a session in every state."""
    now = clock.now().replace(second=0, microsecond=0)
    venue = VenueFactory(name="Shed", travel="<p>By ferry.</p>", image=ImageFactory())
    event = EventFactory(
        title="Harbour",
        venue=venue,
        timezone="Africa/Kampala",
        access_mode="open",
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=2),
    )
    hall, attic = RoomFactory(venue=venue, name="Hall"), RoomFactory(venue=venue, name="Attic", sort_order=2)
    boats = TrackFactory(event=event, name="Boats", color="#ffee00")
    ada = SpeakerFactory(name="Ada Reed", photo=ImageFactory())
    common = {"event": event, "track": boats}
    SessionFactory(
        **common, title="Keels", room=hall, starts_at=now + timedelta(hours=30), speakers=[ada, SpeakerFactory()]
    )
    SessionFactory(**common, title="Ropes", room=attic, starts_at=now - timedelta(minutes=5), format="hybrid")
    oars = SessionFactory(**common, title="Oars", room=hall, starts_at=now - timedelta(hours=3))
    oars.recording_file.save("oars.mp4", ContentFile(b"not quite a film"))
    SessionFactory(event=event, title="Tides", starts_at=now - timedelta(minutes=5), is_cancelled=True)
    EventFaq.objects.create(event=event, question="Where is it?", answer="<p>On the quay.</p>")
    EventSponsor.objects.create(event=event, sponsor=SponsorFactory(logo=ImageFactory()), tier="gold")
    return event


@pytest.fixture
def address(event: EventPage, base_url: str) -> str:
    return f"{base_url}/events/harbour/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_an_event_have_no_findings(page: Page, address: str, scheme: str):
    page.emulate_media(color_scheme=scheme)

    found = {}
    for path in (*SCHEDULES, *SESSIONS, *SECTIONS):
        page.goto(address + path)
        found[path] = findings(page)

    assert found == {path: [] for path in found}


def test_pages_of_an_event_fit_a_phone(phone: Page, address: str):
    widths = {}
    for path in (*SCHEDULES, *SESSIONS, *SECTIONS):
        phone.goto(address + path)
        widths[path] = phone.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(widths, PHONE["width"])


def test_star_puts_a_session_on_my_schedule_and_keeps_it(page: Page, address: str, event: EventPage):
    page.goto(f"{address}sessions/")
    star = page.get_by_role("button", name="My schedule: Keels")
    star.press("Enter")

    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Keels is on your schedule.")).to_be_attached()

    page.reload()
    page.get_by_role("button", name="My schedule 1", exact=True).click()

    expect(page.get_by_role("heading", level=3)).to_have_text(["Keels"])
    session = event.get_children().get(slug="sessions").get_children().get(slug="keels").specific
    export = page.get_by_role("link", name="Export (.ics)").get_attribute("href")
    assert export == f"/events/harbour/sessions/schedule.ics?ids={session.public_id.hex}"
    calendar = page.request.get(address.removesuffix("/events/harbour/") + export).text()
    assert calendar.count("BEGIN:VEVENT") == 1


def test_star_on_a_session_page_is_the_same_star(page: Page, address: str):
    page.goto(f"{address}sessions/keels/")
    page.get_by_role("button", name="My schedule: Keels").click()
    page.goto(f"{address}sessions/?layout=grid")

    expect(page.get_by_role("button", name="My schedule: Keels")).to_have_attribute("aria-pressed", "true")


def test_times_change_to_the_visitors_zone_and_stay_so(browser: Browser, address: str, event: EventPage):
    """From Kampala (UTC+3) to Honolulu (UTC-10): a session in the morning is on the day before."""
    sessions = event.get_children().get(slug="sessions").get_children()
    keels = sessions.get(slug="keels").specific
    keels.starts_at = keels.starts_at.replace(hour=5, minute=0)
    keels.ends_at = keels.starts_at + timedelta(minutes=45)
    keels.save_revision().publish()
    visitor = browser.new_context(timezone_id="Pacific/Honolulu", locale="en-GB")
    page = visitor.new_page()
    page.goto(f"{address}sessions/keels/")
    times = page.locator(".talk-time time")

    expect(times).to_have_text(["08:00", "08:45"])
    page.get_by_role("button", name="Show Honolulu time").click()
    weekday = f"{keels.starts_at - timedelta(days=1):%a}"
    expect(times).to_have_text([f"{weekday} 19:00", f"{weekday} 19:45"])

    page.reload()
    expect(times).to_have_text([f"{weekday} 19:00", f"{weekday} 19:45"])
    page.get_by_role("button", name="Show the event’s time").click()
    expect(times).to_have_text(["08:00", "08:45"])
    visitor.close()


def test_schedule_without_javascript_filters_and_names_the_zone(browser: Browser, address: str):
    visitor = browser.new_context(java_script_enabled=False)
    page = visitor.new_page()
    page.goto(f"{address}sessions/")

    expect(page.get_by_text("Times are Kampala time (EAT, UTC+3).")).to_be_visible()
    expect(page.get_by_role("button", name="My schedule")).to_have_count(0)
    page.get_by_text("Filter and search").click()
    page.get_by_label("Search").fill("ropes")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(["Ropes"])
    visitor.close()


def test_question_opens_from_its_address(page: Page, address: str):
    page.goto(f"{address}faq/#where-is-it")

    expect(page.get_by_text("On the quay.")).to_be_visible()


def test_contact_message_is_sent_and_thanked_for(page: Page, address: str, event: EventPage):
    page.goto(f"{address}contact/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill("nowhere")
    page.get_by_label("Subject").fill("Ropes")
    page.get_by_label("Message").fill("Which ones?")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.get_by_text("The message was not sent")).to_be_visible()
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Your message is with the organizers.")).to_be_visible()
    assert list(event.contact_messages.values_list("name", "subject")) == [("Ada", "Ropes")]
