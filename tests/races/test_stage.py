"""Many at once: the last places on stage, upvotes, a question that is sent again, one question at a time."""

from __future__ import annotations

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest

from live_control.actions import chat, questions, show, stage
from live_control.choices import ActionState, LiveRole, QuestionState, StagePlace
from live_control.errors import StageFull, WrongState
from live_control.models import LiveRoom, Participant, Question, QuestionVote
from notifications.errors import Conflict, TooManyRequests
from tests.factories.live import live_session, person_in, poll_in, question_by, room_for
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS, PLACES = 8, 3


@pytest.fixture
def session():
    found = live_session()
    room_for(found, stage_limit=PLACES)
    return found


@pytest.fixture
def speakers(session) -> list[Participant]:
    return [person_in(session, f"Speaker {n}", LiveRole.SPEAKER) for n in range(CALLERS)]


def outcome_of(act, *refusals: type[Exception]) -> str:
    try:
        act()
    except refusals:
        return "refused"
    return "done"


def counted() -> tuple[int, int]:
    """The counter, and a recount."""
    return LiveRoom.objects.get().stage_used, Participant.objects.filter(stage=StagePlace.STAGE).count()


def test_last_places_on_stage_go_to_as_many_as_there_are(speakers):
    answers = all_at_once([partial(outcome_of, partial(stage.enter_stage, one), StageFull) for one in speakers])

    assert sorted(answers) == ["done"] * PLACES + ["refused"] * (CALLERS - PLACES)
    assert counted() == (PLACES, PLACES)


def test_one_person_in_many_tabs_takes_one_place(speakers):
    all_at_once([partial(stage.enter_stage, speakers[0])] * CALLERS)

    assert counted() == (1, 1)


def test_leaving_many_times_gives_one_place_back(speakers):
    for one in speakers[:2]:
        stage.enter_stage(one)

    all_at_once([partial(stage.leave_stage, speakers[0])] * CALLERS)

    assert counted() == (1, 1)


def test_coming_going_and_swapping_keep_counter_and_people_together(session, speakers):
    for one in speakers[:2]:
        stage.enter_stage(one)
    guests = [person_in(session, f"Guest {n}") for n in range(2)]
    for guest in guests:
        stage.raise_hand(guest)
    acts = [partial(stage.leave_stage, one) for one in speakers[:2]]
    acts += [partial(stage.enter_stage, one) for one in speakers[2:6]]
    acts += [partial(stage.swap, session.pk, off=one) for one in speakers[:2]]

    all_at_once([partial(outcome_of, act, StageFull, WrongState, Conflict) for act in acts])

    used, people = counted()
    assert used == people <= PLACES


def test_control_counting_before_entering_overfills_the_stage(session, speakers):
    """Without the conditional statement the same callers crowd the stage: the race is real."""
    everybody_has_read = Barrier(CALLERS)

    def check_then_enter(person: Participant) -> None:
        taken = Participant.objects.filter(session=session, stage=StagePlace.STAGE).count()
        everybody_has_read.wait(timeout=30)
        if taken < PLACES:
            Participant.objects.filter(pk=person.pk).update(stage=StagePlace.STAGE)

    all_at_once([partial(check_then_enter, one) for one in speakers])

    assert Participant.objects.filter(stage=StagePlace.STAGE).count() > PLACES


def test_upvotes_of_many_and_of_one_in_many_tabs_are_all_counted_once(session, speakers):
    question = question_by(speakers[0], state=QuestionState.SHOWN)
    mine = Question.objects.get(pk=question.pk)

    all_at_once([partial(questions.upvote, one, mine) for one in (*speakers[:4], *speakers[:4])])

    assert (Question.objects.get().upvotes, QuestionVote.objects.count()) == (4, 4)


def test_upvoting_and_withdrawing_at_once_keeps_counter_and_rows_together(session, speakers):
    question = question_by(speakers[0], state=QuestionState.SHOWN)
    steps = [questions.upvote, questions.withdraw_upvote] * (CALLERS // 2)

    all_at_once([partial(step, speakers[n // 4], question) for n, step in enumerate(steps)])

    assert Question.objects.get().upvotes == QuestionVote.objects.count()


def test_question_sent_again_at_the_same_moment_is_asked_once(speakers):
    key = uuid4()

    asked = all_at_once([partial(questions.ask, speakers[0], "Why oak?", key=key)] * CALLERS)

    assert {one.pk for one in asked} == {Question.objects.get().pk}


def test_two_organizers_take_up_two_questions_and_one_is_answered(session, speakers):
    asked = [question_by(one, state=QuestionState.SHOWN) for one in speakers[:4]]
    move = [partial(questions.move_question, one, QuestionState.ANSWERING) for one in asked]

    answers = all_at_once([partial(outcome_of, act, Conflict) for act in move])

    assert "done" in answers
    assert Question.objects.filter(state=QuestionState.ANSWERING).count() == 1


def test_poll_is_opened_once_by_many_organizers(session):
    poll = poll_in(session, ActionState.DRAFT)

    answers = all_at_once([partial(outcome_of, partial(show.open_action, poll), WrongState)] * CALLERS)

    assert answers.count("done") == 1


def test_pause_of_the_chat_lets_one_message_through(speakers):
    answers = all_at_once([partial(outcome_of, partial(chat.say, speakers[0], "Hello"), TooManyRequests)] * CALLERS)

    assert answers.count("done") == 1
