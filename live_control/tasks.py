"""What workers and the scheduler run. The tables are the queue; a run that is lost is made good by the next."""

from __future__ import annotations

from collections.abc import Sequence

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from live_control.actions import happenings, recorded_files, recordings, rooms, uploads, wishes
from live_control.choices import Out, Provider, RoomState, StagePlace
from live_control.errors import ProviderFailed
from live_control.media import provider_of
from live_control.models import LiveBoard, LiveRoom, Participant
from notifications.work import hand_to_worker

# Between two mirrored boards of one session: Daily takes about one a second (facts/daily.md, 2).
MIRROR_EVERY = 1
TRIES = {"max_retries": 6, "retry_backoff": 3, "retry_backoff_max": 120}


@shared_task
def make_room_now(room_id: int) -> None:
    """Have a provider make a room; what fails is tried again by `sweep_rooms`."""
    rooms.make_room(room_id)


@shared_task(autoretry_for=(ProviderFailed,), **TRIES)
def shut_room_now(provider: str, name: str, people: list[str]) -> None:
    """Put everybody out at the provider and remove the room there."""
    rooms.shut_room(provider, name, people)


@shared_task
def sweep_rooms() -> None:
    """Make rooms that were missed or have failed, and close those that are over."""
    rooms.sweep_rooms()


@shared_task(autoretry_for=(ProviderFailed,), **TRIES)
def apply_stage(participant_id: int) -> None:
    """Let the person send at the provider, or not, as our rows say now. Call it after the commit."""
    participant = Participant.objects.select_related("session__live_room").filter(pk=participant_id).first()
    room = room_of(participant)
    if participant is None or room is None or is_borrowed(participant):
        return
    if participant.stage == StagePlace.STAGE and not participant.out:
        provider_of(room).let_send(room, participant)
    else:
        provider_of(room).stop_sending(room, participant)


def is_borrowed(participant: Participant) -> bool:
    """Whether another person's page reported the same connection: rights are given to nobody by hearsay."""
    return (
        bool(participant.media_id)
        and Participant.objects.filter(session=participant.session_id, media_id=participant.media_id)
        .exclude(pk=participant.pk)
        .exists()
    )


def room_of(participant: Participant | None) -> LiveRoom | None:
    """The open room of the participant's session."""
    room: LiveRoom | None = getattr(participant.session, "live_room", None) if participant else None
    return room if room is not None and room.state == RoomState.READY else None


@shared_task(autoretry_for=(ProviderFailed,), **TRIES)
def eject(participant_ids: Sequence[int]) -> None:
    """Put these out at their providers. Those who have been let in again meanwhile stay."""
    people = Participant.objects.filter(pk__in=participant_ids).exclude(out=Out.NONE)
    by_room: dict[int, list[Participant]] = {}
    for participant in people:
        by_room.setdefault(participant.session_id, []).append(participant)
    for room in LiveRoom.objects.filter(session__in=by_room, state=RoomState.READY):
        provider_of(room).eject(room, by_room[room.session_id])


def mirror_board(session_id: int) -> None:
    """A new board for viewers is stored: send it by the provider too, at most once a second, the last one always.

    Cheap enough for every tick: one look into the cache; what is sent is read when it is sent.
    """
    if settings.DAILY and cache.add(f"live-mirror:{session_id}", 1, timeout=MIRROR_EVERY):
        hand_to_worker(send_mirror, session_id, countdown=MIRROR_EVERY, expires=30)


@shared_task
def send_mirror(session_id: int) -> None:
    """Send the viewers' board by Daily; a failure is left at that: the stream is the first path."""
    room = LiveRoom.objects.filter(session=session_id, provider=Provider.DAILY, state=RoomState.READY).first()
    board = LiveBoard.objects.filter(session=session_id).first()
    if room is None or board is None:
        return
    try:
        provider_of(room).mirror(room, {"version": board.version, "parts": board.viewer})
    except ProviderFailed:
        return


@shared_task
def work_on_event(event_id: int) -> None:
    """Do what follows from what a provider told."""
    happenings.work_on(event_id)


@shared_task(autoretry_for=(ProviderFailed,), **TRIES)
def start_recording(recording_id: int) -> None:
    """Have the provider record."""
    recordings.ask_to_start(recording_id)


@shared_task(autoretry_for=(ProviderFailed,), **TRIES)
def stop_recording(recording_id: int) -> None:
    """Have the provider end a recording."""
    recordings.ask_to_stop(recording_id)


@shared_task(autoretry_for=(ProviderFailed,), **TRIES)
def copy_recording(recording_id: int) -> None:
    """Copy a finished recording to our own storage and put it on its page."""
    recorded_files.copy(recording_id)


@shared_task
def take_in_upload(recording_id: int) -> None:
    """Make what a browser has sent fit for players and put it on its page."""
    uploads.take_in(recording_id)


@shared_task
def sweep_recordings() -> None:
    """Start and stop what is due, ask after what nobody told, and tell those who wished for a recording."""
    happenings.sweep_events()
    recordings.start_due()
    recordings.stop_due()
    recorded_files.sweep()
    uploads.sweep()
    wishes.tell()
