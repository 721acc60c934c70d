"""Somebody deletes their account: what they did in live sessions stays and counts, without the person (spec 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.selectors import verified_emails
from live_control.actions.stage import locked
from live_control.board.mark import mark_board
from live_control.models import Participant, Question, RecordingWish, SignupAnswer

if TYPE_CHECKING:
    from accounts.models import User


def forget_person(user: User) -> None:
    """Take out names, what they signed up with, and wishes; votes, questions and attendance stay, nobody's.

    Runs in the transaction that deletes the account.
    """
    emails = verified_emails({user.pk}) | ({user.email} if user.email else set())
    RecordingWish.objects.filter(email__in=emails).delete()
    own = locked(Participant.objects.filter(user=user).values_list("pk", flat=True))
    keys = [person.pk for person in own]
    SignupAnswer.objects.filter(participant__in=keys).delete()
    Question.objects.filter(participant__in=keys).update(name="")
    Participant.objects.filter(pk__in=keys).update(name="")
    for session_id in sorted({person.session_id for person in own}):
        mark_board(session_id)
