"""Several recordings of one session: all of them are kept, and one is played (docs/live-sessions.md, "Recordings")."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone as clock

from live_control import tasks
from live_control.actions import kept_recordings, recorded_files, recordings, uploads
from live_control.actions.rooms import sweep_rooms
from live_control.board.build import build_boards
from live_control.choices import RecordingState
from live_control.errors import WrongState
from live_control.models import LiveRoom, Recording
from notifications.errors import NotFound
from site_pages.models import SessionPage
from tests.factories.live import live_session
from tests.fakes.daily.video import live_webm
from tests.live_control.media.people import content

pytestmark = pytest.mark.django_db
READY, FAILED, COPYING = RecordingState.READY, RecordingState.FAILED, RecordingState.COPYING


@pytest.fixture
def session(event_index: Any, settings: Any) -> SessionPage:
    """From browser to browser, on now."""
    settings.DAILY = None
    found = live_session(is_recorded=True)
    sweep_rooms()
    return found


def page_of(session: SessionPage) -> SessionPage:
    return SessionPage.objects.get(pk=session.pk)


def sent(session: SessionPage, seconds: int = 3, *, video: bytes | None = None) -> Recording:
    """Recorded in a browser, and taken in."""
    recording = recordings.start(session, by=None)
    whole = live_webm(seconds) if video is None else video
    uploads.take_piece(recording, whole, offset=0)
    uploads.finish_upload(recording, size=len(whole))
    tasks.take_in_upload(recording.pk)
    recording.refresh_from_db()
    return recording


def shown(session: SessionPage) -> list[bool]:
    """Of each recording, the oldest first: whether the page plays it."""
    parts = build_boards(session.pk, clock.now()).crew["crew:recordings"]
    return [part["is_shown"] for part in reversed(parts)]


def silent(**time: int) -> None:
    Recording.objects.update(touched_at=clock.now() - timedelta(**time))


def test_shorter_recording_is_kept_beside_the_longer_one_that_the_page_plays(session):
    first, second = sent(session, 6), sent(session, 3)

    assert (first.state, second.state, shown(session)) == (READY, READY, [True, False])
    assert page_of(session).recording_file.name == first.file.name
    assert (len(content(second.file)) > 0, content(second.poster)[:2]) == (True, b"\xff\xd8")


def test_longer_recording_takes_the_page(session):
    sent(session, 3), sent(session, 6)

    assert shown(session) == [False, True]


def test_chosen_recording_stands_and_its_poster_comes_along(session):
    sent(session, 6)
    short = kept_recordings.choose(sent(session, 3))
    sent(session, 9)

    page = page_of(session)
    assert shown(session) == [False, True, False]
    assert (page.recording_file.name, page.recording_poster.name) == (short.file.name, short.poster.name)
    assert page.live_revision.as_object().recording_file.name == short.file.name


def test_choice_can_be_changed(session):
    long, short = sent(session, 6), sent(session, 3)
    kept_recordings.choose(short)
    kept_recordings.choose(long)

    assert shown(session) == [True, False]
    assert Recording.objects.filter(chosen_at__isnull=False).get().pk == long.pk


def test_poster_of_an_editor_stands(session):
    page = page_of(session)
    page.recording_poster.save("own.jpg", ContentFile(b"own"), save=False)
    page.save_revision().publish()

    sent(session)

    assert content(page_of(session).recording_poster) == b"own"


def test_recording_that_is_not_ready_is_not_chosen(session):
    with pytest.raises(WrongState):
        kept_recordings.choose(recordings.start(session, by=None))


def test_what_cannot_be_read_is_kept_and_tried_again(session):
    failed = sent(session, video=b"torn" * 100)
    raw = recorded_files.file_of(failed)
    part = build_boards(session.pk, clock.now()).crew["crew:recordings"][0]

    assert (failed.state, content(raw), part["may_retry"], part["has_file"]) == (FAILED, b"torn" * 100, True, True)

    recorded_files.part_of(failed).write_bytes(live_webm())
    again = kept_recordings.retry(failed)
    assert (again.state, again.failure) == (COPYING, "")
    tasks.take_in_upload(again.pk)
    assert (Recording.objects.get().state, shown(session)) == (READY, [True])
    assert not recorded_files.part_of(failed).exists()


def test_nothing_is_tried_again_where_nothing_came(session):
    recording = recordings.start(session, by=None)
    silent(minutes=1)

    ended = recordings.stop(session)

    assert (ended.state, ended.failure) == (FAILED, "The browser that recorded has sent nothing.")
    with pytest.raises(WrongState):
        kept_recordings.retry(recording)
    with pytest.raises(NotFound):
        recorded_files.file_of(ended)


def test_stopping_for_a_browser_that_is_gone_uses_what_it_has_sent(session):
    recording = recordings.start(session, by=None)
    uploads.take_piece(recording, live_webm(), offset=0)
    silent(minutes=1)

    ended = recordings.stop(session)
    tasks.take_in_upload(ended.pk)

    assert (ended.state, ended.broke_off, shown(session)) == (COPYING, True, [True])


def test_next_recording_ends_one_whose_browser_is_gone(session):
    first = recordings.start(session, by=None)
    uploads.take_piece(first, live_webm(), offset=0)
    silent(minutes=1)

    second = recordings.start(session, by=None)

    first.refresh_from_db()
    assert (first.state, first.broke_off, second.state) == (COPYING, True, RecordingState.RECORDING)


def by_itself(session: SessionPage, **switches: bool) -> None:
    LiveRoom.objects.filter(session=session.pk).update(starts_recording=True, **switches)


def test_recording_begins_by_itself_once(session):
    by_itself(session)

    recording = recordings.start_by_itself(session, by=None)

    assert recording.state == RecordingState.RECORDING
    with pytest.raises(WrongState):
        recordings.start_by_itself(session, by=None)
    recordings.stop(session)
    with pytest.raises(WrongState):
        recordings.start_by_itself(session, by=None)


def test_recording_that_broke_off_is_gone_on_with_by_itself(session):
    by_itself(session)
    first = recordings.start_by_itself(session, by=None)
    uploads.take_piece(first, live_webm(), offset=0)
    silent(minutes=1)

    second = recordings.start_by_itself(session, by=None)

    first.refresh_from_db()
    assert (first.broke_off, second.state) == (True, RecordingState.RECORDING)


@pytest.mark.parametrize(("wants", "minutes"), [(False, -5), (True, 10), (True, -100)], ids=["no", "early", "late"])
def test_recording_does_not_begin_by_itself(session, wants, minutes):
    LiveRoom.objects.update(starts_recording=wants)
    begin = clock.now() + timedelta(minutes=minutes)
    session.starts_at, session.ends_at = begin, begin + timedelta(minutes=30)

    with pytest.raises(WrongState):
        recordings.start_by_itself(session, by=None)


def test_copying_is_left_to_the_one_who_knows_how(session):
    recording = recordings.start(session, by=None)
    Recording.objects.update(state=COPYING)

    recorded_files.sweep()
    recorded_files.copy(recording.pk)

    assert Recording.objects.get().attempts == 0
