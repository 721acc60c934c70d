"""People in a room that Daily carries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone as clock

from live_control.actions.rooms import sweep_rooms
from live_control.media import provider_of
from live_control.models import LiveRoom, Participant
from tests.fakes.daily import FakeDaily


def make_due() -> None:
    """What waits for its worker has waited."""
    sweep_rooms()
    LiveRoom.objects.update(changed_at=clock.now() - timedelta(hours=1))


def seated(room: LiveRoom, role: str = "viewer", **fields: Any) -> Participant:
    holder = f"guest:{Participant.objects.count()}"
    return Participant.objects.create(
        session=room.session, holder=fields.pop("holder", holder), name="Ada", role=role, **fields
    )


def inside(daily: FakeDaily, participant: Participant) -> Any:
    """They come in with their token, and their page reports its id."""
    room = participant.session.live_room
    token = provider_of(room).token(room, participant, until=clock.now() + timedelta(hours=1))
    person = daily.join(room.name, token)
    Participant.objects.filter(pk=participant.pk).update(media_id=person.session_id)
    return person


def content(file: Any) -> bytes:
    """What a file field holds."""
    with file.open() as opened:
        return opened.read()
