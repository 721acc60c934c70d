"""Questions: asked once, wanted once, taken in turn."""

from __future__ import annotations

from uuid import uuid4

import pytest

from live_control.actions import questions
from live_control.choices import QuestionState
from live_control.errors import SwitchedOff, WrongState
from live_control.models import LiveRoom, Question, QuestionVote
from notifications.errors import InvalidInput, TooManyRequests
from tests.factories.live import person_in, question_by

pytestmark = pytest.mark.django_db
State = QuestionState


def test_retry_asks_once_and_costs_nothing(grace, marks):
    key = uuid4()
    for _again in range(questions.ASKING.limit + 1):
        questions.ask(grace, "Why oak?", key=key)

    assert (Question.objects.count(), marks()) == (1, 1)


def test_anonymous_question_carries_no_name(grace):
    asked = questions.ask(grace, "Why?", key=uuid4(), is_anonymous=True)

    assert (asked.name, asked.participant) == ("", grace)


def test_key_of_somebody_else_is_refused(session, grace):
    question = question_by(person_in(session, "Ada"))

    with pytest.raises(InvalidInput) as refusal:
        questions.ask(grace, "Mine", key=question.key)

    assert list(refusal.value.fields) == ["key"]


def test_flood_of_one_person_is_stopped(grace, marks):
    for _number in range(questions.ASKING.limit):
        questions.ask(grace, "Why?", key=uuid4())

    with pytest.raises(TooManyRequests):
        questions.ask(grace, "Why?", key=uuid4())

    assert (Question.objects.count(), marks()) == (questions.ASKING.limit, questions.ASKING.limit)


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 501])
def test_question_that_is_none_is_refused(grace, text):
    with pytest.raises(InvalidInput):
        questions.ask(grace, text, key=uuid4())


def test_questions_may_be_switched_off(grace):
    LiveRoom.objects.update(has_questions=False)

    with pytest.raises(SwitchedOff):
        questions.ask(grace, "Why?", key=uuid4())


def test_nothing_is_asked_without_a_room(grace):
    LiveRoom.objects.all().delete()

    with pytest.raises(SwitchedOff):
        questions.ask(grace, "Why?", key=uuid4())


@pytest.mark.parametrize("state", [State.QUEUE, State.ANSWERED, State.DISMISSED])
def test_only_open_questions_take_votes(grace, state):
    with pytest.raises(WrongState):
        questions.upvote(grace, question_by(grace, state=state))


def test_counter_equals_its_rows(session, grace, marks):
    question = question_by(grace, state=State.SHOWN)
    people = [person_in(session, f"Person {n}") for n in range(3)]
    for person in (*people, *people):
        questions.upvote(person, question)
    for _again in range(2):
        questions.withdraw_upvote(people[0], question)

    assert (question.upvotes, QuestionVote.objects.count(), marks()) == (2, 2, 4)


ALLOWED = {
    (State.QUEUE, State.SHOWN),
    (State.QUEUE, State.ANSWERING),
    (State.QUEUE, State.DISMISSED),
    (State.SHOWN, State.QUEUE),
    (State.SHOWN, State.ANSWERING),
    (State.SHOWN, State.ANSWERED),
    (State.SHOWN, State.DISMISSED),
    (State.ANSWERING, State.SHOWN),
    (State.ANSWERING, State.ANSWERED),
    (State.ANSWERING, State.DISMISSED),
    (State.ANSWERED, State.SHOWN),
    (State.ANSWERED, State.ANSWERING),
    (State.ANSWERED, State.DISMISSED),
    (State.DISMISSED, State.QUEUE),
    (State.DISMISSED, State.SHOWN),
}


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_states_of_a_question(grace, before, after):
    question = question_by(grace, state=before)
    if (before, after) in ALLOWED:
        moved = questions.move_question(question, after)
        assert (moved.state, moved.answered_at is not None) == (after, after == State.ANSWERED)
    else:
        with pytest.raises(WrongState):
            questions.move_question(question, after)


def test_one_question_is_answered_at_a_time(session, grace):
    first, second = question_by(grace, state=State.ANSWERING), question_by(person_in(session), "Next?")

    questions.move_question(second, State.ANSWERING)

    first.refresh_from_db()
    assert (first.state, first.answered_at is not None) == (State.ANSWERED, True)


def test_refused_move_leaves_the_one_being_answered(session, grace):
    first, dismissed = question_by(grace, state=State.ANSWERING), question_by(grace, state=State.DISMISSED)

    with pytest.raises(WrongState):
        questions.move_question(dismissed, State.ANSWERING)

    first.refresh_from_db()
    assert first.state == State.ANSWERING


def test_pin_and_unpin_twice_are_once(grace, marks):
    question = question_by(grace)
    steps = [questions.pin_question, questions.pin_question, questions.unpin_question, questions.unpin_question]

    assert [step(question).is_pinned for step in steps] == [True, True, False, False]
    assert marks() == 2


def test_question_of_somebody_deleted_still_moves(grace):
    question = question_by(grace)
    grace.delete()
    question.refresh_from_db()

    assert questions.move_question(question, State.SHOWN).state == State.SHOWN
