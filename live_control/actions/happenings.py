"""What a media provider told: written down once, then worked on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone as clock
from django.utils.dateparse import parse_datetime

from live_control.actions import recordings
from live_control.actions.stage import hand_over
from live_control.board.mark import mark_board
from live_control.choices import Provider, StagePlace
from live_control.errors import ProviderFailed
from live_control.media.daily_events import Told
from live_control.media.seam import Happening
from live_control.models import LiveRoom, MediaEvent, Participant
from notifications.work import hand_to_worker

log = structlog.get_logger("foyer.live")
# An event whose worker died is worked on after so long, and for so long.
LEFT_BEHIND, GIVEN_UP = timedelta(minutes=1), timedelta(days=1)
KEPT = timedelta(days=30)


def take_note(provider: str, told: Told) -> None:
    """Keep it and hand it to a worker; the same one again changes nothing."""
    if told.happening is None:
        return
    said = {name: value for name, value in asdict(told.happening).items() if value not in ("", None)}
    if isinstance(said.get("at"), datetime):
        said["at"] = said["at"].isoformat()
    with transaction.atomic():
        event, is_new = MediaEvent.objects.get_or_create(
            provider=provider, event_id=told.event_id, defaults={"kind": told.kind, "payload": said}
        )
        if is_new:
            transaction.on_commit(partial(wake, event.pk), robust=True)


def wake(event_id: int) -> None:
    from live_control.tasks import work_on_event  # the task calls these actions

    hand_to_worker(work_on_event, event_id)


def work_on(event_id: int) -> None:
    """Do what follows from an event, once."""
    with transaction.atomic():
        event = MediaEvent.objects.select_for_update(skip_locked=True).filter(pk=event_id, handled_at=None).first()
        if event is None:
            return
        try:
            follow(happening_in(event.payload))
            failure = ""
        except ProviderFailed as error:
            failure = str(error)[:300]
        MediaEvent.objects.filter(pk=event_id).update(handled_at=clock.now(), failure=failure)


def happening_in(payload: dict[str, Any]) -> Happening:
    at = payload.get("at")
    return Happening(**{**payload, "at": parse_datetime(at) if at else None})


def follow(happening: Happening) -> None:
    """Of Daily alone so far: other providers tell nothing."""
    if happening.kind in {"joined", "left"}:
        follow_person(happening)
    elif happening.kind == "recording_started":
        recordings.note_started(happening)
    elif happening.kind == "recording_ready":
        recordings.note_ready(happening)
    elif happening.kind == "recording_failed":
        recordings.note_failed(happening)
    elif happening.kind == "meeting_ended":
        recordings.note_meeting_ended(happening)


def follow_person(happening: Happening) -> None:
    """The page reports its own id; this is for one that did not get to it, or is gone."""
    room = LiveRoom.objects.filter(name=happening.room, provider=Provider.DAILY).first()
    person = person_named(room, happening.user_id) if room else None
    if person is None:
        return
    if happening.kind == "joined" and not person.media_id:
        media_id = happening.media_id[:64]
    elif happening.kind == "left" and person.media_id == happening.media_id:
        media_id = ""
    else:
        return  # it tells of a connection before the one that the page has now
    Participant.objects.filter(pk=person.pk).update(media_id=media_id)
    if media_id and person.stage == StagePlace.STAGE:
        hand_over([person.pk])
    if person.stage != StagePlace.AUDIENCE:
        mark_board(person.session_id)


def person_named(room: LiveRoom, user_id: str) -> Participant | None:
    """People's ids at the provider are ours; anything else is nobody."""
    if len(user_id) != 36:
        return None
    return Participant.objects.filter(session=room.session_id, public_id__in=[user_id]).first()


def sweep_events() -> None:
    """Work on what a lost worker left, and forget what is old."""
    now = clock.now()
    left = MediaEvent.objects.filter(handled_at=None, received_at__lt=now - LEFT_BEHIND, received_at__gt=now - GIVEN_UP)
    for event_id in left.values_list("pk", flat=True)[:200]:
        work_on(event_id)
    MediaEvent.objects.filter(received_at__lt=now - KEPT).delete()
