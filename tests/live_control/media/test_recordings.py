"""A recording from its start to its page (spec 4, "Recordings")."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone as clock

from live_control import tasks
from live_control.actions import recorded_files, recordings
from live_control.actions.rooms import sweep_rooms
from live_control.choices import RecordingState
from live_control.errors import ProviderFailed, WrongState
from live_control.models import Recording
from site_pages.models import SessionPage
from tests.factories.live import live_session
from tests.fakes.daily.video import tiny_video
from tests.live_control.media.people import content, inside, seated
from tests.live_control.media.recorded import begun, finished, over

pytestmark = pytest.mark.django_db


def test_daily_records_and_the_page_plays_it(daily, session, meeting, told, client):
    recording = begun(session)
    told()
    recording.refresh_from_db()
    assert (recording.state, recording.provider_id) == (RecordingState.RECORDING, *daily.recordings.all)

    recordings.stop(session)
    tasks.stop_recording(recording.pk)
    daily.pass_time(90)
    daily.recordings.finish()
    told()
    tasks.copy_recording(recording.pk)

    recording.refresh_from_db()
    page = SessionPage.objects.get(pk=session.pk)
    assert (recording.state, recording.failure, recording.duration) == (RecordingState.READY, "", 3)
    assert content(page.recording_file) == tiny_video()
    assert content(page.recording_poster)[:2] == b"\xff\xd8"
    assert page.live_revision.as_object().recording_file.name == page.recording_file.name
    assert not recorded_files.part_of(recording).exists()

    over(session)
    part = client.get(f"{page.url}recording/", headers={"Range": "bytes=0-9"})
    poster = client.get(f"{page.url}recording/poster/")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, tiny_video()[:10])
    assert (poster.status_code, poster["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(poster.streaming_content)[:2] == b"\xff\xd8"


def test_recording_is_refused_where_the_page_does_not_announce_it(room, session):
    session.is_recorded = False

    with pytest.raises(WrongState):
        recordings.start(session, by=None)


def test_only_one_recording_at_a_time(session, meeting):
    begun(session)

    with pytest.raises(WrongState):
        recordings.start(session, by=None)
    recordings.stop(session)
    with pytest.raises(WrongState):
        recordings.stop(session)


def test_refusal_of_daily_fails_the_recording_and_says_why(daily, room, session):
    recording = recordings.start(session, by=None)

    tasks.start_recording(recording.pk)  # nobody is in the room

    recording.refresh_from_db()
    assert (recording.state, recording.failure) == (RecordingState.FAILED, "Daily refused: not-found.")


def test_daily_s_error_is_kept(daily, session, meeting, told):
    recording = begun(session)
    daily.recordings.fail("disk full")

    told()

    recording.refresh_from_db()
    assert (recording.state, recording.failure) == (RecordingState.FAILED, "Daily could not record: disk full")


def test_sweep_finds_a_finished_recording_of_which_no_event_told(daily, session, meeting):
    recording = begun(session)
    recordings.stop(session)
    tasks.stop_recording(recording.pk)
    daily.recordings.finish()
    Recording.objects.update(ended_at=clock.now() - timedelta(minutes=5))

    recorded_files.sweep()
    tasks.copy_recording(recording.pk)

    assert Recording.objects.get().state == RecordingState.READY
    assert SessionPage.objects.get(pk=session.pk).has_recording


def test_copy_goes_on_where_it_broke_off(daily, session, meeting, told):
    recording = finished(daily, session, told)
    recorded_files.part_of(recording).write_bytes(tiny_video()[:100])

    tasks.copy_recording(recording.pk)

    assert content(SessionPage.objects.get(pk=session.pk).recording_file) == tiny_video()


def test_copy_that_fails_is_tried_again_and_links_stay_secret(daily, session, meeting, told):
    recording = finished(daily, session, told)
    daily.faults += [None, None, 503]

    with pytest.raises(ProviderFailed) as failed:
        recorded_files.copy(recording.pk)

    assert "X-Signature" not in str(failed.value)
    assert failed.value.__cause__ is None
    recorded_files.copy(recording.pk)
    assert Recording.objects.get().state == RecordingState.READY


def test_file_that_is_no_video_fails(daily, session, meeting, told):
    recording = begun(session)
    recordings.stop(session)
    tasks.stop_recording(recording.pk)
    daily.recordings.finish(file=b"not a video at all")
    told()

    tasks.copy_recording(recording.pk)

    recording.refresh_from_db()
    assert (recording.state, recording.failure) == (RecordingState.FAILED, "The recording cannot be read as a video.")


def test_editor_s_own_file_and_draft_stand(daily, session, meeting, told):
    page = SessionPage.objects.get(pk=session.pk)
    page.recording_file.save("own.mp4", ContentFile(b"own"), save=False)
    page.save_revision().publish()
    page.title = "Not published yet"
    page.save_revision()
    recording = finished(daily, session, told)

    tasks.copy_recording(recording.pk)

    after = SessionPage.objects.get(pk=session.pk)
    assert content(after.recording_file) == b"own"
    assert (after.title, after.get_latest_revision_as_object().title) == (session.title, "Not published yet")
    kept = Recording.objects.get()
    assert (kept.state, kept.failure, content(kept.file)) == (RecordingState.READY, "", tiny_video())


def test_draft_stays_a_draft_and_gets_the_recording_too(daily, session, meeting, told):
    page = SessionPage.objects.get(pk=session.pk)
    page.title = "Not published yet"
    page.save_revision()
    recording = finished(daily, session, told)

    tasks.copy_recording(recording.pk)

    after = SessionPage.objects.get(pk=session.pk)
    draft = after.get_latest_revision_as_object()
    assert (after.title, draft.title, after.has_unpublished_changes) == (session.title, "Not published yet", True)
    assert draft.recording_file.name == after.recording_file.name != ""


def test_recording_begins_by_itself_once_the_crew_is_there_and_ends_with_the_session(daily, room, session):
    room.starts_recording = True
    room.save()
    recordings.start_due()
    assert Recording.objects.count() == 0
    inside(daily, seated(room, "speaker"))

    recordings.start_due()
    recordings.start_due()
    over(session)
    recordings.stop_due()

    assert Recording.objects.get().state == RecordingState.PROCESSING


def test_recording_that_never_begins_is_given_up(room, session):
    recordings.start(session, by=None)
    Recording.objects.update(started_at=clock.now() - timedelta(minutes=20))

    recordings.stop_due()

    assert Recording.objects.get().failure == "The recording did not begin."


def test_an_outside_stream_is_recorded_elsewhere(event_index, settings):
    settings.DAILY = None
    session = live_session(is_recorded=True, stream_url="https://example.org/live.m3u8")
    sweep_rooms()

    with pytest.raises(WrongState):
        recordings.start(session, by=None)
