"""A recording in browsers: made on the control page, sent in pieces, and played where the session was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone as clock
from playwright.sync_api import Browser, Page, Response, expect

from accounts.models import User
from live_control import tasks
from live_control.choices import RecordingState
from live_control.models import LiveAction, Recording
from site_pages.models import SessionPage
from tests.e2e.asgi_server import AsgiServer
from tests.e2e.conftest import PATIENCE
from tests.e2e.live_pages import CONTROL, Visitors, control_page, expect_video
from tests.e2e.test_join import sign_in_to_join
from tests.factories.accounts import EventRoleFactory
from tests.factories.live import ADDRESS, event_around, live_session, room_for, somebody, ticket_for
from tests.fakes.daily.video import tiny_video

# A page turns at once where it otherwise waits a random while.
NO_WAIT = "() => void (Math.random = () => 0)"
# As static/js/live/recorder.js.
PIECE_EVERY = 4000
PLAYER = "document.querySelector('video[data-recording]')"


@pytest.fixture
def base_url(asgi_server: AsgiServer) -> str:
    return asgi_server.url


@pytest.fixture
def visitors(live_browser: Browser, base_url: str) -> Iterator[Visitors]:
    people = Visitors(live_browser, base_url)
    yield people
    people.close()


@pytest.fixture
def session(base_url: str) -> SessionPage:
    """A call for ticket holders that is to be recorded."""
    session = live_session("ticketed", stream_type="call", is_recorded=True)
    room_for(session, mode="call")
    ticket_for(event_around(session))
    return session


@pytest.fixture
def owner(session: SessionPage) -> User:
    return EventRoleFactory(event=event_around(session)).user


def ada_on_stage(visitors: Visitors) -> Page:
    """A ticket holder, seen and heard."""
    somebody()
    context = visitors.context()
    page = context.new_page()
    page.goto(visitors.base_url + ADDRESS)
    sign_in_to_join(page)
    page.get_by_role("button", name="Go on stage").click()
    expect_video(page, "Ada (you)")
    return page


def answers_of(page: Page, path: str) -> list[tuple[int, str | None]]:
    """Status and range of every answer from this address, as they come."""
    found: list[tuple[int, str | None]] = []

    def note(response: Response) -> None:
        if response.url.endswith(path):
            found.append((response.status, response.headers.get("content-range")))

    page.on("response", note)
    return found


def open_poll(control: Page) -> None:
    control.get_by_role("button", name="Poll", exact=True).click()
    control.get_by_label("Question", exact=True).fill("Which keel?")
    control.get_by_label("Answer 1", exact=True).fill("Oak")
    control.get_by_label("Answer 2", exact=True).fill("Steel")
    control.get_by_label("Attendees see the results").select_option("always")
    control.get_by_role("button", name="Save and open now").click()


def test_session_is_recorded_and_its_page_turns_and_plays_it(
    visitors: Visitors, client: Client, owner: User, session: SessionPage
):
    ada, control = ada_on_stage(visitors), control_page(visitors, client, owner)
    control.wait_for_function("() => document.querySelector('.tile video')?.videoWidth > 0")
    control.get_by_role("button", name="Start recording").click()
    expect(ada.get_by_text("Recording", exact=True)).to_be_visible()
    late = until_first_piece(control)
    open_poll(control)
    expect(ada.get_by_role("article", name="Which keel?")).to_be_visible()
    # The file begins a little after its row: it must reach past the chapter on a machine of any pace.
    control.wait_for_timeout(3000 + late)
    with control.expect_response(lambda one: one.url.endswith("/finish")):
        control.get_by_role("button", name="Stop recording").click()

    recording = Recording.objects.get()
    assert (recording.state, recording.received > 10_000) == (RecordingState.COPYING, True)
    tasks.take_in_upload(recording.pk)
    recording.refresh_from_db()
    assert (recording.state, recording.failure) == (RecordingState.READY, "")

    ranges = answers_of(ada, "/recording/")
    ada.evaluate(NO_WAIT)
    control.get_by_role("button", name="End the session").click()
    control.get_by_role("dialog").get_by_role("button", name="End the session").click()
    expect(ada.locator("video[data-recording]")).to_be_visible()
    chapter = ada.get_by_role("link", name=re.compile(r"^Go to \d+:\d\d"))
    expect(ada.get_by_role("heading", name="Which keel?")).to_be_visible()
    chapter.click()
    at = int(chapter.get_attribute("data-seek") or 0)
    ada.wait_for_function(f"(at) => {PLAYER}.currentTime > at + 0.5", arg=at)
    opened_at = LiveAction.objects.get().opened_at
    assert ({status for status, _range in ranges}, opened_at is not None) == ({206}, True)
    assert at == int((opened_at - recording.started_at).total_seconds()) > 0

    assert_hidden_from(Client())
    stranger = Client()
    stranger.force_login(somebody("stranger@example.org"))
    assert_hidden_from(stranger)


def test_recording_goes_on_where_one_left_and_is_read_in_ranges(visitors: Visitors, base_url: str):
    session = live_session(is_recorded=True)
    begin = clock.now().replace(microsecond=0) - timedelta(minutes=40)
    session.starts_at, session.ends_at = begin, begin + timedelta(minutes=2)
    video = tiny_video(120, container="webm", codec="libvpx")
    session.recording_file.save("a.webm", ContentFile(video), save=False)
    session.save_revision().publish()
    page = visitors.context().new_page()
    ranges = answers_of(page, "/recording/")
    page.goto(base_url + ADDRESS)
    page.wait_for_function(f"() => {PLAYER}.duration > 119")
    page.evaluate(f"() => {PLAYER}.play()")
    page.evaluate(f"() => {{ {PLAYER}.currentTime = 60; }}")
    page.wait_for_function(f"() => {PLAYER}.currentTime > 60.2")
    page.evaluate(f"() => {PLAYER}.pause()")
    page.wait_for_function("() => localStorage.getItem('foyer-recordings')?.includes(':60')")

    page.reload()

    page.wait_for_function(f"() => {PLAYER}.readyState > 1 && Math.floor({PLAYER}.currentTime) === 60")
    assert {status for status, _range in ranges} == {206}
    assert {text.rpartition("/")[2] for _status, text in ranges if text} == {str(len(video))}


def test_control_page_records_by_itself_goes_on_and_the_organizer_chooses(
    visitors: Visitors, client: Client, owner: User, session: SessionPage
):
    room_for(session, mode="call", starts_recording=True)
    ada_on_stage(visitors)
    control = control_page(visitors, client, owner)
    expect(control.get_by_text("This page records.")).to_be_visible()
    first = Recording.objects.get()
    until(lambda: Recording.objects.get().received > 0, control)
    control.on("dialog", lambda dialog: dialog.accept())
    control.goto("about:blank")  # closed in the middle
    Recording.objects.update(touched_at=clock.now() - timedelta(minutes=1))

    control.goto(visitors.base_url + CONTROL)
    expect(control.get_by_text("This page records.")).to_be_visible()
    until(lambda: Recording.objects.latest("pk").received > 0, control)
    with control.expect_response(lambda one: one.url.endswith("/finish")):
        control.get_by_role("button", name="Stop recording").click()
    for recording in Recording.objects.order_by("pk"):
        tasks.take_in_upload(recording.pk)

    rows = control.get_by_role("list", name="Recordings of this session").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(control.get_by_text("broke off")).to_be_visible()
    chosen = rows.filter(has=control.get_by_role("button", name="Show on the page"))
    expect(chosen).to_have_count(1)
    chosen.get_by_role("button", name="Show on the page").click()
    control.get_by_role("dialog").get_by_role("button", name="Show on the page").click()
    until(lambda: Recording.objects.filter(chosen_at__isnull=False).count() == 1, control)
    expect(control.get_by_text("On the page", exact=True)).to_have_count(1)
    with control.expect_download() as download:
        rows.last.get_by_role("link", name="Download").click()

    first.refresh_from_db()
    assert (first.broke_off, Recording.objects.filter(state=RecordingState.READY).count()) == (True, 2)
    assert Path(download.value.path()).read_bytes()[:4] == b"\x1a\x45\xdf\xa3"
    assert download.value.suggested_filename.startswith("keels-")


def assert_hidden_from(visitor: Client) -> None:
    assert visitor.get(ADDRESS + "recording/").status_code == 404
    assert "data-recording" not in visitor.get(ADDRESS).content.decode()


def until_first_piece(control: Page) -> int:
    """Returns by how many milliseconds it came later than a browser in no trouble sends it."""
    until(lambda: Recording.objects.get().received > 0, control)
    recording = Recording.objects.get()
    late = (recording.touched_at - recording.started_at).total_seconds() * 1000 - PIECE_EVERY
    return max(0, round(late))


def until(is_so: Callable[[], bool], page: Page) -> None:
    """What the server does in its own time."""
    for _look in range(PATIENCE // 100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")
