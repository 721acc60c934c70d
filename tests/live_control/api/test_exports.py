"""What organizers take away from a session."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import EventRole
from live_control.actions.ballots import Answer, Ballot
from live_control.actions.votes import cast_votes
from live_control.choices import Kind, LiveRole, Out, PollType
from live_control.models import Participant, SignupAnswer
from tests.factories import EventRoleFactory
from tests.factories.live import (
    action_in,
    event_around,
    live_session,
    person_in,
    poll_in,
    question_by,
    room_for,
    somebody,
)
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    found = live_session()
    room_for(found)
    return found


def client_for(session, role=EventRole.Role.OWNER):
    user = somebody("owner@example.org")
    EventRoleFactory(event=event_around(session), user=user, role=role)
    client = Client()
    sign_in_as(client, user)
    return client


def address(what: str) -> str:
    return f"/admin/events/harbour/sessions/keels/live/exports/{what}"


def table(client, what: str) -> list[list[str]]:
    answer = client.get(address(f"{what}.csv"))
    assert answer.status_code == 200, what
    return list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))[1:]


def vote(poll, person, *options: str, rating: int | None = None, text: str = "") -> None:
    ids = tuple(str(option.public_id) for option in poll.options.all() if option.label in options)
    ballot = Ballot(person.session_id, person.pk, person.seat, poll.public_id, Answer(ids, rating, text))
    assert cast_votes([ballot]) == [ballot.answer]


def test_polls_and_votes_agree(session):
    grace, ada = person_in(session, "Grace"), person_in(session, "Ada")
    named, rated, text = (
        poll_in(session, title="Keel?", options=("Oak", "Steel", "Glass")),
        poll_in(session, title="Good?", poll_type=PollType.RATING),
        poll_in(session, title="Why?", poll_type=PollType.TEXT),
    )
    vote(named, grace, "Oak")
    vote(named, ada, "Oak")
    vote(rated, ada, rating=5)
    vote(text, ada, text="=because")
    client = client_for(session)

    counted = table(client, "polls")
    votes = table(client, "votes")

    assert [row[0:1] + row[3:] for row in counted[:3]] == [
        ["Keel?", "2", "Oak", "2"],
        ["Keel?", "2", "Steel", "0"],
        ["Keel?", "2", "Glass", "0"],
    ]
    assert [row[3:] for row in counted[3:]] == [
        *([["1", str(n), "1" if n == 5 else "0"] for n in range(1, 6)]),
        ["1", "", "1"],
    ]
    assert [row[:4] for row in votes] == [
        ["Keel?", "no", "Grace", "Oak"],
        ["Keel?", "no", "Ada", "Oak"],
        ["Good?", "no", "Ada", "5"],
        ["Why?", "no", "Ada", "'=because"],
    ]


def test_secret_poll_names_nobody_and_stands_in_no_order_of_voting(session):
    poll = poll_in(session, title="Chair?", is_secret=True)
    vote(poll, person_in(session, "Grace"), "Steel")
    vote(poll, person_in(session, "Ada"), "Oak")

    assert table(client_for(session), "votes") == [["Chair?", "yes", "", "Oak", ""], ["Chair?", "yes", "", "Steel", ""]]


def test_questions_keep_anonymous_ones_so(session):
    grace = person_in(session, "Grace")
    question_by(grace, "Why oak?", upvotes=2)
    question_by(grace, "Why not?", name="", key=uuid4())

    assert [row[:4] for row in table(client_for(session), "questions")] == [
        ["Why oak?", "Grace", "waiting", "2"],
        ["Why not?", "", "waiting", "0"],
    ]


def test_signups_have_a_column_for_each_field(session):
    fields = [
        {"name": "name", "label": "Name", "type": "text", "is_required": True, "choices": []},
        {"name": "consent", "label": "Write to me", "type": "consent", "is_required": False, "choices": []},
    ]
    action = action_in(session, Kind.SIGNUP, title="Sail", setup={"text": "", "fields": fields})
    answers = {"name": "Grace Hopper", "consent": True}
    SignupAnswer.objects.create(action=action, participant=person_in(session, "Grace"), answers=answers)
    client = client_for(session)

    [row] = table(client, "signups")
    book = load_workbook(BytesIO(b"".join(client.get(address("signups.xlsx")).streaming_content)))

    assert [row[0], row[1], *row[3:]] == ["Sail", "Grace", "Grace Hopper", "yes"]
    assert [cell.value for cell in book.active[1]] == ["Sign-up", "Person", "Sent", "Name", "Write to me"]


def test_attendance_names_everybody(session):
    person_in(session, "Ada", LiveRole.SPEAKER, user=somebody())
    person_in(session, "Grace", out=Out.EJECTED)

    assert [[row[0], row[1], row[2], row[5]] for row in table(client_for(session), "attendance")] == [
        ["Ada", "ada@example.org", "speaker", ""],
        ["Grace", "", "viewer", "put out by an organizer"],
    ]


@pytest.mark.parametrize("what", ["nothing.csv", "polls.pdf"])
def test_other_lists_and_forms_are_not_there(session, what):
    assert client_for(session).get(address(what)).status_code == 404


def test_who_may_not_run_it_finds_nothing(session):
    client = client_for(session, EventRole.Role.CHECK_IN)

    assert client.get(address("attendance.csv")).status_code == 404
    assert Client().get(address("attendance.csv")).status_code == 302


@pytest.mark.parametrize("what", ["polls", "votes", "questions", "signups", "attendance"])
def test_length_costs_no_queries(session, django_assert_max_num_queries, what):
    poll = poll_in(session)
    for number in range(30):
        person = person_in(session, f"Person {number}")
        vote(poll, person, "Oak")
        question_by(person, f"Question {number}")
    client = client_for(session)

    with django_assert_max_num_queries(14):
        assert table(client, what) or what == "signups"
    assert Participant.objects.count() == 30
