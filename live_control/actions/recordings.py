"""A session's recording: started and stopped, and what its provider says of it (spec 4, "Recordings").

`starting → recording → processing → copying → ready`, or failed. Whoever asks a provider does so in a task.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control.board.mark import mark_board
from live_control.choices import LiveRole, Provider, RecordingState, RoomState
from live_control.errors import ProviderFailed, WrongState
from live_control.media import provider_of
from live_control.models import LiveRoom, Participant, Recording
from notifications.work import hand_to_worker
from site_pages.event_dates import event_above
from site_pages.models import SessionPage
from site_pages.versions import raise_versions

if TYPE_CHECKING:
    from accounts.models import User
    from live_control.media.seam import Happening
    from live_control.querysets import RecordingQuerySet

log = structlog.get_logger("foyer.live")
# A session may run over; then its recording ends by itself.
RUNS_OVER = timedelta(minutes=10)
CREW_SEEN = timedelta(minutes=1)
STARTS_WITHIN = timedelta(minutes=10)
# A browser sends a piece every four seconds; one that has missed so many is gone, or offline.
SILENT = timedelta(seconds=30)
# A provider refuses to record an empty room, and somebody of the crew may have come in a moment before.
MOST_STARTS = 5


def start(session: SessionPage, *, by: User | None) -> Recording:
    """Begin to record; with Daily it takes some seconds. Raises WrongState where this cannot be recorded now.

    A recording whose browser has gone silent ends with what it has sent, and this is the next one.
    """
    room = LiveRoom.objects.filter(session=session.pk, state=RoomState.READY).first()
    if room is None:
        raise WrongState(_("The session's room is not ready."))
    if room.provider == Provider.STREAM:
        raise WrongState(_("An outside stream is recorded where it comes from."))
    if not session.is_recorded:
        raise WrongState(_("This session is not to be recorded. Say so on its page first, so that everybody knows."))
    # A browser records as soon as it has this answer.
    state = RecordingState.RECORDING if room.provider == Provider.EMBEDDED else RecordingState.STARTING
    try:
        with transaction.atomic():
            for silent in silent_in(session).select_for_update():
                break_off(silent)
            recording = Recording.objects.create(session=session, provider=room.provider, state=state, started_by=by)
            mark_board(session.pk)
            if room.provider == Provider.DAILY:
                wake("start_recording", recording)
    except IntegrityError as error:
        raise WrongState(_("This session is being recorded already.")) from error
    return recording


def silent_in(session: SessionPage) -> RecordingQuerySet:
    """A browser's recording of this session of which nothing has come for a while."""
    return Recording.objects.running().filter(session=session.pk).silent(clock.now() - SILENT)


def is_silent(recording: Recording) -> bool:
    """A browser's recording of which nothing has come for a while."""
    return recording.provider == Provider.EMBEDDED and recording.touched_at < clock.now() - SILENT


def start_by_itself(session: SessionPage, *, by: User | None) -> Recording:
    """What a control page asks that may record: once the session is on, where its organizer wants it.

    Not again after somebody has ended one; but a recording that broke off is gone on with. Raises WrongState.
    """
    now = clock.now()
    is_on = session.starts_at is not None and session.ends_at is not None and session.starts_at <= now < session.ends_at
    if not is_on or not LiveRoom.objects.filter(session=session.pk, starts_recording=True).exists():
        raise WrongState(_("This session is not to be recorded by itself now."))
    lost = Q(state=RecordingState.FAILED) | Q(broke_off=True) | Q(pk__in=silent_in(session).values("pk"))
    if Recording.objects.filter(session=session.pk).exclude(lost).exists():
        raise WrongState(_("This session has been recorded already."))
    return start(session, by=by)


def stop(session: SessionPage) -> Recording:
    """End it; the file follows. Raises WrongState where nothing is being recorded.

    Where the browser that recorded is gone, what it has sent is used at once.
    """
    with transaction.atomic():
        recording = Recording.objects.select_for_update().running().filter(session=session.pk).first()
        if recording is None:
            raise WrongState(_("This session is not being recorded."))
        if is_silent(recording):
            break_off(recording)
            return recording
        recording.state, recording.ended_at = RecordingState.PROCESSING, clock.now()
        recording.save(update_fields=["state", "ended_at"])
        mark_board(session.pk)
        if recording.provider == Provider.DAILY:
            wake("stop_recording", recording)
    return recording


def wake(task: str, recording: Recording) -> None:
    """Have a worker do it after the commit."""
    from live_control import tasks  # they call these actions

    transaction.on_commit(partial(hand_to_worker, getattr(tasks, task), recording.pk), robust=True)


def hand_in(recording: Recording) -> None:
    """All that will come of a browser's recording is here: a worker does the rest. Call it in a transaction."""
    ended_at = recording.ended_at or clock.now()
    change(recording, state=RecordingState.COPYING, size=recording.received, ended_at=ended_at)
    wake("take_in_upload", recording)


def break_off(recording: Recording) -> None:
    """Its browser is gone: what it has sent is used. Call it in a transaction."""
    if recording.received:
        change(recording, broke_off=True, ended_at=recording.touched_at)
        recording.ended_at = recording.touched_at
        hand_in(recording)
    else:
        fail(recording, _("The browser that recorded has sent nothing."))
    recording.refresh_from_db()


def ask_to_start(recording_id: int) -> None:
    """The provider's part of `start`. Raises ProviderFailed where trying again may help."""
    recording = Recording.objects.filter(pk=recording_id, state=RecordingState.STARTING).first()
    if recording is None or not ask(recording, lambda room: provider_of(room).start_recording(room, recording)):
        return
    with transaction.atomic():
        begun = Recording.objects.filter(pk=recording_id, state=RecordingState.STARTING)
        is_wanted = begun.update(state=RecordingState.RECORDING)
        mark_board(recording.session_id)
    if not is_wanted:  # stopped by somebody while it began
        ask(recording, lambda room: provider_of(room).stop_recording(room, recording))


def ask_to_stop(recording_id: int) -> None:
    """The provider's part of `stop`."""
    recording = Recording.objects.filter(pk=recording_id, state=RecordingState.PROCESSING).first()
    if recording is not None:
        ask(recording, lambda room: provider_of(room).stop_recording(room, recording))


def ask(recording: Recording, call: Callable[[LiveRoom], None]) -> bool:
    """Whether the provider did it; where it never will, the recording has failed."""
    room = LiveRoom.objects.filter(session=recording.session_id).first()
    if room is None:
        return False
    try:
        call(room)
    except ProviderFailed as error:
        if not error.is_final:
            raise
        fail(recording, str(error))
        return False
    return True


def fail(recording: Recording, reason: str) -> None:
    """It will not come; the control page shows why."""
    log.warning("recording_failed", recording=str(recording.public_id), provider=recording.provider)
    with transaction.atomic():
        change(recording, state=RecordingState.FAILED, failure=reason[:300], ended_at=recording.ended_at or clock.now())
        tell_page(recording)


def tell_page(recording: Recording) -> None:
    """Once the session is over, its page says whether a recording is coming: visitors get it anew."""
    session = recording.session
    if session.ends_at is not None and session.ends_at <= clock.now():
        raise_versions([event_above(session).pk])


def change(recording: Recording, **fields: Any) -> None:
    """Write what is known now. Call it in a transaction."""
    Recording.objects.filter(pk=recording.pk).update(**fields)
    mark_board(recording.session_id)


# What Daily tells.


def note_started(happening: Happening) -> None:
    """The instance is ours (the event names no room)."""
    recording = with_instance(happening.instance_id)
    if recording is None:
        return
    known: dict[str, Any] = {"provider_id": happening.recording_id[:100]}
    if recording.state in {RecordingState.STARTING, RecordingState.RECORDING}:
        known |= {"state": RecordingState.RECORDING, "started_at": happening.at or recording.started_at}
    change(recording, **known)


def note_ready(happening: Happening) -> None:
    """The file can be had: a worker copies it, once; also where it had been given up."""
    if not happening.recording_id:
        return
    known = Recording.objects.filter(provider=Provider.DAILY, provider_id=happening.recording_id).first()
    recording = known or unnamed_in(happening.room)
    if recording is None or recording.state in {RecordingState.READY, RecordingState.COPYING}:
        return
    fields: dict[str, Any] = {"state": RecordingState.COPYING, "failure": ""}
    fields["provider_id"] = happening.recording_id[:100]
    if happening.duration is not None:
        fields["duration"] = happening.duration
    change(recording, **fields, ended_at=recording.ended_at or clock.now())
    wake("copy_recording", recording)


def note_failed(happening: Happening) -> None:
    recording = with_instance(happening.instance_id)
    if recording is not None and recording.state != RecordingState.READY:
        fail(recording, _("Daily could not record: %(reason)s") % {"reason": happening.reason})


def note_meeting_ended(happening: Happening) -> None:
    """With the last person the recording ends by itself."""
    room = LiveRoom.objects.filter(name=happening.room, provider=Provider.DAILY).first()
    running = Recording.objects.running().filter(session=room.session_id) if room else Recording.objects.none()
    for recording in running.filter(started_at__lt=happening.at or clock.now(), state=RecordingState.RECORDING):
        change(recording, state=RecordingState.PROCESSING, ended_at=clock.now())


def with_instance(instance_id: str) -> Recording | None:
    """Ours by the name that we gave; anything else is somebody else's recording."""
    try:
        named = UUID(instance_id)
    except ValueError:
        return None
    return Recording.objects.filter(public_id=named, provider=Provider.DAILY).first()


def unnamed_in(room_name: str) -> Recording | None:
    """The one whose start was never told, where the room has just one such."""
    unnamed = Recording.objects.unfinished().filter(
        session__live_room__name=room_name, provider=Provider.DAILY, provider_id=""
    )
    found = list(unnamed[:2])
    return found[0] if len(found) == 1 else None


# By themselves.


def start_due() -> None:
    """Where the organizer wants it: once the session is on and somebody of its crew is there."""
    now = clock.now()
    rooms = LiveRoom.objects.filter(
        state=RoomState.READY,
        starts_recording=True,
        provider=Provider.DAILY,
        session__is_recorded=True,
        session__live=True,
        session__starts_at__lte=now,
        session__ends_at__gt=now,
    )
    # One that failed to begin is tried again; one that somebody has ended is not.
    recorded = Recording.objects.exclude(state=RecordingState.FAILED)
    failed = Count("session__recordings", filter=Q(session__recordings__state=RecordingState.FAILED))
    rooms = rooms.exclude(session__in=recorded.values("session")).alias(failed=failed).filter(failed__lt=MOST_STARTS)
    crew = Participant.objects.inside().filter(
        role__in=[LiveRole.ORGANIZER, LiveRole.SPEAKER], last_seen_at__gt=now - CREW_SEEN
    )
    for room in rooms.filter(session__in=crew.values("session")).select_related("session"):
        try:
            start(room.session, by=None)
        except WrongState:
            continue  # somebody's click was quicker


def stop_due() -> None:
    """Those whose session has been over for ten minutes; those that a provider does not begin are given up."""
    stuck = Recording.objects.filter(state=RecordingState.STARTING, started_at__lte=clock.now() - STARTS_WITHIN)
    for recording in stuck:
        fail(recording, _("The recording did not begin."))
    over = Recording.objects.running().filter(session__ends_at__lte=clock.now() - RUNS_OVER)
    for recording in over.select_related("session"):
        try:
            stop(recording.session)
        except WrongState:
            continue
