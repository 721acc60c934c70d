"""What an organizer does about one person: mute, put out, let in again."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from live_control.actions.people import put_out
from live_control.actions.stage import tell_person
from live_control.board.mark import mark_board
from live_control.choices import CREW_ROLES, Out
from live_control.models import Participant
from notifications.errors import NotAllowed
from ticketing.actions.places import give_back_places


def mute(participant: Participant) -> None:
    """No more chat from this person. Twice is once. Raises NotAllowed for an organizer."""
    _refuse_crew(participant)
    _set_muted(participant, is_muted=True)


def unmute(participant: Participant) -> None:
    """They may write again. Twice is once."""
    _set_muted(participant, is_muted=False)


def _set_muted(participant: Participant, *, is_muted: bool) -> None:
    with transaction.atomic():
        rows = Participant.objects.filter(pk=participant.pk).exclude(is_muted=is_muted)
        if rows.update(is_muted=is_muted):
            tell_person(participant, {"is_muted": is_muted})
            mark_board(participant.session_id)


def eject(participant: Participant) -> None:
    """Put somebody out of the session until they are let in again. Twice is once. Raises NotAllowed for an organizer.

    They leave the stage, their pages close, and their place online is free for somebody else.
    """
    _refuse_crew(participant)
    with transaction.atomic():
        put_out(participant.session_id, [participant.pk], why=Out.EJECTED)
    # Places have transactions of their own (docs/locking.md, order 8).
    give_back_places(participant.session_id, [participant.holder])


def readmit(participant: Participant) -> None:
    """Whoever was put out may join again, by themselves. Twice is once.

    Under another id: the old one, and every token that names it, stays shut out at the media provider.
    """
    with transaction.atomic():
        out = Participant.objects.filter(pk=participant.pk).exclude(out="")
        if out.update(out=Out.NONE, public_id=uuid4()):
            mark_board(participant.session_id)


def _refuse_crew(participant: Participant) -> None:
    if participant.role in CREW_ROLES:
        raise NotAllowed(_("Organizers are not muted or put out here. Take away their role instead."))
