"""Rooms, stage and ejection through actions and tasks, with Daily behind them."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control import tasks
from live_control.actions.rooms import MOST_TRIES, make_room, retry_room, sweep_rooms
from live_control.choices import Out, RoomState, StagePlace
from live_control.models import LiveBoard, LiveRoom, Participant
from site_pages.models import SessionPage
from tests.live_control.media.people import inside, make_due, seated

pytestmark = pytest.mark.django_db


def test_room_is_made_at_daily_with_what_the_session_says(daily, room, session):
    made = daily.rooms.shown(daily.rooms.existing(room.name))

    assert (room.state, room.provider, room.url) == (RoomState.READY, "daily", made["url"])
    assert (room.stage_limit, made["privacy"]) == (25, "private")
    assert made["config"]["enable_recording"] == "cloud"
    assert made["config"]["exp"] == int((session.ends_at + timedelta(hours=1)).timestamp())


def test_call_lets_everybody_send(daily, session):
    SessionPage.objects.update(stream_type="call")

    make_due()
    sweep_rooms()

    room = LiveRoom.objects.get()
    assert room.stage_limit == 200
    assert "permissions" not in daily.rooms.shown(daily.rooms.existing(room.name))["config"]


def test_failure_is_kept_shown_and_mended_by_the_sweep(daily, session):
    daily.faults += [503] * 4
    make_due()

    sweep_rooms()
    failed = LiveRoom.objects.get()
    LiveRoom.objects.update(changed_at=clock.now() - timedelta(hours=1))
    sweep_rooms()

    assert (failed.state, failed.failure, failed.attempts) == (RoomState.FAILED, "Daily answered 503.", 1)
    mended = LiveRoom.objects.get()
    assert (mended.state, mended.failure, mended.attempts) == (RoomState.READY, "", 0)


def test_failed_room_is_not_tried_again_at_once(daily, session):
    daily.faults += [503] * 4
    make_due()
    sweep_rooms()
    asked = len(daily.asked)

    sweep_rooms()

    assert len(daily.asked) == asked


def test_refusal_waits_for_the_button(daily, session, django_capture_on_commit_callbacks):
    daily.faults += [403]
    make_due()
    sweep_rooms()
    room = LiveRoom.objects.get()
    assert (room.state, room.attempts, room.failure) == (RoomState.FAILED, MOST_TRIES, "Daily refused: 403.")

    with django_capture_on_commit_callbacks() as after:
        retry_room(room)
    make_room(room.pk)

    assert len(after) > 0
    assert LiveRoom.objects.get().state == RoomState.READY


def test_missing_key_is_said(settings, daily, room):
    settings.DAILY = None
    LiveRoom.objects.update(state=RoomState.WAITING)

    make_room(room.pk)

    assert LiveRoom.objects.get().failure == "Daily is not set up here: DAILY_API_KEY is missing."


def test_session_goes_on_from_browser_to_browser_when_the_account_is_gone(settings, daily, room):
    settings.DAILY = None

    sweep_rooms()

    again = LiveRoom.objects.get()
    assert (again.provider, again.state, again.stage_limit, again.url) == ("embedded", RoomState.READY, 4, "")


def test_closing_ejects_and_removes_the_room(daily, room, django_capture_on_commit_callbacks):
    person = inside(daily, seated(room))
    with django_capture_on_commit_callbacks(execute=True):
        room.session.unpublish()

    tasks.shut_room_now(room.provider, room.name, [person.user_id])

    assert (person.left, daily.rooms.all) == ("ejected", {})
    assert LiveRoom.objects.get().state == RoomState.CLOSED


def test_room_closed_while_it_was_made_is_removed(daily, room):
    LiveRoom.objects.update(state=RoomState.CLOSED)

    make_room(room.pk)

    assert LiveRoom.objects.get().state == RoomState.CLOSED


def test_stage_is_applied_as_the_rows_say(daily, room):
    participant = seated(room)
    person = inside(daily, participant)

    Participant.objects.update(stage=StagePlace.STAGE)
    tasks.apply_stage(participant.pk)
    assert (person.may_send("video"), person.is_hidden) == (True, False)
    Participant.objects.update(stage=StagePlace.AUDIENCE)
    tasks.apply_stage(participant.pk)

    assert (person.may_send("video"), person.is_hidden) == (False, True)


def test_stage_gives_no_rights_by_a_borrowed_connection(daily, room):
    """A page that reports somebody else's connection as its own lets neither send."""
    honest, liar = seated(room), seated(room)
    person = inside(daily, honest)
    Participant.objects.filter(pk=liar.pk).update(media_id=person.session_id, stage=StagePlace.STAGE)

    tasks.apply_stage(liar.pk)

    assert not person.may_send("video")


def test_stage_of_somebody_who_is_gone_is_no_error(room):
    tasks.apply_stage(0)


def test_ejected_are_put_out_and_those_let_in_again_stay(daily, room):
    out, back = seated(room, out=Out.EJECTED), seated(room)
    gone, stays = inside(daily, out), inside(daily, back)

    tasks.eject([out.pk, back.pk])

    assert (gone.left, stays.left) == ("ejected", "")


def test_mirror_sends_the_stored_board(daily, room):
    person = inside(daily, seated(room))
    LiveBoard.objects.update(version=3, viewer={"stage": []})

    tasks.send_mirror(room.session_id)

    assert person.messages == [{"foyer": "board", "version": 3, "parts": {"stage": []}}]


def test_mirror_fails_silently_and_needs_a_room(daily, room):
    daily.faults += [500]
    tasks.send_mirror(room.session_id)
    tasks.send_mirror(0)
