"""Questions from the audience: asked, wanted by others, and taken in turn (spec 4, "Q&A")."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.budgets import Budget, spend
from live_control.actions.stage import room_of, tell_person
from live_control.board.mark import mark_board
from live_control.choices import QuestionState
from live_control.errors import SwitchedOff, WrongState
from live_control.models import Participant, Question, QuestionVote
from live_control.typed import checked_text, refused
from notifications.errors import Conflict

# One person's questions: enough for a long talk, too few for a flood.
ASKING = Budget("live-question", limit=5, seconds=60)
State = QuestionState
NEXT: dict[str, frozenset[str]] = {
    State.QUEUE: frozenset({State.SHOWN, State.ANSWERING, State.DISMISSED}),
    State.SHOWN: frozenset({State.QUEUE, State.ANSWERING, State.ANSWERED, State.DISMISSED}),
    State.ANSWERING: frozenset({State.SHOWN, State.ANSWERED, State.DISMISSED}),
    State.ANSWERED: frozenset({State.SHOWN, State.ANSWERING, State.DISMISSED}),
    State.DISMISSED: frozenset({State.QUEUE, State.SHOWN}),
}
WANTED = (State.SHOWN, State.ANSWERING)
# Of two tabs at once, one writes nothing.
INSERT_UPVOTE = """
INSERT INTO live_control_questionvote (question_id, participant_id) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""


def ask(participant: Participant, text: str, *, key: UUID, is_anonymous: bool = False) -> Question:
    """Put a question into the queue. The same key asks once, however often it is sent.

    Raises InvalidInput, SwitchedOff, TooManyRequests.
    """
    if not room_of(participant.session_id).has_questions:
        raise SwitchedOff(_("Questions are switched off."))
    clean = checked_text(text)
    name = "" if is_anonymous else participant.name
    with transaction.atomic():
        question, is_new = Question.objects.get_or_create(
            session_id=participant.session_id,
            key=key,
            defaults={"participant": participant, "text": clean, "name": name},
        )
        if question.participant_id != participant.pk:
            raise refused("key", _("This key belongs to another question."))
        if is_new:
            spend([(ASKING, str(participant.public_id))])
            mark_board(participant.session_id)
    return question


def upvote(participant: Participant, question: Question) -> Question:
    """Want to hear the answer, too. Twice is once. Raises WrongState where the question is not open to that."""
    if question.state not in WANTED:
        raise WrongState(_("This question takes no votes."))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT_UPVOTE, [question.pk, participant.pk])
        if cursor.rowcount:
            _count(question, by=1)
    question.refresh_from_db(fields=["upvotes"])
    return question


def withdraw_upvote(participant: Participant, question: Question) -> Question:
    """Not any more. Twice is once, and it is possible whatever has become of the question."""
    with transaction.atomic():
        deleted, _by_model = QuestionVote.objects.filter(question=question, participant=participant).delete()
        if deleted:
            _count(question, by=-1)
    question.refresh_from_db(fields=["upvotes"])
    return question


def _count(question: Question, *, by: int) -> None:
    Question.objects.filter(pk=question.pk).update(upvotes=F("upvotes") + by)
    mark_board(question.session_id)


def move_question(question: Question, to: str) -> Question:
    """Show it, take it up, close it, dismiss it, or put it back. Whatever is being answered then, has been.

    Raises WrongState, and Conflict where somebody else has taken up another one in this moment.
    """
    try:
        with transaction.atomic():
            _move(question, to)
            mark_board(question.session_id)
    except IntegrityError as error:
        raise Conflict(_("Another question has just been taken up. Please try again.")) from error
    question.refresh_from_db()
    return question


def _move(question: Question, to: str) -> None:
    now = clock.now()
    if to == State.ANSWERING:
        others = Question.objects.filter(session=question.session_id, state=State.ANSWERING).exclude(pk=question.pk)
        for other in others.select_related("participant"):
            _write(other, State.ANSWERED, where={"state": State.ANSWERING}, answered_at=now)
    before = [state for state, following in NEXT.items() if to in following]
    if not _write(question, to, where={"state__in": before}, answered_at=now if to == State.ANSWERED else None):
        state = State(Question.objects.values_list("state", flat=True).get(pk=question.pk))
        raise WrongState(_("This question is %(state)s, so that is not possible.") % {"state": state.label})


def _write(question: Question, to: str, *, where: dict[str, object], answered_at: datetime | None) -> bool:
    """Whether it was in one of these states; its asker is told."""
    if not Question.objects.filter(pk=question.pk, **where).update(state=to, answered_at=answered_at):
        return False
    if question.participant is not None:
        tell_person(question.participant, {"question": {"id": str(question.public_id), "state": to}})
    return True


def pin_question(question: Question) -> Question:
    """Keep it on top. Twice is once."""
    return _pin(question, is_pinned=True)


def unpin_question(question: Question) -> Question:
    """Back among the others. Twice is once."""
    return _pin(question, is_pinned=False)


def _pin(question: Question, *, is_pinned: bool) -> Question:
    with transaction.atomic():
        if Question.objects.filter(pk=question.pk).exclude(is_pinned=is_pinned).update(is_pinned=is_pinned):
            mark_board(question.session_id)
    question.is_pinned = is_pinned
    return question
