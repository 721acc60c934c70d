"""A session's room lives as its page says: made, changed and closed with it (spec 4, "Rooms and tokens").

`sync_room` writes what is wanted and asks nobody; `make_room` and `shut_room` ask the provider, by a worker, with no
transaction open. What a lost message or a dead worker leaves behind, `sweep_rooms` finds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone as clock

from live_control import bus
from live_control.actions.seats import GRACE
from live_control.board.mark import mark_board
from live_control.choices import RoomState
from live_control.errors import ProviderFailed
from live_control.media import choose_provider, provider_named, provider_of
from live_control.media.seam import RoomSpec
from live_control.models import LiveRoom, Participant
from notifications.work import hand_to_worker
from site_pages.choices import Format, StreamType
from site_pages.models import EventPage, SessionPage
from ticketing.actions.places import empty_places

log = structlog.get_logger("foyer.live")
# After so many tries in a row only the editor's button, or a change of the page, tries again.
MOST_TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)
ONLINE = (Format.VIRTUAL, Format.HYBRID)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a session's room shall be."""

    provider: str
    mode: str


def sync_event(event: EventPage) -> None:
    """Every session of the event. One query, and some for each room that changes."""
    sessions = SessionPage.objects.for_event(event).filter(Q(format__in=ONLINE) | Q(live_room__isnull=False))
    for session in sessions.select_related("live_room"):
        sync_room(session, event)


def sync_room(session: SessionPage, event: EventPage) -> LiveRoom | None:
    """Bring the session's room to what its page says. None where it has none and needs none."""
    room: LiveRoom | None = getattr(session, "live_room", None)
    if not wants_room(session, event):
        if room is not None and room.state != RoomState.CLOSED:
            close_room(room)
        return room
    if room is not None and is_as_wanted(room, session):
        return room
    with transaction.atomic():
        room, is_new = LiveRoom.objects.select_for_update().get_or_create(session=session, defaults=new_room(session))
        write_wishes(room, session, former="" if is_new or room.state == RoomState.CLOSED else room.provider)
        mark_board(session.pk)
    room.refresh_from_db()
    return room


def new_room(session: SessionPage) -> dict[str, Any]:
    """Also the room's name at the provider, where names are the account's: a random one meets no other's."""
    public_id = uuid4()
    return {"public_id": public_id, "name": f"foyer-{public_id.hex}", "provider": choose_provider(session)}


def wants_room(session: SessionPage, event: EventPage) -> bool:
    """Published, online, scheduled, not cancelled, and not over for an hour."""
    return (
        session.live
        and event.live
        and not (session.is_cancelled or event.is_cancelled)
        and session.is_online
        and session.ends_at is not None
        and closes_at(session) > clock.now()
    )


def closes_at(session: SessionPage) -> datetime:
    """A session may run over."""
    assert session.ends_at is not None
    return session.ends_at + GRACE


def is_as_wanted(room: LiveRoom, session: SessionPage) -> bool:
    """Whether the provider knows, or is being told, what the page says."""
    if room.state == RoomState.CLOSED or wanted_of(session) != Wanted(room.provider, room.mode):
        return False
    return room.state != RoomState.READY or room.told == digest_of(room, spec_of(room, session))


def wanted_of(session: SessionPage) -> Wanted:
    return Wanted(choose_provider(session), session.stream_type or StreamType.LIVESTREAM)


def spec_of(room: LiveRoom, session: SessionPage) -> RoomSpec:
    return RoomSpec(room.name, mode=room.mode, closes_at=closes_at(session), is_recorded=session.is_recorded)


def digest_of(room: LiveRoom, spec: RoomSpec) -> str:
    """Of everything that a provider is told of a room; its limit too, since that is set by the environment."""
    try:
        limit = provider_of(room).room_limit
    except ProviderFailed:
        limit = None
    facts = [room.provider, spec.name, spec.mode, spec.closes_at.isoformat(), spec.is_recorded, limit]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def write_wishes(room: LiveRoom, session: SessionPage, *, former: str) -> None:
    """The locked row gets what is wanted; providers, a `former` one too, hear of it after the commit."""
    wanted = wanted_of(session)
    if former and former != wanted.provider:
        transaction.on_commit(partial(leave_provider, former, room.name, room.session_id), robust=True)
    room.provider, room.mode = wanted.provider, wanted.mode
    room.state, room.attempts, room.failure = RoomState.WAITING, 0, ""
    # Whoever is on stage stays there when the stage grows smaller.
    room.stage_limit = Greatest(F("stage_used"), stage_limit_of(room))
    room.save()
    if is_made_here(room):
        make_room(room.pk)
    else:
        transaction.on_commit(partial(wake, room.pk), robust=True)


def stage_limit_of(room: LiveRoom) -> int:
    try:
        return provider_of(room).stage_limit(room.mode)
    except ProviderFailed:
        return room.stage_limit


def is_made_here(room: LiveRoom) -> bool:
    """Nobody has to be asked over the network, so the room is there at once."""
    try:
        return not provider_of(room).is_remote
    except ProviderFailed:
        return False


def wake(room_id: int) -> None:
    from live_control.tasks import make_room_now  # the task calls these actions

    hand_to_worker(make_room_now, room_id)


def make_room(room_id: int) -> None:
    """Have the provider make the room, or bring it to what the page says; what went wrong stays on the row."""
    room = LiveRoom.objects.select_related("session").filter(pk=room_id).exclude(state=RoomState.CLOSED).first()
    if room is None or room.session.ends_at is None:
        return
    spec = spec_of(room, room.session)
    try:
        url = provider_of(room).ensure_room(spec)
    except ProviderFailed as error:
        note_failure(room, error)
        return
    told = {"url": url, "told": digest_of(room, spec), "state": RoomState.READY, "failure": "", "attempts": 0}
    open_rooms = LiveRoom.objects.filter(pk=room_id, provider=room.provider).exclude(state=RoomState.CLOSED)
    with transaction.atomic():
        is_open = open_rooms.update(**told, changed_at=clock.now())
        mark_board(room.session_id)
    if not is_open:
        # Closed, or given to another provider, while this one was making it.
        leave_provider(room.provider, room.name, room.session_id)


def note_failure(room: LiveRoom, error: ProviderFailed) -> None:
    """One that trying again does not mend is not tried again by itself."""
    attempts = MOST_TRIES if error.is_final else room.attempts + 1
    log.warning("room_failed", room=room.name, provider=room.provider, attempts=attempts, error=type(error).__name__)
    said: dict[str, Any] = {"state": RoomState.FAILED, "failure": str(error)[:300], "attempts": attempts}
    with transaction.atomic():
        LiveRoom.objects.filter(pk=room.pk).exclude(state=RoomState.CLOSED).update(**said, changed_at=clock.now())
        mark_board(room.session_id)


def retry_room(room: LiveRoom) -> None:
    """The editor's or organizer's button: begin anew. One that is not broken is told again, which does no harm."""
    with transaction.atomic():
        waiting = {"state": RoomState.WAITING, "attempts": 0, "failure": "", "changed_at": clock.now()}
        LiveRoom.objects.filter(pk=room.pk).exclude(state=RoomState.CLOSED).update(**waiting)
        mark_board(room.session_id)
        transaction.on_commit(partial(wake, room.pk), robust=True)
    if is_made_here(room):
        make_room(room.pk)


def close_room(room: LiveRoom) -> None:
    """Everybody out: the session is not to be held online (any more)."""
    with transaction.atomic():
        LiveRoom.objects.filter(pk=room.pk).update(
            state=RoomState.CLOSED, told="", url="", failure="", changed_at=clock.now()
        )
        put_everybody_out(room)
        mark_board(room.session_id)
        transaction.on_commit(partial(empty_places, room.session_id), robust=True)
        transaction.on_commit(partial(leave_provider, room.provider, room.name, room.session_id), robust=True)


def put_everybody_out(room: LiveRoom) -> None:
    """Tell the pages; what is wrong with the session they read on the page itself."""
    people = list(Participant.objects.inside().filter(session=room.session_id).values_list("pk", flat=True))
    if people:
        bus.tell({"t": "out", "s": room.session_id, "p": people, "why": "ended"})


def leave_provider(provider: str, name: str, session_id: int) -> None:
    """Have a worker remove the room there; nothing to do where rooms are our own rows only."""
    from live_control.tasks import shut_room_now  # the task calls these actions

    try:
        if not provider_named(provider).is_remote:
            return
    except ProviderFailed:
        return
    seen = Participant.objects.filter(session=session_id, last_seen_at__gt=clock.now() - timedelta(days=1))
    people = [str(public_id) for public_id in seen.values_list("public_id", flat=True)]
    hand_to_worker(shut_room_now, provider, name, people)


def shut_room(provider: str, name: str, people: Iterable[str]) -> None:
    """Put everybody out at the provider and remove the room. Raises ProviderFailed; a room ends by itself, too."""
    provider_named(provider).close_room(name, people=list(people))


def sweep_rooms() -> None:
    """Make what was missed or has failed, and close what is over."""
    now = clock.now()
    missing = SessionPage.objects.live().filter(format__in=ONLINE, is_cancelled=False, ends_at__gt=now - GRACE)
    paths = {path[: -2 * SessionPage.steplen] for path in missing.values_list("path", flat=True)}
    over = LiveRoom.objects.exclude(state=RoomState.CLOSED).filter(session__ends_at__lte=now - GRACE)
    paths |= {room.session.event_path for room in over.select_related("session")}
    for event in EventPage.objects.filter(path__in=paths):
        sync_event(event)
    for room in LiveRoom.objects.unmade().filter(attempts__lt=MOST_TRIES):
        if is_due(room, now):
            make_room(room.pk)


def is_due(room: LiveRoom, now: datetime) -> bool:
    """Twice as long after each failure; what waits for its first try has a worker of its own for a while."""
    return room.changed_at + min(FIRST_PAUSE * 2**room.attempts, LONGEST_PAUSE) <= now
