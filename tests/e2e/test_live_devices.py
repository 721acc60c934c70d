"""The look at camera and microphone where there are none, or the browser keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.asgi_server import AsgiServer
from tests.e2e.conftest import PHONE
from tests.e2e.live_pages import Visitors
from tests.e2e.test_public_axe import RULES
from tests.factories.live import live_session, room_for


@pytest.fixture
def base_url(asgi_server: AsgiServer) -> str:
    room_for(live_session("open", stream_type="call"), mode="call")
    return asgi_server.url


@pytest.fixture
def guarded(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """It has a camera, and asks before it gives it to a page; nobody is there to say yes."""
    started = chromium("--use-fake-device-for-media-stream")
    yield started
    started.close()


def entered(browser: Browser, base_url: str) -> Iterator[Page]:
    visitors = Visitors(browser, base_url)
    yield visitors.guest("Ada", viewport=PHONE)
    visitors.close()


def watch(page: Page) -> None:
    page.get_by_role("button", name="Just watch").click()
    expect(page.get_by_text("Nobody is on stage right now")).to_be_visible()


def test_computer_without_a_camera_says_so_and_lets_watch(browser: Browser, base_url: str):
    for page in entered(browser, base_url):
        expect(page.get_by_text("No camera and microphone found")).to_be_visible()
        results = Axe().run(page, options=RULES)
        assert [one["id"] for one in results.response["violations"]] == []
        watch(page)


def test_blocked_camera_is_explained_and_lets_watch(guarded: Browser, base_url: str):
    for page in entered(guarded, base_url):
        expect(page.get_by_text("Your browser blocks this page's camera and microphone")).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        watch(page)
