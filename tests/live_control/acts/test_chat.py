"""The chat is said to everybody, and stored nowhere."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone as clock

from live_control.actions import chat, signups
from live_control.choices import ActionState, Kind, LiveRole, Out
from live_control.errors import Muted, SwitchedOff, WrongState
from live_control.models import LiveRoom, Participant
from notifications.errors import InvalidInput, NotAllowed, NotFound, TooManyRequests
from tests.factories.live import action_in, event_around, live_session, person_in, poll_in

pytestmark = pytest.mark.django_db


def test_pause_passes(grace):
    chat.say(grace, "One")
    with pytest.raises(TooManyRequests) as refusal:
        chat.say(grace, "Two")
    Participant.objects.update(said_at=clock.now() - timedelta(seconds=3))

    assert (refusal.value.retry_after, chat.say(grace, "Three")["text"]) == (2, "Three")


def test_crew_waits_for_nobody(session, room):
    ada = person_in(session, "Ada", LiveRole.ORGANIZER)

    assert [chat.say(ada, text)["text"] for text in ("One", "Two")] == ["One", "Two"]


def test_no_pause_is_no_pause(session, grace):
    LiveRoom.objects.update(chat_pause=0)

    assert [chat.say(grace, text)["text"] for text in ("One", "Two")] == ["One", "Two"]


@pytest.mark.parametrize(("change", "error"), [({"is_muted": True}, Muted), ({"out": Out.EJECTED}, NotAllowed)])
def test_who_may_not_speak(grace, change, error):
    Participant.objects.update(**change)

    with pytest.raises(error):
        chat.say(grace, "Hello")


@pytest.mark.parametrize("text", ["", "\n", "x" * 501])
def test_message_that_is_none_takes_no_turn(grace, text):
    with pytest.raises(InvalidInput):
        chat.say(grace, text)

    assert chat.say(grace, "Hello")["text"] == "Hello"


def test_chat_may_be_switched_off(grace):
    LiveRoom.objects.update(has_chat=False)

    with pytest.raises(SwitchedOff):
        chat.say(grace, "Hello")


def test_saying_something_costs_little(grace, django_assert_num_queries):
    with django_assert_num_queries(2):
        chat.say(grace, "Hello")


def test_taking_nothing_back_is_no_clearing(session, django_assert_num_queries):
    with django_assert_num_queries(0):
        chat.remove_messages(session.pk, [])
    chat.remove_messages(session.pk, [uuid4()])
    chat.clear_chat(session.pk)


@pytest.mark.parametrize(
    ("state", "error"),
    [(ActionState.DRAFT, NotFound), (ActionState.CLOSED, WrongState), (ActionState.ARCHIVED, NotFound)],
)
def test_sign_up_that_is_not_open(session, grace, state, error):
    with pytest.raises(error):
        signups.sign_up(grace, action_in(session, Kind.SIGNUP, state), {})


def test_sign_up_of_another_session_or_kind_is_not_there(session, grace):
    elsewhere = live_session(event=event_around(session), title="Sails")

    for action in (poll_in(session), action_in(elsewhere, Kind.SIGNUP)):
        with pytest.raises(NotFound):
            signups.sign_up(grace, action, {})
