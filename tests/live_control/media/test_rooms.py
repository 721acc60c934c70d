"""A session's room lives as its page says (spec 4, "Rooms and tokens")."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from live_control.actions.rooms import MOST_TRIES, retry_room, sweep_rooms
from live_control.choices import Provider, RoomState, StagePlace
from live_control.models import LiveBoard, LiveRoom, Participant
from site_pages.models import SessionPage
from tests.factories.live import event_around, live_session

pytestmark = pytest.mark.django_db


def publish(session: SessionPage, **fields: object) -> LiveRoom | None:
    for name, value in fields.items():
        setattr(session, name, value)
    session.save_revision().publish()
    return LiveRoom.objects.filter(session=session).first()


@pytest.fixture
def session(event_index, django_capture_on_commit_callbacks) -> SessionPage:
    return live_session()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What happens after the commit happens when the block ends, tasks aside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_publishing_makes_room_and_board(session, committed):
    with committed():
        publish(session, title="Keels and hulls")

    room = LiveRoom.objects.get()
    assert (room.session_id, room.provider, room.state, room.mode) == (session.pk, "embedded", "ready", "livestream")
    assert (room.stage_limit, room.name) == (4, f"foyer-{room.public_id.hex}")
    assert len(room.name) <= 40
    assert LiveBoard.objects.get().session_id == session.pk


def test_publishing_again_without_a_change_leaves_the_room(session, committed):
    with committed():
        publish(session)
    before = LiveRoom.objects.get()

    with committed():
        publish(session, title="Other words")

    assert LiveRoom.objects.get().changed_at == before.changed_at


def test_changed_times_update_the_room(session, committed):
    with committed():
        publish(session)
    told = LiveRoom.objects.get().told

    with committed():
        publish(session, ends_at=session.ends_at + timedelta(hours=1))

    room = LiveRoom.objects.get()
    assert room.state == RoomState.READY
    assert room.told not in {told, ""}


@pytest.mark.parametrize(
    "change", [{"is_cancelled": True}, {"format": "in-person", "stream_type": ""}], ids=["cancelled", "in person"]
)
def test_a_session_that_is_not_held_online_closes_its_room_and_lets_everybody_out(session, committed, change):
    with committed():
        publish(session)
    Participant.objects.create(session=session, holder="guest:1", name="Ada", role="viewer")

    with committed() as after:
        publish(session, **change)

    assert LiveRoom.objects.get().state == RoomState.CLOSED
    assert len(after) > 0


def test_unpublishing_closes_and_publishing_opens_again(session, committed):
    with committed():
        publish(session)
    with committed():
        SessionPage.objects.get(pk=session.pk).unpublish()
    assert LiveRoom.objects.get().state == RoomState.CLOSED

    with committed():
        publish(SessionPage.objects.get(pk=session.pk))

    assert LiveRoom.objects.get().state == RoomState.READY


def test_a_cancelled_event_closes_its_rooms(session, committed):
    with committed():
        publish(session)
    event = event_around(session)
    event.is_cancelled = True

    with committed():
        event.save_revision().publish()

    assert LiveRoom.objects.get().state == RoomState.CLOSED


def test_deleting_a_session_takes_its_room_along(session, committed):
    with committed():
        publish(session)

    with committed():
        SessionPage.objects.get(pk=session.pk).delete()

    assert LiveRoom.objects.count() == 0


def test_an_outside_stream_has_no_stage(session, committed):
    with committed():
        publish(session, stream_url="https://example.org/live.m3u8")

    room = LiveRoom.objects.get()
    assert (room.provider, room.stage_limit, room.state) == (Provider.STREAM, 0, RoomState.READY)


def test_whoever_is_on_stage_stays_when_the_stage_grows_smaller(session, committed):
    with committed():
        publish(session)
    Participant.objects.create(session=session, holder="guest:1", name="Ada", role="viewer", stage=StagePlace.STAGE)
    LiveRoom.objects.update(stage_used=1)

    with committed():
        publish(session, stream_url="https://example.org/live.m3u8")

    room = LiveRoom.objects.get()
    assert (room.provider, room.stage_limit, room.stage_used) == (Provider.STREAM, 1, 1)


def test_sweep_makes_rooms_that_no_signal_made(session):
    assert LiveRoom.objects.count() == 0

    sweep_rooms()

    assert LiveRoom.objects.get().state == RoomState.READY


def test_sweep_leaves_sessions_in_person_and_drafts_and_past_ones_alone(event_index):
    event = event_around(live_session(format="in-person", stream_type=""))
    live_session(event=event, slug="draft", published=False)
    live_session(event=event, slug="past", begins_in=-300, ends_at=clock.now() - timedelta(hours=2))

    sweep_rooms()

    assert LiveRoom.objects.count() == 0


def test_sweep_closes_a_room_an_hour_after_its_session(session):
    sweep_rooms()
    SessionPage.objects.update(starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now() - timedelta(minutes=61))

    sweep_rooms()

    assert LiveRoom.objects.get().state == RoomState.CLOSED


def test_sweep_has_a_fixed_number_of_queries(session, django_assert_max_num_queries):
    event = event_around(session)
    for number in range(5):
        live_session(event=event, slug=f"keels-{number}")
    sweep_rooms()

    with django_assert_max_num_queries(7):
        sweep_rooms()


def test_failure_is_kept_and_a_final_one_waits_for_the_button(session, settings):
    """Daily is chosen, and then its key goes away."""
    sweep_rooms()
    LiveRoom.objects.update(state=RoomState.FAILED, failure="Daily refused: x.", attempts=MOST_TRIES)
    room = LiveRoom.objects.get()

    sweep_rooms()
    assert LiveRoom.objects.get().failure == "Daily refused: x."
    retry_room(room)

    again = LiveRoom.objects.get()
    assert (again.state, again.failure, again.attempts) == (RoomState.READY, "", 0)
