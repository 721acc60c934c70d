"""Every public page with assistive technology: axe finds nothing, light and dark, and no phone scrolls sideways."""

import json
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone as clock
from playwright.sync_api import Page

from site_pages.actions import publish_page
from site_pages.models import EventFaq, EventSponsor
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
EVENT = "/events/harbour-days/"
PAGES = (
    "/",
    "/events/",
    "/events/?when=past&q=nothing",
    "/nothing-here/",
    EVENT,
    *(
        EVENT + part
        for part in (
            "sessions/",
            "sessions/?view=grid",
            "sessions/on-stage/",
            "speakers/",
            "speakers/ada-lovelace/",
            "venue/",
            "sponsors/",
            "tickets/",
            "faq/",
            "contact/",
            "archive/",
            "photos/",
        )
    ),
)
BODY = [
    ("heading", {"text": "What to expect"}),
    ("text", "<p>Doors open at <b>nine</b>.</p>"),
    ("quote", {"text": "Signs matter.", "name": "Amara Okafor", "role": "Librarian"}),
    ("features", {"items": [{"title": "One", "text": "First"}, {"title": "Two", "text": "Second"}]}),
    ("numbers", {"items": [{"number": "36", "label": "sessions"}, {"number": "2", "label": "days"}]}),
    ("accordion", {"items": [{"title": "Can I come?", "text": "<p>Yes.</p>"}]}),
    ("table", {"data": [["Tram", "9 min"]], "first_row_is_table_header": False, "first_col_is_header": True}),
]


@pytest.fixture
def running_event(base_url):
    """An event that is on, with something on every one of its pages."""
    now = clock.now()
    venue = VenueFactory(address="Quay 1", map_link="https://example.org/map")
    room = RoomFactory(venue=venue, name="Great Shed")
    event = EventFactory(
        title="Harbour Days",
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
        venue=venue,
        hero_image=ImageFactory(),
        accent_color="#ffd400",
    )
    event.body = json.dumps([{"type": kind, "value": value} for kind, value in BODY])
    event.faqs.add(EventFaq(question="May dogs come?", answer="<p>Yes.</p>"))
    event.event_sponsors.add(EventSponsor(sponsor=SponsorFactory(link="https://example.org/"), tier="gold"))
    event.save_revision()
    publish_page(event)
    track = TrackFactory(event=event, color="#fff176", name="Memory")
    ada = SpeakerFactory(name="Ada Lovelace", headline="Analyst", photo=ImageFactory())
    SessionFactory(
        event=event, title="On stage", starts_at=now, room=room, track=track, speakers=[ada], is_featured=True
    )
    SessionFactory(event=event, title="Later", starts_at=now + timedelta(hours=3), track=track, is_cancelled=True)
    SessionFactory(
        event=event,
        title="Recorded",
        starts_at=now - timedelta(hours=20),
        speakers=[ada],
        recording_url="https://youtu.be/abcdefghijk",
    )
    return event


def findings(page: Page) -> list[str]:
    """What axe objects to: rule and the elements."""
    results = Axe().run(page, options=RULES)
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in results.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_findings(page, base_url, running_event, scheme):
    page.emulate_media(color_scheme=scheme)

    found = {}
    for path in PAGES:
        page.goto(base_url + path)
        found[path] = findings(page)

    assert found == {path: [] for path in PAGES}


def test_public_pages_do_not_scroll_sideways_on_a_phone(phone, base_url, running_event):
    widths = {}
    for path in PAGES:
        phone.goto(base_url + path)
        widths[path] = phone.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(PAGES, 390)


def test_components_have_no_findings(page, base_url, client, event_index):
    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])

    page.goto(base_url + "/dev/components/")

    assert page.title() == "Components"
    assert findings(page) == []


def test_chosen_theme_is_kept_on_the_next_page(page, base_url, event_index):
    page.goto(base_url + "/")
    toggle = page.get_by_role("button", name="Colours: as your device")
    toggle.click()
    page.get_by_role("button", name="Colours: light").click()

    page.goto(base_url + "/events/")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Colours: dark").is_visible()
