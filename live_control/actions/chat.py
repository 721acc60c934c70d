"""The chat: what is said goes to everybody who is there, and is stored nowhere (spec 4, "Actions")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from live_control import bus
from live_control.actions.stage import room_of
from live_control.choices import CREW_ROLES
from live_control.errors import Muted, SwitchedOff
from live_control.models import LiveRoom, Participant
from live_control.typed import checked_text
from notifications.errors import NotAllowed, TooManyRequests


def say(participant: Participant, text: str) -> bus.Message:
    """Tell everybody; the message as they get it. Three queries.

    Raises InvalidInput, SwitchedOff, Muted, and TooManyRequests where the last message is too fresh.
    """
    room = room_of(participant.session_id)
    if not room.has_chat:
        raise SwitchedOff(_("The chat is switched off."))
    clean = checked_text(text)
    now = clock.now()
    _take_turn(participant, room)
    message = {
        "id": str(uuid4()),
        "name": participant.name,
        "role": participant.role,
        "text": clean,
        "at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "from": str(participant.public_id),
    }
    bus.tell({"t": "say", "s": participant.session_id, "m": message})
    return message


def _take_turn(participant: Participant, room: LiveRoom) -> None:
    """One conditional statement: of two messages sent at once, the pause lets one through."""
    now = clock.now()
    pause = 0 if participant.role in CREW_ROLES else room.chat_pause
    waited = Q(said_at=None) | Q(said_at__lte=now - timedelta(seconds=pause))
    if Participant.objects.filter(waited, pk=participant.pk, is_muted=False, out="").update(said_at=now):
        return
    person = Participant.objects.get(pk=participant.pk)
    if person.is_muted:
        raise Muted
    if person.out:
        raise NotAllowed(_("You are not in this session any more."))
    left = max(1, round(pause - (now - (person.said_at or now)).total_seconds()))
    text = ngettext("Please wait one second.", "Please wait %(left)d seconds.", left) % {"left": left}
    raise TooManyRequests(text, retry_after=left)


def remove_messages(session_id: int, ids: Sequence[UUID]) -> None:
    """Take messages back from every page; of ids that nobody has, nothing is heard again."""
    if ids:
        bus.tell({"t": "unsay", "s": session_id, "m": [str(one) for one in ids]})


def clear_chat(session_id: int) -> None:
    """Take everything back."""
    bus.tell({"t": "unsay", "s": session_id, "m": []})
