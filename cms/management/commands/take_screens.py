"""`manage.py take_screens`: small pictures of the main pages at two widths, for README and docs/screens/."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from PIL import Image

WIDTHS = (390, 1280)
HEIGHTS = {390: 844, 1280: 900}
LARGEST_FILE = 150_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Name of the picture, address, colour scheme. The addresses are the demo's (cms/demo).
PAGES = (
    ("home", "/", "light"),
    ("events", "/events/", "light"),
    ("event", "/events/tidewater/", "light"),
    ("event-dark", "/events/tidewater/", "dark"),
    ("schedule", "/events/tidewater/sessions/", "light"),
    ("speakers", "/events/tidewater/speakers/", "light"),
    ("venue", "/events/tidewater/venue/", "light"),
    ("recordings", "/events/mending-summit/archive/", "light"),
    ("past-event", "/events/mending-summit/", "dark"),
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
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
            )
            for name, address, scheme in PAGES:
                for width in WIDTHS:
                    picture = take(browser, options["server"] + address, width=width, scheme=scheme)
                    target = folder / f"{name}-{width}.png"
                    target.write_bytes(picture)
                    self.stdout.write(f"{target.name}: {len(picture) // 1000} kB")
            browser.close()


def take(browser: Any, address: str, *, width: int, scheme: str) -> bytes:
    """What a visitor sees first at this width, as a small PNG. Raises CommandError where the page does not answer."""
    window = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=scheme, reduced_motion="reduce"
    )
    try:
        page = window.new_page()
        response = page.goto(address, wait_until="networkidle")
        if response is None or not response.ok:
            raise CommandError(f"{address} did not answer as it should. Is the demo loaded?")
        page.evaluate("document.fonts.ready")
        return shrink(page.screenshot())
    finally:
        window.close()


def shrink(png: bytes) -> bytes:
    """The picture with as many colours as keep it under 150 kB."""
    image = Image.open(BytesIO(png)).convert("RGB")
    for colors in (256, 128, 64, 32, 16):
        buffer = BytesIO()
        image.quantize(colors, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() < LARGEST_FILE:
            break
    return buffer.getvalue()
