"""Publish pressed while the first autosave of a new page is on its way: one page, published, and no word of trouble."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Request, Route, expect

from site_pages.models import EventPage, SessionPage
from tests.e2e.test_editor import editor, fill_time, press, write_title
from tests.factories import EventFactory

__all__ = ["editor"]  # the fixture
# Wagtail's editor compares the form with what it held so many milliseconds after it was opened.
FIRST_LOOK = 2_500


@pytest.fixture
def event(editor: Page, settings: Any) -> EventPage:
    """With autosave as it comes, only quicker."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 300
    return EventFactory(title="Harbour Talks", slug="harbour-talks")


class Post:
    """The way of autosaves: each reaches the server, and the answer of one that made a page waits here.

    On a slow machine the editor saves before the title is typed; it is told at once that this made nothing.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.kept = page, list[tuple[Route, APIResponse]]()
        page.route(re.compile(r"/cms/pages/add/"), self.carry)

    def carry(self, route: Route) -> None:
        if not is_autosave(route.request):
            route.continue_()
        elif (answer := route.fetch()).ok:
            self.kept.append((route, answer))
        else:
            route.fulfill(response=answer)

    def wait(self) -> None:
        """Until the first autosave has been on the server."""
        for _ in range(300):
            if self.kept:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("The editor has not saved by itself.")


def is_autosave(request: Request) -> bool:
    return request.method == "POST" and "application/json" in request.headers.get("accept", "")


def write_new_session(page: Page, base_url: str, event: EventPage) -> None:
    schedule = event.get_children().get(slug="sessions")
    page.goto(f"{base_url}/cms/pages/add/site_pages/sessionpage/{schedule.pk}/")
    page.wait_for_timeout(FIRST_LOOK)
    start = event.starts_at.astimezone(event.zone) + timedelta(hours=2)
    fill_time(page, "starts_at", start)
    fill_time(page, "ends_at", start + timedelta(minutes=45))
    write_title(page, "Ropes and knots", slug="ropes-and-knots")


def expect_one_published(page: Page) -> None:
    expect(page.locator(".messages .success")).to_contain_text("Ropes and knots")
    expect(page.locator(".messages .error, .messages .warning, .error-message, .help-critical")).to_have_count(0)
    session = SessionPage.objects.get()
    assert (session.title, session.slug, session.live) == ("Ropes and knots", "ropes-and-knots", True)
    assert not session.has_unpublished_changes


def hand_over_nothing(post: Post) -> None:
    """The answer is still on its way when the next page comes."""


def hand_over_all(post: Post) -> None:
    for route, answer in post.kept:
        route.fulfill(response=answer)


@pytest.mark.parametrize("before_publishing", [hand_over_nothing, hand_over_all])
def test_publish_during_the_first_autosave_makes_one_page(
    editor: Page, base_url: str, event: EventPage, before_publishing: Callable[[Post], None]
) -> None:
    post = Post(editor)
    write_new_session(editor, base_url, event)
    post.wait()
    assert [session.live for session in SessionPage.objects.all()] == [False]

    before_publishing(post)
    press(editor, "Publish")

    expect_one_published(editor)
    assert len(post.kept) >= 1
