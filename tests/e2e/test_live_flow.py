"""A whole session in browsers, at each media provider: seen, asked, voted, raised to the stage and sent back.

Embedded: cameras that are played, for real from browser to browser. Daily: the fake of its service, which verifies the
tokens and computes who may send, with a fake call object in each page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from cms.celery import app
from live_control.actions.rooms import sync_event
from live_control.media.daily import ON_STAGE_RIGHTS
from live_control.media.daily_tokens import Pass, sign
from live_control.models import LiveRoom, Participant, Vote
from site_pages.models import SessionPage, SessionSpeaker
from tests.e2e.asgi_server import AsgiServer
from tests.e2e.daily_pages import DailyPages
from tests.e2e.live_pages import IN_HAND, Visitors, card, control_page, expect_video, panel
from tests.e2e.test_organizer import sign_in
from tests.factories import SpeakerFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.live import ADDRESS, event_around, live_session, somebody
from tests.fakes.daily import FakeDaily
from tests.live_control.contract.fact_sheet import is_in_the_sheet
from ticketing.actions.speakers import sync_speakers


@pytest.fixture
def daily(settings: Any) -> Iterator[FakeDaily]:
    """Daily's service, and workers that tell it at once."""
    app.conf.task_always_eager = True
    with FakeDaily() as service:
        settings.DAILY = service.config
        yield service
    app.conf.task_always_eager = False


@dataclass
class Cast:
    """A published session with its room, its speaker, and the organizer of its event."""

    session: SessionPage
    speaker: User
    owner: User

    @property
    def room(self) -> LiveRoom:
        return LiveRoom.objects.get(session=self.session)


def cast() -> Cast:
    session = live_session("open")
    event = event_around(session)
    speaker = somebody("ada@example.org", name="Ada")
    SessionSpeaker.objects.create(session=session, speaker=SpeakerFactory(name="Ada", email="ada@example.org"))
    sync_speakers(event)
    sync_event(event)
    return Cast(session, speaker, EventRoleFactory(event=event).user)


def on_stage(visitors: Visitors, client: Client, speaker: User) -> Page:
    """The speaker's window, signed in and sending."""
    page = visitors.context().new_page()
    sign_in(page, client, speaker, visitors.base_url)
    page.goto(visitors.base_url + ADDRESS)
    page.get_by_role("button", name="Join now").click()
    page.get_by_role("button", name="Go on stage").click()
    expect_video(page, "Ada (you)")
    return page


def ask_and_vote(control: Page, guest: Page) -> None:
    """A poll is made on the phone and opened; the guest votes once, however often they click."""
    control.get_by_role("button", name="Poll", exact=True).click()
    control.get_by_label("Question", exact=True).fill("Which keel?")
    control.get_by_label("Answer 1", exact=True).fill("Oak")
    control.get_by_label("Answer 2", exact=True).fill("Steel")
    control.get_by_label("Attendees see the results").select_option("on_release")
    control.get_by_role("button", name="Save and open now").click()

    poll = card(guest, "Which keel?")
    poll.get_by_label("Oak").check()
    poll.get_by_role("button", name="Vote").dblclick()
    expect(poll.get_by_text("Your answer: Oak")).to_be_visible()
    expect(poll.get_by_text("The results appear here when the organizer shows them.")).to_be_visible()
    expect(control.get_by_text("Attendees do not see the results")).to_be_visible()
    expect(control.get_by_text("1 · 100 %")).to_be_visible()


def release_to_all(control: Page, guest: Page, late: Page) -> None:
    """Those who voted and those who came later see the results; so do they of one more vote."""
    control.get_by_role("button", name="Show results").click()
    expect(control.get_by_text("Attendees see the results now")).to_be_visible()
    poll, latest = card(guest, "Which keel?"), card(late, "Which keel?")
    expect(poll.get_by_text("1 · 100 %")).to_be_visible()
    expect(latest.get_by_text("1 · 100 %")).to_be_visible()
    latest.get_by_label("Steel").check()
    latest.get_by_role("button", name="Vote").click()
    expect(poll.get_by_text("2 votes")).to_be_visible()
    control.get_by_role("button", name="End", exact=True).click()
    expect(latest.get_by_text("Poll · closed")).to_be_visible()


def up_and_down(control: Page, guest: Page, speaker: Page) -> None:
    """The guest raises a hand, is brought on, looks at the camera, is seen by the speaker, and is sent back."""
    guest.get_by_role("button", name="Raise hand").click()
    panel(control, "People")
    control.get_by_role("button", name="Bring to stage: Bo").click()
    expect(guest.get_by_role("heading", name="You are invited to the stage")).to_be_visible()
    guest.get_by_role("button", name="Go on stage").click()
    expect_video(speaker, "Bo")

    control.get_by_role("button", name="Off stage: Bo").click()
    expect(speaker.locator(".tile", has_text="Bo")).to_have_count(0)
    expect(guest.get_by_text("You are back in the audience").first).to_be_attached()
    expect(guest.get_by_role("button", name="Raise hand")).to_be_visible()


def run_through(visitors: Visitors, client: Client, people: Cast) -> Page:
    """All of it; the guest's page."""
    speaker = on_stage(visitors, client, people.speaker)
    guest = visitors.guest("Bo")
    expect_video(guest, "Ada")
    control = control_page(visitors, client, people.owner, **IN_HAND)
    expect_video(control, "Ada")
    ask_and_vote(control, guest)
    release_to_all(control, guest, visitors.guest("Grace"))
    up_and_down(control, guest, speaker)
    return guest


def facts() -> dict[str, Any]:
    """What is in the rows at the end."""
    return {
        "votes": sorted(Vote.objects.values_list("participant__name", "choices__len")),
        "people": sorted(Participant.objects.exclude(role="organizer").values_list("name", "role", "stage")),
        "stage": LiveRoom.objects.values_list("state", "stage_used").get(),
    }


FORGED = {
    "foyer": "board",
    "version": 99_999,
    "parts": {
        "session": {"state": "ended"},
        "stage": [],
        "action:1": {"id": "1", "kind": "announcement", "state": "live", "title": "Pay here", "is_pinned": True},
    },
}
AFTERWARDS = {
    "votes": [("Bo", 1), ("Grace", 1)],
    "people": [("Ada", "speaker", "stage"), ("Bo", "viewer", "audience"), ("Grace", "viewer", "audience")],
    "stage": ("ready", 1),
}


def test_session_from_browser_to_browser(live_browser: Browser, asgi_server: AsgiServer, client: Client):
    people = cast()
    with closing(Visitors(live_browser, asgi_server.url)) as visitors:
        run_through(visitors, client, people)
        # Another window of the same organizer sees as much.
        expect_video(control_page(visitors, client, people.owner), "Ada")

        assert facts() == AFTERWARDS


def test_session_at_daily(live_browser: Browser, asgi_server: AsgiServer, daily: FakeDaily, client: Client):
    people = cast()
    with closing(Visitors(live_browser, asgi_server.url, DailyPages(daily).attach)) as visitors:
        guest = run_through(visitors, client, people)

        # Whoever is in the meeting, and may even send there, is not on our stage for that.
        expires = int(people.session.ends_at.timestamp())
        stray = Pass(people.room.name, expires, user_id="stray", name="Mallory", is_seen=True, sends=("video",))
        daily.join(people.room.name, sign(daily.config, stray))
        guest.wait_for_function("() => Object.values(fakeDaily.participants()).some((one) => one.user_id === 'stray')")
        assert [guest.get_by_text("Mallory").count(), facts()] == [0, AFTERWARDS]
        # Nor do they speak for the server (attack 28): a board that they send is none.
        guest.evaluate("(data) => fakeDaily.tell('app-message', { data, fromId: 'stray' })", FORGED)
        expect_video(guest, "Ada")
        assert [guest.get_by_text("Pay here").count(), guest.get_by_text("That was it").is_visible()] == [0, False]
        assert guest.evaluate("fakeDaily.options.dailyConfig") == {"avoidEval": True}

    rights = [next(iter(asked.json["data"].values())) for asked in daily.asked if "permissions" in asked.path]
    assert rights[-2:] == [ON_STAGE_RIGHTS, {"hasPresence": False, "canSend": False}]
    assert [(asked.method, asked.path) for asked in daily.asked if not is_in_the_sheet(asked)] == []
