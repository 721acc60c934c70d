"""What people do in the rooms of live sessions, in browsers whose cameras are played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from accounts.models import User
from tests.e2e.conftest import DESK, PHONE, watched
from tests.e2e.test_organizer import sign_in
from tests.factories.live import ADDRESS

CONTROL = "/admin/events/harbour/sessions/keels/live/"
IN_HAND: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

# Frames that a page has decoded of the tile with this name, 0 while there is none.
FRAMES = """(name) => {
  const tile = [...document.querySelectorAll(".tile")].find((one) => one.innerText.includes(name));
  return tile?.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
}"""


class Visitors:
    """Opens windows of different people, and closes them at the end of the test. `attach` is done to each visitor."""

    def __init__(
        self, browser: Browser, base_url: str, attach: Callable[[BrowserContext], None] = lambda _visitor: None
    ) -> None:
        self.browser = browser
        self.base_url = base_url
        self.attach = attach
        self.watched: list[Iterator[BrowserContext]] = []
        self.unwatched: list[BrowserContext] = []

    def context(self, **options: Any) -> BrowserContext:
        """What the browser complains about in it fails the test."""
        watching = watched(self._made(options))
        self.watched.append(watching)
        return next(watching)

    def hardened(self, **options: Any) -> BrowserContext:
        """One whose browser will complain: a server goes away."""
        self.unwatched.append(self._made(options))
        return self.unwatched[-1]

    def _made(self, options: dict[str, Any]) -> BrowserContext:
        wanted = {"viewport": DESK, "locale": "en-GB", "reduced_motion": "reduce", **options}
        visitor = self.browser.new_context(**wanted)
        self.attach(visitor)
        return visitor

    def guest(self, name: str, **options: Any) -> Page:
        """Somebody who has gone in by their name."""
        return self.enter(self.context(**options), name)

    def enter(self, context: BrowserContext, name: str) -> Page:
        page = context.new_page()
        page.goto(self.base_url + ADDRESS)
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Join now").click()
        return page

    def close(self) -> None:
        for context in self.unwatched:
            context.close()
        for watching in self.watched:
            next(watching, None)


def frames_of(page: Page, name: str) -> int:
    return int(page.evaluate(FRAMES, name))


def expect_video(page: Page, name: str) -> None:
    """The tile is there and its picture moves."""
    expect(page.locator(".tile", has_text=name)).to_be_visible()
    page.wait_for_function(f"(name) => ({FRAMES})(name) > 0", arg=name)
    seen = frames_of(page, name)
    page.wait_for_function(f"([name, seen]) => ({FRAMES})(name) > seen + 5", arg=[name, seen])


def control_page(visitors: Visitors, client: Client, user: User, **options: Any) -> Page:
    """The control page of one who runs the session, connected."""
    page = visitors.context(**options).new_page()
    sign_in(page, client, user, visitors.base_url)
    page.goto(visitors.base_url + CONTROL)
    expect(page.get_by_role("heading", name="On screen now")).to_be_visible()
    return page


def panel(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of the control page").get_by_role("button", name=name).click()


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)
