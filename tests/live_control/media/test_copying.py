"""Copying from Daily where something is in the way: too much, too early, too often, or never (spec 4, "Recordings")."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control import tasks
from live_control.actions import recorded_files, recordings
from live_control.choices import RecordingState
from live_control.errors import ProviderFailed
from live_control.models import LiveRoom, Recording
from tests.fakes.daily.video import tiny_video
from tests.live_control.media.people import content
from tests.live_control.media.recorded import begun, finished, over

pytestmark = pytest.mark.django_db


def state() -> tuple[str, str]:
    found = Recording.objects.get()
    return found.state, found.failure


def test_copy_is_given_up_after_many_tries(daily, session, meeting, told):
    recording = finished(daily, session, told)
    Recording.objects.update(attempts=recorded_files.MOST_TRIES)

    recorded_files.copy(recording.pk)

    assert state() == (RecordingState.FAILED, "The recording could not be copied.")


def test_copy_waits_for_a_file_that_is_not_there_yet(daily, session, meeting, told):
    recording = finished(daily, session, told)
    for one in daily.recordings.all.values():
        one.status = "in-progress"

    with pytest.raises(ProviderFailed) as early:
        recorded_files.copy(recording.pk)

    assert (early.value.is_final, state()) == (False, (RecordingState.COPYING, ""))


def test_file_that_is_too_large_fails(daily, session, meeting, told, monkeypatch):
    recording = finished(daily, session, told)
    monkeypatch.setattr(recorded_files, "LARGEST", 100)

    recorded_files.copy(recording.pk)

    assert state() == (RecordingState.FAILED, "The recording is too large.")


def test_whole_file_of_an_earlier_try_is_used(daily, session, meeting, told):
    recording = finished(daily, session, told)
    recorded_files.part_of(recording).write_bytes(tiny_video())

    recorded_files.copy(recording.pk)

    assert (state(), content(Recording.objects.get().file)) == ((RecordingState.READY, ""), tiny_video())


def test_place_that_is_not_there_is_asked_again(daily, session, meeting, told):
    recording = finished(daily, session, told)
    gone = recorded_files.RecordedFile("http://127.0.0.1:1/nothing")

    with pytest.raises(ProviderFailed, match="broke off") as failed:
        recorded_files.fetch(gone, recorded_files.part_of(recording))

    assert failed.value.is_final is False


def test_recording_that_daily_does_not_have_is_given_up_after_two_days(session, meeting):
    begun(session)
    over(session)
    recorded_files.sweep()
    assert state()[0] == RecordingState.RECORDING

    Recording.objects.update(started_at=clock.now() - timedelta(days=3))
    recorded_files.sweep()

    assert state() == (RecordingState.FAILED, "Daily has no such recording.")


def test_daily_that_does_not_answer_is_asked_again_later(daily, session, meeting):
    begun(session)
    over(session)
    daily.faults += [500] * 10

    recorded_files.sweep()

    assert state()[0] == RecordingState.RECORDING


def test_sweep_asks_nobody_for_a_room_that_is_gone(session, meeting):
    begun(session)
    over(session)
    LiveRoom.objects.all().delete()

    recorded_files.sweep()

    assert state()[0] == RecordingState.RECORDING


def test_file_of_one_recording_is_not_taken_for_another_of_the_same_minute(daily, session, meeting, told):
    first = finished(daily, session, told)
    tasks.copy_recording(first.pk)
    second = recordings.start(session, by=None)
    over(session)
    Recording.objects.filter(pk=second.pk).update(
        state=RecordingState.PROCESSING, started_at=first.started_at, ended_at=clock.now() - timedelta(minutes=5)
    )

    recorded_files.sweep()

    second.refresh_from_db()
    assert (second.state, second.provider_id) == (RecordingState.PROCESSING, "")


def test_file_that_is_kept_already_is_put_on_the_page_without_another_copy(daily, session, meeting, told):
    recording = finished(daily, session, told)
    recorded_files.copy(recording.pk)
    kept = Recording.objects.get()
    Recording.objects.update(state=RecordingState.COPYING)

    recorded_files.finish(kept)

    again = Recording.objects.get()
    assert (again.state, again.file.name) == (RecordingState.READY, kept.file.name)
