"""Raising a hand, and who is on stage: the only code that changes `LiveRoom.stage_used` (docs/locking.md).

A place on stage is `Participant.stage` and the counter of the room; both change in one short transaction, the person
first and the counter last. So two who accept at once never wait for each other before the counter, and whoever finds
the stage full has written nothing. What the media provider has to do about it, a worker does after the commit: a slow
provider never holds a lock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from live_control import bus
from live_control.board.mark import mark_board
from live_control.choices import LiveRole, StagePlace
from live_control.errors import StageFull, SwitchedOff, WrongState
from live_control.models import LiveRoom, Participant
from live_control.rules import may_enter_stage
from notifications.errors import Conflict, NotAllowed
from notifications.work import hand_to_worker

CLAIM = """
UPDATE live_control_liveroom SET stage_used = stage_used + 1
WHERE session_id = %s AND stage_used < stage_limit
"""
# Those who are on stage because they were asked to, not because they run or give the session.
GUESTS = (LiveRole.VIEWER, LiveRole.PARTICIPANT)


def room_of(session_id: int) -> LiveRoom:
    """The session's room. Raises SwitchedOff while there is none. One query."""
    room = LiveRoom.objects.filter(session=session_id).first()
    if room is None:
        raise SwitchedOff(_("The room of this session is not ready yet."))
    return room


def raise_hand(participant: Participant) -> None:
    """Ask to be heard. Twice is once, and keeps the place in line. Raises SwitchedOff."""
    room = room_of(participant.session_id)
    if not room.has_hands or not room.stage_limit:
        raise SwitchedOff(_("Hands cannot be raised in this session."))
    _change_hand(participant, {"hand_raised_at": None, "stage": StagePlace.AUDIENCE}, raised_at=clock.now())


def lower_hand(participant: Participant) -> None:
    """Take it down again, oneself or by an organizer. Twice is once."""
    _change_hand(participant, {"hand_raised_at__isnull": False}, raised_at=None)


def _change_hand(participant: Participant, where: dict[str, object], *, raised_at: object) -> None:
    with transaction.atomic():
        if not Participant.objects.filter(pk=participant.pk, out="", **where).update(hand_raised_at=raised_at):
            return
        tell_person(participant, {"hand_raised": raised_at is not None})
        mark_board(participant.session_id)


def invite(participant: Participant) -> None:
    """Ask somebody of the audience to the stage; they accept with `enter_stage`. Asking again reminds them.

    Raises WrongState for somebody who is there already, or is not in the room.
    """
    with transaction.atomic():
        _invite(locked([participant.pk])[0])
        mark_board(participant.session_id)


def _invite(person: Participant) -> None:
    if person.out or person.stage == StagePlace.STAGE:
        raise WrongState(_("%(name)s cannot be invited now.") % {"name": person.name})
    Participant.objects.filter(pk=person.pk).update(stage=StagePlace.INVITED, hand_raised_at=None)
    tell_person(person, {"stage": StagePlace.INVITED, "invitation": True, "hand_raised": False})


def enter_stage(participant: Participant) -> None:
    """Be seen and heard from now on. Twice is once. Raises NotAllowed without an invitation, StageFull."""
    room = room_of(participant.session_id)
    with transaction.atomic():
        person = locked([participant.pk])[0]
        if not may_enter_stage(person, room):
            raise NotAllowed(_("You come on stage when an organizer invites you."))
        if person.stage == StagePlace.STAGE:
            return
        Participant.objects.filter(pk=person.pk).update(
            stage=StagePlace.STAGE, stage_since=clock.now(), hand_raised_at=None
        )
        _claim_place(room.session_id)
        tell_person(person, {"stage": StagePlace.STAGE, "hand_raised": False})
        hand_over([person.pk])
        mark_board(person.session_id)


def leave_stage(participant: Participant) -> None:
    """Back to the audience: by oneself, declining an invitation, or sent by an organizer. Twice is once."""
    with transaction.atomic():
        if take_down(locked([participant.pk])):
            mark_board(participant.session_id)


def swap(session_id: int, *, off: Participant | None = None) -> Participant:
    """The next speaker: whoever raised a hand first is invited, and one guest goes back to the audience for them.

    That is `off`, or who of the audience has been on stage for the longest; nobody where only speakers are there.
    Returns whom was invited. Raises WrongState where no hand is up.
    """
    inside = Participant.objects.filter(session=session_id).inside()
    following = inside.with_hand_up().filter(stage=StagePlace.AUDIENCE).first()
    if following is None:
        raise WrongState(_("Nobody has raised a hand."))
    leaving = off or inside.on_stage().filter(role__in=GUESTS).first()
    with transaction.atomic():
        people = locked([following.pk, *([leaving.pk] if leaving else [])])
        take_down([person for person in people if person.pk != following.pk])
        [chosen] = [person for person in people if person.pk == following.pk]
        if chosen.hand_raised_at is None:
            raise Conflict(_("This hand has just been lowered. Please try again."))
        _invite(chosen)
        mark_board(session_id)
    return chosen


def locked(keys: Collection[int]) -> list[Participant]:
    """These people, locked by ascending id until the transaction's end (docs/locking.md)."""
    return list(Participant.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def take_down(people: Sequence[Participant]) -> list[Participant]:
    """Of one session's locked people, send those who are not mere audience back to it; whom it changed.

    Gives their places back, and has the provider stop what they send. The caller marks the board.
    """
    changed = [one for one in people if one.stage != StagePlace.AUDIENCE or one.hand_raised_at]
    on_stage = [one for one in changed if one.stage == StagePlace.STAGE]
    Participant.objects.filter(pk__in=[one.pk for one in changed]).update(
        stage=StagePlace.AUDIENCE, stage_since=None, hand_raised_at=None
    )
    for one in changed:
        tell_person(one, {"stage": StagePlace.AUDIENCE, "hand_raised": False})
    if on_stage:
        LiveRoom.objects.filter(session=on_stage[0].session_id).update(stage_used=F("stage_used") - len(on_stage))
        hand_over([one.pk for one in on_stage])
    return changed


def hand_over(keys: Sequence[int]) -> None:
    """Have a worker tell the media provider who may send now, once this is committed."""
    from live_control.tasks import apply_stage  # the tasks call these actions

    for key in keys:
        transaction.on_commit(partial(hand_to_worker, apply_stage, key), robust=True)


def tell_person(participant: Participant, event: bus.Message) -> None:
    """An event for this person's own pages (docs/decisions/0010-live-board.md, `me`)."""
    bus.tell({"t": "person", "s": participant.session_id, "p": participant.pk, "e": event})


def _claim_place(session_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [session_id])
        if cursor.rowcount == 0:
            raise StageFull
