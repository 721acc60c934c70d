"""What Daily tells of recordings, late, twice or not at all, and what follows (spec 4, "Recordings")."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone as clock

from live_control import tasks
from live_control.actions import kept_recordings, recordings, wishes
from live_control.choices import RecordingState
from live_control.errors import ProviderFailed, WrongState
from live_control.media.seam import Happening
from live_control.models import Recording
from notifications.tasks import deliver_due
from tests.fakes.daily import HMAC
from tests.fakes.daily.webhooks import signed_headers
from tests.live_control.media.people import seated
from tests.live_control.media.recorded import begun, finished, over

pytestmark = pytest.mark.django_db


def test_finished_recording_turns_the_page_and_is_told_once(daily, session, meeting, told, client):
    wishes.wish_for(session, "grace@example.org")
    recording = begun(session)
    recordings.stop(session)
    tasks.stop_recording(recording.pk)
    told()
    daily.recordings.finish()
    letter = daily.webhooks.letters[-1].body
    told()
    tasks.copy_recording(recording.pk)
    over(session)

    for body in (letter, json.dumps({**json.loads(letter), "id": "told-anew"}).encode()):
        headers = signed_headers(body, secret=HMAC, timestamp=str(int(time.time())))
        client.post("/hooks/daily", body, content_type="application/json", headers=headers)
    told()
    for _sweep in range(2):
        tasks.sweep_recordings()
    deliver_due()

    page = client.get(session.url).content.decode()
    assert Recording.objects.get().state == RecordingState.READY
    assert (f'src="{session.url}recording/"' in page, f'poster="{session.url}recording/poster/"' in page) == (
        True,
        True,
    )
    assert [(message.to, message.subject) for message in mail.outbox] == [(["grace@example.org"], "Recording: Keels")]


def test_news_of_a_recording_that_is_there_is_not_taken_for_the_next_one(daily, session, meeting, told):
    first = finished(daily, session, told)
    tasks.copy_recording(first.pk)
    second = recordings.start(session, by=None)
    first.refresh_from_db()

    recordings.note_ready(Happening("recording_ready", room=session.live_room.name, recording_id=first.provider_id))

    second.refresh_from_db()
    assert (second.state, second.provider_id) == (RecordingState.STARTING, "")


def test_recording_that_was_given_up_is_copied_when_it_comes_all_the_same(session, meeting):
    recording = begun(session)
    Recording.objects.update(state=RecordingState.FAILED, failure="Daily has no such recording.", provider_id="late")

    recordings.note_ready(Happening("recording_ready", room=session.live_room.name, recording_id="late", duration=7))

    recording.refresh_from_db()
    assert (recording.state, recording.failure, recording.duration) == (RecordingState.COPYING, "", 7)


def test_failed_start_is_tried_again_by_itself_but_not_for_ever(room, session):
    room.starts_recording = True
    room.save()
    seated(room, "speaker")
    for _try in range(recordings.MOST_STARTS + 2):
        recordings.start_due()
        for waiting in Recording.objects.filter(state=RecordingState.STARTING):
            tasks.start_recording(waiting.pk)  # nobody is in Daily's room

    assert list(Recording.objects.values_list("state", flat=True)) == [RecordingState.FAILED] * recordings.MOST_STARTS


def test_failed_copy_is_tried_again_by_the_organizer(daily, session, meeting, told):
    recording = finished(daily, session, told)
    Recording.objects.update(state=RecordingState.FAILED, failure="The recording could not be copied.", attempts=40)

    again = kept_recordings.retry(recording)
    tasks.copy_recording(again.pk)

    recording.refresh_from_db()
    assert (again.state, recording.state, recording.attempts) == (RecordingState.COPYING, RecordingState.READY, 1)


@pytest.mark.parametrize("instance", ["", "x" * 36, "c3df927c-f738-4471-a2b7-066fa7e95a6b"])
def test_news_of_somebody_else_s_recording_changes_nothing(session, meeting, instance):
    begun(session)

    recordings.note_started(Happening("recording_started", instance_id=instance, recording_id="theirs"))
    recordings.note_failed(Happening("recording_failed", instance_id=instance, reason="disk full"))
    recordings.note_ready(Happening("recording_ready", room="another-room", recording_id="theirs"))
    recordings.note_ready(Happening("recording_ready", room=session.live_room.name))

    assert Recording.objects.values_list("state", "provider_id").get() == (RecordingState.RECORDING, "")


def test_recording_ends_with_the_last_person(session, meeting):
    begun(session)
    later = clock.now() + timedelta(seconds=1)

    recordings.note_meeting_ended(Happening("meeting_ended", room="another-room", at=later))
    assert Recording.objects.get().state == RecordingState.RECORDING
    recordings.note_meeting_ended(Happening("meeting_ended", room=session.live_room.name, at=later))

    assert Recording.objects.get().state == RecordingState.PROCESSING


def test_busy_daily_is_asked_again(daily, room, session, meeting):
    recording = recordings.start(session, by=None)
    daily.recordings.has_no_worker = True

    with pytest.raises(ProviderFailed):
        recordings.ask_to_start(recording.pk)

    assert Recording.objects.get().state == RecordingState.STARTING
    room.delete()
    recordings.ask_to_start(recording.pk)  # there is nothing left to be recorded
    assert Recording.objects.get().state == RecordingState.STARTING
    with pytest.raises(WrongState):
        recordings.start(session, by=None)
