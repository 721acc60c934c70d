"""The example front end builds an event's site from one call, from another origin, in a real browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import Page, expect

from site_pages.models import EventPage
from tests.factories import EventFactory, ImageFactory, RoomFactory, SessionFactory, SpeakerFactory, VenueFactory

EXAMPLE = Path(project.BASE_DIR) / "examples" / "event-site"


class Quiet(SimpleHTTPRequestHandler):
    """Serves the folder without a word."""

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def front_end() -> Iterator[str]:
    """The example's folder on a port of its own: another origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(EXAMPLE)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()


@pytest.fixture
def event(base_url: str, front_end: str, settings: Any) -> EventPage:
    """An event that allows the example's origin."""
    settings.BASE_URL = base_url
    venue = VenueFactory(name="Harbour Hall", travel="<p>By <b>tram</b>.</p>")
    text = '<p>Hello <b>sailors</b><img src="x" onerror="alert(1)"></p>'
    event = EventFactory(
        title="Harbour Days",
        venue=venue,
        hero_image=ImageFactory(),
        front_end_origins=front_end,
        body=json.dumps(
            [
                {"type": "heading", "id": "1", "value": {"text": "Come aboard"}},
                {"type": "text", "id": "2", "value": text},
            ]
        ),
    )
    ada = SpeakerFactory(name="Ada Knot", headline="Sailmaker", photo=ImageFactory())
    SessionFactory(
        event=event, title="Knots <i>for</i> all", speakers=[ada], room=RoomFactory(venue=venue, name="Deck")
    )
    return event


def test_example_builds_the_whole_site(page: Page, base_url: str, front_end: str, event: EventPage):
    page.goto(f"{front_end}/?api={base_url}&event={event.slug}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Days")
    expect(page.get_by_role("heading", level=2)).to_have_text(["About", "Programme", "Speakers", "Harbour Hall"])
    expect(page.locator(".session-title")).to_have_text(["Knots <i>for</i> all"])
    expect(page.locator(".session .people")).to_have_text(["Ada Knot"])
    expect(page.locator("#about b")).to_have_text(["sailors"])
    assert page.locator("#about img").count() == 0
    assert page.locator("img.hero-image").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert page.title() == "Harbour Days"


def test_example_tells_what_is_missing(page: Page, base_url: str, front_end: str, event: EventPage):
    page.goto(f"{front_end}/?api={base_url}")
    expect(page.get_by_role("status")).to_contain_text("Name an event in the address")


def test_example_fits_a_phone(phone: Page, base_url: str, front_end: str, event: EventPage):
    phone.goto(f"{front_end}/?api={base_url}&event={event.slug}")
    expect(phone.locator("#site[data-ready]")).to_be_attached()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
