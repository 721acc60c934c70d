"""`manage.py take_screens`: small pictures of the main pages at two widths, for README and docs/screens/."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from PIL import Image

from accounts.models import User

WIDTHS = (390, 1280)
HEIGHTS = {390: 844, 1280: 900}
LARGEST_FILE = 150_000
# What a script fetches after the page has loaded, in milliseconds.
SETTLED_AFTER = 1500
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ORGANIZER, FAMILY = "organizer@foyer.example", "family@foyer.example"
PHOTOS = "/organizer/events/amalia-and-tomas/gallery/"
LIVE = "/events/tidewater/sessions/long-watch-second-tide/"


class Screen(NamedTuple):
    """One picture at each width: its name, the page, and who looks at it; addresses and people are the demo's."""

    name: str
    address: str
    scheme: str = "light"
    person: str = ""


SCREENS = (
    Screen("home", "/"),
    Screen("events", "/events/"),
    Screen("event", "/events/tidewater/"),
    Screen("event-dark", "/events/tidewater/", "dark"),
    Screen("schedule", "/events/tidewater/sessions/"),
    Screen("speakers", "/events/tidewater/speakers/"),
    Screen("venue", "/events/tidewater/venue/"),
    Screen("recordings", "/events/mending-summit/archive/"),
    Screen("past-event", "/events/mending-summit/", "dark"),
    Screen("tickets", "/events/tidewater/tickets/"),
    Screen("sales", "/organizer/events/tidewater/", person=ORGANIZER),
    Screen("live-door", LIVE),
    Screen("live-prepared", "/admin/events/tidewater/sessions/long-watch-second-tide/live/", person=ORGANIZER),
    Screen("gallery-guest", "/e/amalia-and-tomas"),
    Screen("gallery", PHOTOS, person=FAMILY),
    Screen("gallery-dark", PHOTOS, "dark", FAMILY),
    Screen("gallery-share", PHOTOS + "share/", person=FAMILY),
    Screen("gallery-statistics", PHOTOS + "stats/", person=FAMILY),
    Screen("gallery-wall", PHOTOS + "wall/", person=FAMILY),
    Screen("gallery-public", "/events/amalia-and-tomas/photos/", person=FAMILY),
)


class Command(BaseCommand):
    help = "Take pictures of the main pages of a running server that shows the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--server", default=settings.BASE_URL, help="Address of the running server.")
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR, "docs", "screens"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright  # a development dependency
        except ImportError as error:
            raise CommandError("Playwright is missing: install requirements-dev.lock.") from error
        browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser_path is None:
            raise CommandError("No Chromium is installed (Debian: apt-get install chromium).")
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        # Before Playwright, whose event loop lets nobody ask the database.
        sessions = {email: session_of(email) for email in {screen.person for screen in SCREENS} - {""}}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
            )
            for screen in SCREENS:
                for width in WIDTHS:
                    picture = take(browser, options["server"], screen, width, sessions.get(screen.person))
                    target = folder / f"{screen.name}-{width}.png"
                    target.write_bytes(picture)
                    self.stdout.write(f"{target.name}: {len(picture) // 1000} kB")
            browser.close()


def take(browser: Any, server: str, screen: Screen, width: int, session: str | None) -> bytes:
    """What this person sees first at this width, as a small PNG. Raises CommandError where the page does not answer."""
    window = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=screen.scheme, reduced_motion="reduce"
    )
    try:
        if session:
            window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
        page = window.new_page()
        # Not until the network is idle: some pages keep a line open.
        response = page.goto(server + screen.address, wait_until="load")
        if response is None or not response.ok:
            raise CommandError(f"{screen.address} did not answer as it should. Is the demo loaded?")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(SETTLED_AFTER)
        return shrink(page.screenshot())
    finally:
        window.close()


def session_of(email: str) -> str:
    """A signed-in session of one of the demo's people. Raises CommandError where nobody has this address."""
    person = User.objects.filter(email=email).first()
    if person is None:
        raise CommandError(f"Nobody here is {email}. Does this command read the running server's database?")
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def shrink(png: bytes) -> bytes:
    """The picture with as many colours as keep it under 150 kB."""
    image = Image.open(BytesIO(png)).convert("RGB")
    for colors in (256, 128, 64, 32, 16):
        buffer = BytesIO()
        image.quantize(colors, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() < LARGEST_FILE:
            break
    return buffer.getvalue()
