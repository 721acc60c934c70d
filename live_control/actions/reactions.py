"""Reactions: counted on their way, stored nowhere (docs/decisions/0010-live-board.md)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from live_control import bus
from live_control.actions.stage import room_of
from live_control.errors import SwitchedOff
from live_control.models import Participant
from notifications.errors import InvalidInput

REACTIONS = ("applause", "heart", "laugh", "wow", "celebrate", "thumbs_up")


def react(participant: Participant, kind: str) -> None:
    """Count one reaction, for servers without the express lane. Raises SwitchedOff, InvalidInput. One query."""
    if not room_of(participant.session_id).has_reactions:
        raise SwitchedOff(_("Reactions are switched off."))
    bus.tell({"t": "react", "s": participant.session_id, "c": {checked_reaction({"kind": kind}): 1}})


def checked_reaction(given: object) -> str:
    """The kind in the JSON `{kind}`. Raises InvalidInput."""
    kind = given.get("kind") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in REACTIONS:
        text = _("There is no such reaction.")
        raise InvalidInput(text, fields={"kind": text})
    return kind
