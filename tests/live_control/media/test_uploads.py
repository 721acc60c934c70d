"""A recording made in an organizer's browser, sent in pieces (spec 4, "Recordings")."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control import tasks
from live_control.actions import recordings, uploads
from live_control.actions.rooms import sweep_rooms
from live_control.choices import RecordingState
from live_control.errors import WrongState
from live_control.models import Participant, Recording
from site_pages.models import SessionPage
from tests.factories.live import live_session
from tests.fakes.daily.video import live_webm
from tests.live_control.media.people import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(event_index, settings):
    """A session from browser to browser, being recorded."""
    settings.DAILY = None
    session = live_session(is_recorded=True)
    sweep_rooms()
    return recordings.start(session, by=None)


def silent_for(**time: int) -> None:
    """Nothing has come from the browser for so long."""
    Recording.objects.update(touched_at=clock.now() - timedelta(**time))


def test_pieces_make_a_recording_that_players_can_seek_in(own):
    video, at = live_webm(), 0
    for start in range(0, len(video), 400):
        own = uploads.take_piece(own, video[start : start + 400], offset=at)
        at = own.received

    uploads.finish_upload(own, size=len(video))
    uploads.finish_upload(own, size=len(video))
    tasks.take_in_upload(own.pk)

    own.refresh_from_db()
    page = SessionPage.objects.get(pk=own.session_id)
    assert (own.state, own.duration, own.failure) == (RecordingState.READY, 3, "")
    assert page.recording_file.name.endswith(".webm")
    assert b"\x1c\x53\xbb\x6b" in content(page.recording_file)  # the element Cues
    assert page.recording_poster


def test_piece_at_another_place_is_told_the_right_one(own):
    uploads.take_piece(own, b"abc", offset=0)

    for offset in (0, 2, 4):
        with pytest.raises(uploads.WrongOffset) as wrong:
            uploads.take_piece(own, b"def", offset=offset)
        assert wrong.value.fields == {"offset": "3"}
    with pytest.raises(uploads.WrongOffset):
        uploads.finish_upload(own, size=6)


def test_finished_recording_takes_no_more_pieces(own):
    uploads.take_piece(own, b"abc", offset=0)
    uploads.finish_upload(own, size=3)

    with pytest.raises(WrongState):
        uploads.take_piece(own, b"def", offset=3)


def test_what_a_closed_browser_has_sent_is_used(own):
    video = live_webm()
    uploads.take_piece(own, video, offset=0)
    uploads.sweep()
    silent_for(minutes=16)

    uploads.sweep()
    uploads.sweep()

    own.refresh_from_db()
    assert (own.state, own.failure, own.broke_off) == (RecordingState.READY, "", True)


def test_browser_that_sent_nothing_leaves_a_failure(own):
    silent_for(minutes=16)

    uploads.sweep()

    assert Recording.objects.get().state == RecordingState.FAILED


def test_torn_end_of_a_recording_does_not_lose_the_rest(own):
    video = live_webm(6)[:-150]
    uploads.take_piece(own, video, offset=0)
    uploads.finish_upload(own, size=len(video))

    tasks.take_in_upload(own.pk)

    own.refresh_from_db()
    assert (own.state, own.failure) == (RecordingState.READY, "")
    assert Participant.objects.count() == 0
