"""Preparing and showing actions over the organizer API, by every role."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import EventRole
from live_control.choices import ActionState
from live_control.models import LiveAction
from site_pages.choices import SpeakerRole
from site_pages.models.session import SessionSpeaker
from tests.factories import EventFactory, EventRoleFactory, SpeakerFactory
from tests.factories.live import event_around, live_session, poll_in, room_for, somebody
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
JSON = "application/json"
Role = EventRole.Role
POLL = {"kind": "poll", "title": "Which keel?", "setup": {"options": ["Oak", "Steel"]}}


@pytest.fixture
def session():
    found = live_session()
    room_for(found)
    return found


def client_of(user: Any) -> Client:
    client = Client()
    sign_in_as(client, user)
    return client


@pytest.fixture
def organizer(session):
    user = somebody()
    EventRoleFactory(event=event_around(session), user=user, role=Role.MODERATOR)
    return client_of(user)


def path(session: Any, rest: str) -> str:
    return f"/api/organizer/sessions/{session.public_id}/live/{rest}"


def send(client: Client, session: Any, rest: str, body: Any = None, *, method: str = "post") -> Any:
    return getattr(client, method)(path(session, rest), body if body is not None else {}, content_type=JSON)


def test_poll_goes_from_draft_to_archive(organizer, session):
    made = send(organizer, session, "actions", POLL)
    action = made.json()["id"]
    states = [
        send(organizer, session, f"actions/{action}/{verb}").json()["state"]
        for verb in ("open", "release", "close", "reopen", "close", "hide", "pin", "unpin", "archive")
    ]

    assert (made.status_code, made.json()["state"], made.json()["answers"]) == (201, "draft", 0)
    assert [option["label"] for option in made.json()["options"]] == ["Oak", "Steel"]
    assert made.json()["setup"] == {
        "poll_type": "single",
        "show_results": "after_vote",
        "is_secret": False,
        "may_change": True,
        "options": ["Oak", "Steel"],
    }
    assert states == ["live", "live", "closed", "live", "closed", "closed", "closed", "closed", "archived"]
    assert send(organizer, session, "actions", method="get").json() == {"items": []}
    archived = organizer.get(path(session, "actions?state=archived")).json()["items"]
    assert [one["id"] for one in archived] == [action]
    assert send(organizer, session, f"actions/{action}", method="get").json()["state"] == "archived"


def test_wrong_input_stands_beside_its_field(organizer, session):
    answer = send(organizer, session, "actions", {"kind": "poll", "title": " ", "setup": {"options": ["Oak"], "x": 1}})

    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {
            "title": "Write something first.",
            "options": "Give at least two answers.",
            "x": "There is no such field.",
        },
    )


def test_actions_are_changed_copied_ordered_and_deleted(organizer, session):
    first, second = (send(organizer, session, "actions", {**POLL, "title": title}).json()["id"] for title in "AB")
    changed = send(
        organizer, session, f"actions/{first}", {"title": "C", "setup": {"options": ["X", "Y", "Z"]}}, method="put"
    )
    copied = send(organizer, session, f"actions/{first}/copy")
    order = send(organizer, session, "actions/order", {"ids": [copied.json()["id"], second]})
    deleted = send(organizer, session, f"actions/{second}", method="delete")

    assert [option["label"] for option in changed.json()["options"]] == ["X", "Y", "Z"]
    assert (copied.status_code, copied.json()["title"]) == (201, "C")
    assert [action["id"] for action in order.json()["items"]] == [copied.json()["id"], second, first]
    assert (deleted.status_code, LiveAction.objects.count()) == (204, 2)


@pytest.mark.parametrize("ids", [["twice", "twice"], [str(uuid4())]])
def test_order_names_each_action_once(organizer, session, ids):
    poll = poll_in(session, ActionState.DRAFT)
    answer = send(
        organizer, session, "actions/order", {"ids": [str(poll.public_id) if i == "twice" else i for i in ids]}
    )

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["ids"])


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OWNER, 200), (Role.COLLABORATOR, 200), (Role.MODERATOR, 200), (Role.CHECK_IN, 404), (None, 404)],
)
def test_roles_of_the_event(session, role, status):
    user = somebody()
    if role:
        EventRoleFactory(event=event_around(session), user=user, role=role)

    assert client_of(user).get(path(session, "actions")).status_code == status


@pytest.mark.parametrize(("role", "status"), [(SpeakerRole.MODERATOR, 200), (SpeakerRole.SPEAKER, 404)])
def test_moderator_by_the_programme_runs_their_session_alone(session, role, status):
    user = somebody()
    speaker = SpeakerFactory(email="ada@example.org")
    SessionSpeaker.objects.create(session=session, speaker=speaker, role=role)
    other = live_session(event=event_around(session), title="Sails")

    assert client_of(user).get(path(session, "actions")).status_code == status
    assert client_of(user).get(path(other, "actions")).status_code == 404


def test_owner_of_another_event_finds_nothing(session):
    user = somebody()
    EventRoleFactory(event=EventFactory(title="Elsewhere"), user=user)

    assert send(client_of(user), session, "actions", POLL).status_code == 404


def test_nobody_signed_in_is_asked_to(session):
    assert Client().get(path(session, "actions")).status_code == 401


def test_change_without_csrf_token_is_refused(session):
    user = somebody()
    EventRoleFactory(event=event_around(session), user=user)
    client = Client(enforce_csrf_checks=True)
    sign_in_as(client, user)

    assert send(client, session, "actions", POLL).status_code == 403


def test_action_of_another_session_is_not_there(organizer, session):
    other = live_session(event=event_around(session), title="Sails")
    poll = poll_in(other)

    assert send(organizer, session, f"actions/{poll.public_id}/close").status_code == 404


def test_list_costs_the_same_with_many(organizer, session, django_assert_max_num_queries):
    for number in range(20):
        poll_in(session, title=f"Poll {number}")

    with django_assert_max_num_queries(14):
        assert len(organizer.get(path(session, "actions")).json()["items"]) == 20
