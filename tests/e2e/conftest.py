"""A running server and a browser for tests that look at pages as people do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.e2e.asgi_server import asgi_server  # noqa: F401 - a fixture

# Playwright runs an event loop in this thread, in which Django would refuse its plain database calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Pages are heavy where server, database and browsers share two cores: milliseconds.
PATIENCE = 40_000
expect.set_options(timeout=PATIENCE)

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
# For the rooms of live sessions: a camera that shows a moving picture, a microphone that beeps, any screen to share.
PLAYED_DEVICES = (
    # Few pictures a second: two cores encode them once for each who looks on.
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
    "--autoplay-policy=no-user-gesture-required",
    # Addresses of the machine itself: there is nobody here who answers names of .local.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def find_chromium() -> str | None:
    """The system's Chromium; else the one Playwright installed."""
    system = shutil.which("chromium") or shutil.which("chromium-browser")
    if system:
        return system
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Starts the system's Chromium with these arguments; skipped loudly where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip("SKIPPED FOR LACK OF A BROWSER: install chromium, or run `playwright install chromium`")
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])


@pytest.fixture(scope="session")
def browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    started = chromium()
    yield started
    started.close()


@pytest.fixture(scope="session")
def live_browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """One Chromium with a played camera and microphone."""
    started = chromium(*PLAYED_DEVICES)
    yield started
    started.close()


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """The live server serves static files by their names; the hashed ones exist only after collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def base_url(live_server: Any) -> str:
    """The live server's address. Its database is the test's own and starts as migrations left it."""
    address: str = live_server.url
    return address


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A fresh visitor at a desk: no cookies, no storage. They leave before the server does."""
    visitor = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce")
    yield from watched(visitor)


@pytest.fixture
def phone_context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A fresh visitor with a phone."""
    visitor = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True, is_mobile=True)
    yield from watched(visitor)


def watched(visitor: BrowserContext) -> Iterator[BrowserContext]:
    """The visitor; what the browser complained about (errors, the security policy) fails the test at its end."""
    complaints: list[str] = []
    visitor.set_default_timeout(PATIENCE)
    visitor.on("weberror", lambda error: complaints.append(str(error.error)))
    visitor.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    yield visitor
    visitor.close()
    assert complaints == []


def is_complaint(message: ConsoleMessage) -> bool:
    """An error of the page. A test may well open an address that answers 404; that is not one."""
    opened = message.page.url if message.page else ""
    return message.type == "error" and message.location["url"].split("#")[0] != opened.split("#")[0]


@pytest.fixture
def page(context: BrowserContext, base_url: str) -> Page:
    """A desk's window on the running site."""
    return context.new_page()


@pytest.fixture
def phone(phone_context: BrowserContext, base_url: str) -> Page:
    """A phone's window, 390 pixels wide."""
    return phone_context.new_page()
