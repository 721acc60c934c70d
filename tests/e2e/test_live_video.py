"""Camera and microphone from browser to browser, for real: stage to viewer, up to the stage and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from live_control.actions.stage import leave_stage
from live_control.models import Participant
from site_pages.models import SessionPage
from tests.e2e.asgi_server import AsgiServer
from tests.e2e.conftest import PHONE
from tests.e2e.live_pages import Visitors, expect_video
from tests.factories.live import ADDRESS, live_session, room_for

# Records two seconds of the tile on this page, with an upload that keeps what it is given.
RECORD = """async () => {
  const { startRecording } = await import("/static/js/live/recorder.js");
  const track = document.querySelector(".tile video").srcObject.getVideoTracks()[0];
  const tile = { key: "a", participant: "a", name: "Ada", is_local: false, video: track, audio: null, screen: null };
  const [pieces, finished] = [[], []];
  const sizeOf = () => pieces.reduce((sum, piece) => sum + piece.size, 0);
  const upload = { add: (piece) => pieces.push(piece), finish: async () => finished.push(sizeOf()) };
  const running = startRecording({ tiles: () => [{ ...tile, is_muted: true }], nameOf: (one) => one.name, upload });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await running.stop();
  const head = new Uint8Array(await new Blob(pieces).slice(0, 4).arrayBuffer());
  return { isVideo: head.join() === "26,69,223,163", size: sizeOf(), finished };
}"""


@pytest.fixture
def base_url(asgi_server: AsgiServer) -> str:
    return asgi_server.url


@pytest.fixture
def visitors(live_browser: Browser, base_url: str) -> Iterator[Visitors]:
    people = Visitors(live_browser, base_url)
    yield people
    people.close()


@pytest.fixture
def call(base_url: str) -> SessionPage:
    """A session in which everybody may be seen and heard."""
    session = live_session("open", stream_type="call")
    room_for(session, mode="call")
    return session


@pytest.fixture
def livestream(base_url: str) -> SessionPage:
    """A session whose audience watches."""
    session = live_session("open")
    room_for(session)
    return session


def go_on_stage(page: Page) -> None:
    page.get_by_role("button", name="Go on stage").click()


def person(name: str) -> Participant:
    return Participant.objects.get(name=name)


def test_video_flows_in_a_call_and_a_second_window_takes_the_seat(visitors: Visitors, call: SessionPage):
    ada = visitors.guest("Ada")
    go_on_stage(ada)
    expect_video(ada, "Ada (you)")

    grace = visitors.guest("Grace", viewport=PHONE, has_touch=True, is_mobile=True)
    grace.get_by_role("button", name="Just watch").click()
    expect_video(grace, "Ada")

    sent = grace.evaluate(RECORD)
    assert (sent["isVideo"], sent["size"] > 1_000, sent["finished"]) == (True, True, [sent["size"]])

    ada.get_by_role("button", name="Share screen").click()
    expect_video(grace, "Ada: screen")
    ada.get_by_role("button", name="Share screen").click()
    expect(grace.locator(".tile")).to_have_count(1)
    ada.get_by_role("button", name="Camera").click()
    expect(grace.locator(".tile video")).to_be_hidden()
    ada.get_by_role("button", name="Camera").click()

    second = grace.context.new_page()
    second.goto(grace.url)
    second.get_by_role("button", name="Just watch").click()

    expect(grace.get_by_role("heading", name="You have joined in another window")).to_be_visible()
    expect_video(second, "Ada")


def test_guest_without_a_name_is_not_let_in(visitors: Visitors, livestream: SessionPage):
    page = visitors.hardened().new_page()
    page.goto(visitors.base_url + ADDRESS)
    page.get_by_role("button", name="Join now").click()

    expect(page.get_by_text("Enter a name")).to_be_visible()
    assert (page.locator("[data-live-room]").count(), Participant.objects.count()) == (0, 0)


def test_door_that_has_shut_meanwhile_is_shown_by_itself(visitors: Visitors, livestream: SessionPage):
    """The page still has the room in it when its script is told that somebody else got the last place."""
    visitor = visitors.hardened()
    refusal = {"error": "FULL", "message": "All places are taken."}
    visitor.route("**/api/sessions/*/join", lambda route: route.fulfill(status=409, json=refusal), times=1)
    page = visitors.enter(visitor, "Bo")

    expect(page.get_by_text("Nobody is on stage right now")).to_be_visible()
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "reload"


def test_room_comes_back_by_itself_after_the_server_was_away(
    visitors: Visitors, call: SessionPage, asgi_server: AsgiServer
):
    ada = visitors.enter(visitors.hardened(), "Ada")
    go_on_stage(ada)
    grace = visitors.enter(visitors.hardened(), "Grace")
    grace.get_by_role("button", name="Just watch").click()
    expect_video(grace, "Ada")

    asgi_server.stop()
    expect(grace.get_by_text("Connection lost. Coming back…")).to_be_visible()
    expect_video(grace, "Ada")  # the two browsers need no server for it
    asgi_server.start()
    expect(grace.get_by_text("Connection lost. Coming back…")).to_be_hidden()

    leave_stage(person("Ada"))
    expect(grace.locator(".tile")).to_have_count(0)
    expect(ada.get_by_role("button", name="Go on stage")).to_be_visible()
