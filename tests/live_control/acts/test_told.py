"""What is told to the pages at once, as every process hears it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from live_control import bus
from live_control.actions import chat, moderation, people, questions, reactions, stage
from live_control.choices import LiveRole, Out, QuestionState, StagePlace
from live_control.errors import SwitchedOff
from live_control.models import LiveRoom
from notifications.errors import InvalidInput
from tests.database import url_of
from tests.factories.live import live_session, person_in, question_by, room_for

pytestmark = pytest.mark.django_db(transaction=True)
Heard = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def session(settings):
    settings.LIVE_BUS_URL = ""
    found = live_session()
    room_for(found)
    return found


@pytest.fixture
def heard(session) -> Iterator[Heard]:
    """What was told since the last call, but that boards are out of date."""
    with psycopg.connect(url_of(connection.settings_dict["NAME"]), autocommit=True) as listener:
        listener.execute(f"LISTEN {bus.CHANNEL}")

        def take() -> list[dict[str, Any]]:
            listener.execute("SELECT 1")
            told = [json.loads(notice.payload) for notice in listener.notifies(timeout=0.2)]
            return [message for message in told if message["t"] != "mark"]

        yield take


def event_for(person, **event: Any) -> dict[str, Any]:
    return {"t": "person", "s": person.session_id, "p": person.pk, "e": event}


def test_message_is_said_to_everybody_and_taken_back(session, heard):
    grace = person_in(session, "Grace")
    message = chat.say(grace, "Hello")
    gone = uuid4()
    chat.remove_messages(session.pk, [gone])
    chat.clear_chat(session.pk)

    assert heard() == [
        {"t": "say", "s": session.pk, "m": message},
        {"t": "unsay", "s": session.pk, "m": [str(gone)]},
        {"t": "unsay", "s": session.pk, "m": []},
    ]


def test_person_hears_of_their_way_to_the_stage_and_back(session, heard):
    grace = person_in(session, "Grace")
    stage.raise_hand(grace)
    stage.invite(grace)
    stage.enter_stage(grace)
    stage.leave_stage(grace)

    assert heard() == [
        event_for(grace, hand_raised=True),
        event_for(grace, stage="invited", invitation=True, hand_raised=False),
        event_for(grace, stage="stage", hand_raised=False),
        event_for(grace, stage="audience", hand_raised=False),
    ]


def test_refused_step_tells_nothing(session, heard):
    LiveRoom.objects.update(stage_limit=0)
    with pytest.raises(Exception, match="stage is full"):
        stage.enter_stage(person_in(session, "Ada", LiveRole.SPEAKER))

    assert heard() == []


def test_person_hears_that_they_are_muted_and_their_question_is_taken(session, heard):
    grace = person_in(session, "Grace")
    moderation.mute(grace)
    question = question_by(grace)
    questions.move_question(question, QuestionState.SHOWN)

    assert heard() == [
        event_for(grace, is_muted=True),
        event_for(grace, question={"id": str(question.public_id), "state": "shown"}),
    ]


def test_pages_of_somebody_put_out_are_told_to_end(session, heard):
    grace, ada = person_in(session, "Grace"), person_in(session, "Ada", stage=StagePlace.INVITED)
    moderation.eject(grace)
    people.end_access(session.pk, [ada.holder, grace.holder])

    assert heard() == [
        {"t": "out", "s": session.pk, "p": [grace.pk], "why": Out.EJECTED.value},
        event_for(ada, stage="audience", hand_raised=False),
        {"t": "out", "s": session.pk, "p": [ada.pk], "why": Out.ACCESS_ENDED.value},
    ]


def test_reaction_is_counted_for_everybody(session, heard):
    grace = person_in(session, "Grace")
    reactions.react(grace, "heart")
    with pytest.raises(InvalidInput):
        reactions.react(grace, "sneeze")
    LiveRoom.objects.update(has_reactions=False)
    with pytest.raises(SwitchedOff):
        reactions.react(grace, "heart")

    assert heard() == [{"t": "react", "s": session.pk, "c": {"heart": 1}}]
