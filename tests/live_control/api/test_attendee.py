"""What people in a session do over the API, with their stream ticket."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone as clock

from live_control.board.publish import publish_board
from live_control.choices import ActionState, Kind, LiveRole, Out, PollType, QuestionState, ShowResults, StagePlace
from live_control.models import LiveBoard, Participant, Question, SignupAnswer
from live_control.stream.tickets import Audience, write_ticket
from tests.factories.live import (
    action_in,
    live_header,
    live_session,
    live_ticket,
    person_in,
    poll_in,
    question_by,
    room_for,
    somebody,
)

pytestmark = pytest.mark.django_db
JSON = "application/json"
NAME_FIELD = {"name": "name", "label": "Name", "type": "text", "is_required": True, "choices": []}


@pytest.fixture
def session():
    found = live_session()
    room_for(found)
    return found


@pytest.fixture
def grace(session):
    return person_in(session, "Grace")


def send(participant: Participant, path: str, body: dict[str, Any] | None = None, *, method: str = "post") -> Any:
    return getattr(Client(), method)(
        f"/api/live/{path}", body or {}, content_type=JSON, headers=live_header(participant)
    )


def test_me_of_somebody_new(session, grace):
    answer = Client().get("/api/live/me", headers=live_header(grace))

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "id": str(grace.public_id),
            "name": "Grace",
            "role": "viewer",
            "stage": "audience",
            "hand_raised": False,
            "is_muted": False,
            "may_enter_stage": False,
            "votes": {},
            "upvoted": [],
            "signed_up": [],
            "questions": [],
            "is_known": False,
            "email": None,
            "phone": None,
        },
    )


def test_question_is_asked_once_by_its_key(session, grace):
    key = str(uuid4())
    answers = [send(grace, "questions", {"key": key, "text": " Why  oak? "}) for _again in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["text"], answers[0].json()["name"], answers[0].json()["state"]) == (
        "Why oak?",
        "Grace",
        "queue",
    )
    assert Question.objects.count() == 1


def test_upvote_and_its_withdrawal_count_once(session, grace):
    question = question_by(person_in(session), state=QuestionState.SHOWN)
    path = f"questions/{question.public_id}/upvote"

    counts = [send(grace, path).json()["upvotes"] for _again in range(2)]
    counts += [send(grace, path, method="delete").json()["upvotes"] for _again in range(2)]

    assert counts == [1, 1, 0, 0]


def test_question_that_waits_is_not_there_for_others(session, grace):
    question = question_by(person_in(session))

    assert send(grace, f"questions/{question.public_id}/upvote").status_code == 404


def test_chat_message_goes_to_everybody(session, grace):
    answer = send(grace, "chat", {"text": "Hello\u202e there"})

    said = answer.json()
    assert (answer.status_code, said["text"], said["name"], said["from"]) == (
        200,
        "Hello there",
        "Grace",
        str(grace.public_id),
    )


def test_chat_asks_for_a_pause(session, grace):
    answers = [send(grace, "chat", {"text": "Hello"}) for _again in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "2"


def test_sign_up_is_validated_and_replaced(session, grace):
    action = action_in(session, Kind.SIGNUP, setup={"text": "", "fields": [NAME_FIELD]})
    body = {"action": str(action.public_id), "answers": {"name": "Grace Hopper"}}

    refused = send(grace, "signups", {**body, "answers": {"name": " ", "age": "9"}})
    first, second = send(grace, "signups", {**body, "answers": {"name": "G"}}), send(grace, "signups", body)

    assert (refused.status_code, sorted(refused.json()["fields"])) == (400, ["age", "name"])
    assert (first.status_code, second.json()["answers"]) == (200, {"name": "Grace Hopper"})
    assert list(SignupAnswer.objects.values_list("answers", flat=True)) == [{"name": "Grace Hopper"}]


def test_hand_is_raised_and_lowered(session, grace):
    statuses = [send(grace, "hand", {"is_raised": is_raised}).status_code for is_raised in (True, True, False)]

    grace.refresh_from_db()
    assert (statuses, grace.hand_raised_at) == ([204, 204, 204], None)


def test_stage_is_entered_by_invitation_only(session, grace):
    refused = send(grace, "stage", {"step": "enter"})
    Participant.objects.update(stage=StagePlace.INVITED)
    entered = send(grace, "stage", {"step": "enter"})
    board_marked = LiveBoard.objects.get().marked
    left = send(grace, "stage", {"step": "leave"})

    grace.refresh_from_db()
    assert (refused.status_code, entered.status_code, left.status_code) == (403, 204, 204)
    assert (grace.stage, LiveBoard.objects.get().marked) == (StagePlace.AUDIENCE, board_marked + 1)


def test_media_id_is_kept(session, grace):
    assert send(grace, "media", {"media_id": "a-b_c"}).status_code == 204
    assert send(grace, "media", {"media_id": "<b>"}).status_code == 400
    grace.refresh_from_db()
    assert grace.media_id == "a-b_c"


def test_leaving_gives_the_stage_back(session, grace):
    speaker = person_in(session, "Ada", LiveRole.SPEAKER)
    send(speaker, "stage", {"step": "enter"})

    assert send(speaker, "leave").status_code == 204
    session.live_room.refresh_from_db()
    assert session.live_room.stage_used == 0


def test_board_is_that_of_the_audience(session, grace):
    LiveBoard.objects.create(session=session, version=3, viewer={"stage": []}, crew={"crew:room": None})
    crew = live_header(person_in(session, "Ada", LiveRole.ORGANIZER), Audience.CREW)

    assert Client().get("/api/live/board", headers=live_header(grace)).json() == {"version": 3, "parts": {"stage": []}}
    assert Client().get("/api/live/board", headers=crew).json()["parts"] == {"stage": [], "crew:room": None}


@pytest.mark.parametrize("change", [{"out": Out.EJECTED}, {"out": Out.ACCESS_ENDED}, {"seat": 2}])
def test_ticket_is_void_for_those_who_are_out_or_sit_elsewhere(session, grace, change):
    header = live_header(grace)
    Participant.objects.update(**change)

    answer = Client().get("/api/live/me", headers=header)

    assert (answer.status_code, answer.json()["error"]) == (401, "TICKET_OVER")


def test_ticket_of_another_session_person_or_time_is_void(session, grace):
    over = write_ticket(session.pk, grace.pk, seat=1, audience=Audience.VIEWER, until=clock.now() - timedelta(1))
    elsewhere = write_ticket(session.pk + 1, grace.pk, seat=1, audience=Audience.VIEWER, until=clock.now())

    statuses = [
        Client().get("/api/live/me", headers={"Authorization": header}).status_code
        for header in (f"Live {over}", f"Live {elsewhere}", f"Bearer {live_ticket(grace)}", "Live x", "")
    ]

    assert statuses == [401] * 5


def test_organizer_may_sit_on_several_seats(session):
    organizer = person_in(session, "Ada", LiveRole.ORGANIZER, user=somebody(), seat=3)

    answer = Client().get("/api/live/me", headers={"Authorization": f"Live {live_ticket(organizer, seat=1)}"})

    assert (answer.status_code, answer.json()["email"]) == (200, "ada@example.org")


def test_me_knows_what_a_sign_up_is_filled_in_with(session):
    user = somebody()
    user.phone = "+491701234567"
    user.save()
    known = person_in(session, "Ada", user=user)

    answer = Client().get("/api/live/me", headers={"Authorization": f"Live {live_ticket(known)}"}).json()

    assert (answer["is_known"], answer["email"], answer["phone"]) == (True, "ada@example.org", "+491701234567")


def test_closed_sign_up_answers_clearly(session, grace):
    action = action_in(session, Kind.SIGNUP, ActionState.CLOSED, setup={"fields": [NAME_FIELD]})

    answer = send(grace, "signups", {"action": str(action.public_id), "answers": {"name": "Grace"}})

    assert (answer.status_code, answer.json()["error"]) == (409, "WRONG_STATE")


def test_vote_is_stored_and_known_to_its_voter_alone(session, grace):
    polls = [
        poll_in(session, title="Keel?", show_results=ShowResults.AFTER_VOTE),
        poll_in(session, title="Chair?", is_secret=True, poll_type=PollType.MULTIPLE),
        poll_in(session, title="Good?", poll_type=PollType.RATING),
        poll_in(session, title="Why?", poll_type=PollType.TEXT),
    ]
    options = [[str(option.public_id) for option in poll.options.all()] for poll in polls]
    answers = [{"options": options[0][:1]}, {"options": options[1]}, {"rating": 4}, {"text": " So "}]
    for poll, answer in zip(polls, answers, strict=True):
        told = send(grace, "votes", {"poll": str(poll.public_id), **answer})
        assert (told.status_code, told.json()["results"]) == (200, None), poll.title
    refused = send(grace, "votes", {"poll": str(polls[0].public_id), "options": options[1]})

    mine = Client().get("/api/live/me", headers=live_header(grace)).json()["votes"]

    assert {poll.title: mine[str(poll.public_id)] for poll in polls} == {
        "Keel?": {"options": options[0][:1], "rating": None, "text": ""},
        "Chair?": {"options": options[1], "rating": None, "text": ""},
        "Good?": {"options": [], "rating": 4, "text": ""},
        "Why?": {"options": [], "rating": None, "text": "So"},
    }
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["options"])
    other = live_header(person_in(session, "Ada"))
    assert Client().get("/api/live/me", headers=other).json()["votes"] == {}


def test_results_after_ones_own_vote_are_on_the_board_of_those_who_voted(session, grace):
    poll = poll_in(session, show_results=ShowResults.AFTER_VOTE)
    option = str(poll.options.first().public_id)
    send(grace, "votes", {"poll": str(poll.public_id), "options": [option]})
    publish_board(session.pk)
    part = f"action:{poll.public_id}"

    def results_for(person: Participant) -> Any:
        return Client().get("/api/live/board", headers=live_header(person)).json()["parts"][part]["results"]

    again = send(grace, "votes", {"poll": str(poll.public_id), "options": [option]}).json()["results"]
    assert results_for(grace) == again == {"voters": 1, "options": {option: 1, str(poll.options.last().public_id): 0}}
    assert results_for(person_in(session, "Ada")) is None


def test_reaction_is_taken(session, grace):
    assert send(grace, "reactions", {"kind": "applause"}).status_code == 204
    assert send(grace, "reactions", {"kind": "sneeze"}).status_code == 400


def test_me_costs_the_same_whatever_one_has_done(session, grace, django_assert_max_num_queries):
    for number in range(5):
        poll = poll_in(session, title=f"Poll {number}")
        option = str(poll.options.first().public_id)
        send(grace, "votes", {"poll": str(poll.public_id), "options": [option]})
        question = question_by(person_in(session), state=QuestionState.SHOWN)
        send(grace, f"questions/{question.public_id}/upvote")
        question_by(grace)

    with django_assert_max_num_queries(8):
        told = Client().get("/api/live/me", headers=live_header(grace)).json()
    assert (len(told["votes"]), len(told["upvoted"]), len(told["questions"])) == (5, 5, 5)
