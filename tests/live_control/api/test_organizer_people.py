"""People, questions, chat, stage, room and end of a session over the organizer API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import create_api_key
from accounts.models import EventRole
from live_control.actions.seats import open_control
from live_control.choices import LiveRole, Out, QuestionState, RoomState, StagePlace
from live_control.models import LiveRoom, Participant
from live_control.stream.tickets import Audience, read_ticket
from site_pages.choices import SpeakerRole
from site_pages.models.session import SessionSpeaker
from tests.factories import EventRoleFactory, SpeakerFactory
from tests.factories.live import event_around, live_session, person_in, question_by, room_for, somebody
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def session():
    found = live_session()
    room_for(found)
    return found


@pytest.fixture
def owner(session):
    user = somebody("owner@example.org", name="Olga")
    EventRoleFactory(event=event_around(session), user=user, role=EventRole.Role.OWNER)
    return user


@pytest.fixture
def desk(session, owner):
    client = Client()
    sign_in_as(client, owner)

    def send(rest: str, body: Any = None, *, method: str = "post") -> Any:
        path = f"/api/organizer/sessions/{session.public_id}/live/{rest}"
        if method == "get":
            return client.get(path, body or {})
        return getattr(client, method)(path, body if body is not None else {}, content_type=JSON)

    return send


def names(answer: Any) -> list[str]:
    return [person["name"] for person in answer.json()["items"]]


def test_people_are_listed_by_name_searched_and_paged(session, desk):
    for name in ("Grace Hopper", "Ada Lovelace", "Alan Turing", "Ada Yonath"):
        person_in(session, name)
    person_in(live_session(event=event_around(session), title="Sails"), "Ada Elsewhere")

    first = desk("participants", {"limit": 3}, method="get")
    second = desk("participants", {"limit": 3, "cursor": first.json()["next_cursor"]}, method="get")
    found = desk("participants", {"q": "ada love"}, method="get")

    assert names(first) == ["Ada Lovelace", "Ada Yonath", "Alan Turing"]
    assert (names(second), second.json()["next_cursor"]) == (["Grace Hopper"], None)
    assert names(found) == ["Ada Lovelace"]


def test_people_are_listed_by_group(session, desk):
    person_in(session, "Hand", hand_raised_at=clock.now())
    person_in(session, "Stage", stage=StagePlace.STAGE)
    person_in(session, "Muted", is_muted=True)
    person_in(session, "Out", out=Out.EJECTED)
    person_in(session, "Gone", last_seen_at=clock.now() - timedelta(hours=1))

    groups = {group: names(desk("participants", {"group": group}, method="get")) for group in ("hands", "stage")}
    groups |= {group: names(desk("participants", {"group": group}, method="get")) for group in ("muted", "out")}

    assert groups == {"hands": ["Hand"], "stage": ["Stage"], "muted": ["Muted"], "out": ["Out"]}
    assert names(desk("participants", {"group": "inside"}, method="get")) == ["Hand", "Muted", "Stage"]


@pytest.mark.parametrize("what", ["participants", "questions"])
def test_cursor_of_another_list_is_refused(session, desk, what):
    answer = desk(what, {"cursor": str(uuid4())}, method="get")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


def test_person_goes_through_every_step(session, desk):
    grace = person_in(session, "Grace", hand_raised_at=clock.now())

    def step(name: str) -> dict[str, Any]:
        answer = desk(f"participants/{grace.public_id}/{name}")
        assert answer.status_code == 200, name
        grace.refresh_from_db()
        return answer.json()

    assert step("lower")["hand_raised_at"] is None
    assert step("invite")["stage"] == "invited"
    assert step("demote")["stage"] == "audience"
    assert step("mute")["is_muted"] is True
    assert step("unmute")["is_muted"] is False
    assert step("eject")["out"] == "ejected"
    assert step("readmit")["out"] == ""


def test_organizer_is_not_ejected(session, desk):
    ada = person_in(session, "Ada", LiveRole.ORGANIZER)

    assert desk(f"participants/{ada.public_id}/eject").status_code == 403


def test_next_speaker_is_invited(session, desk):
    first = person_in(session, "First", hand_raised_at=clock.now())
    leaving = person_in(session, "Leaving", stage=StagePlace.STAGE)
    LiveRoom.objects.update(stage_used=1)

    answer = desk("stage/next", {"off": str(leaving.public_id)})
    none = desk("stage/next")

    assert (answer.json()["id"], answer.json()["stage"]) == (str(first.public_id), "invited")
    assert (none.status_code, none.json()["error"]) == (409, "WRONG_STATE")
    assert LiveRoom.objects.get().stage_used == 0


def test_questions_are_listed_and_moved(session, desk):
    grace = person_in(session)
    asked = [question_by(grace, f"Question {n}") for n in range(3)]

    page = desk("questions", {"limit": 2}, method="get")
    rest = desk("questions", {"limit": 2, "cursor": page.json()["next_cursor"]}, method="get")
    moved = desk(f"questions/{asked[0].public_id}", {"state": "answering", "is_pinned": True})
    unpinned = desk(f"questions/{asked[0].public_id}", {"is_pinned": False})
    wrong = desk(f"questions/{asked[1].public_id}", {"state": "answered"})
    queue = desk("questions", {"state": QuestionState.QUEUE}, method="get")

    assert [one["text"] for answer in (page, rest) for one in answer.json()["items"]] == [one.text for one in asked]
    assert (moved.json()["state"], moved.json()["is_pinned"], unpinned.json()["is_pinned"]) == (
        "answering",
        True,
        False,
    )
    assert (wrong.status_code, len(queue.json()["items"])) == (409, 2)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"ids": [str(uuid4())]}, 204), ({"all": True}, 204), ({}, 400), ({"ids": [str(uuid4())], "all": True}, 400)],
)
def test_chat_is_taken_back(desk, body, status):
    assert desk("chat/remove", body).status_code == status


def test_room_is_switched(desk):
    answer = desk("room", {"chat": False, "pause": 10}, method="patch")
    refused = desk("room", {"pause": 1000, "has_chat": True}, method="patch")
    too_long = desk("room", {"pause": 1000}, method="patch")

    assert answer.json() == {
        "chat": False,
        "pause": 10,
        "reactions": True,
        "questions": True,
        "guests": True,
        "hands": True,
        "starts_recording": False,
        "provider": "embedded",
        "state": "ready",
        "failure": "",
        "stage_used": 0,
        "stage_limit": 4,
    }
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["has_chat"])
    assert list(too_long.json()["fields"]) == ["pause"]


def test_room_that_failed_is_made_again(desk):
    LiveRoom.objects.update(state=RoomState.FAILED, failure="No answer.")

    answer = desk("room/retry")

    assert (answer.status_code, answer.json()["state"], answer.json()["failure"]) == (200, "ready", "")


def test_session_is_extended_and_ended(session, desk):
    longer = desk("extend", {"minutes": 10})
    wrong = desk("extend", {"minutes": 0})
    ended = desk("end")
    again = desk("end")

    assert longer.json()["ends_at"] > session.ends_at.isoformat()[:19]
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["minutes"])
    assert (ended.json()["state"], again.status_code) == ("ended", 409)


def test_entering_gives_both_boards_and_no_seat(session, desk, owner):
    seated = person_in(session, "Olga", LiveRole.ORGANIZER, holder=f"crew:{owner.pk}", user=owner, seat=4)

    answer = desk("enter")

    keys = answer.json()
    crew, viewer = read_ticket(keys["stream_ticket"]), read_ticket(keys["viewer_ticket"])
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert (crew.audience, viewer.audience) == (Audience.CREW, Audience.VIEWER)
    assert (crew.participant, crew.seat, viewer.seat) == (seated.pk, 4, 4)
    assert (keys["provider"], keys["mode"], keys["token"]) == ("embedded", "livestream", "")
    assert (keys["me"]["name"], keys["me"]["role"], keys["me"]["may_enter_stage"]) == ("Olga", "organizer", True)


def test_entering_is_possible_before_there_is_a_room(desk):
    LiveRoom.objects.all().delete()

    keys = desk("enter").json()

    assert (keys["provider"], keys["mode"], keys["room_url"]) == (None, None, "")


def test_moderator_by_the_programme_keeps_their_seat_when_opening_the_control_page(session):
    user = somebody()
    SessionSpeaker.objects.create(session=session, speaker=SpeakerFactory(email=user.email), role=SpeakerRole.MODERATOR)
    seated = person_in(session, "Ada", LiveRole.SPEAKER, holder=f"crew:{user.pk}", user=user, seat=2)
    ticket = open_control(session, user).stream_ticket
    Participant.objects.filter(pk=seated.pk).update(seat=3)

    answer = Client().get("/api/live/me", headers={"Authorization": f"Live {ticket}"})

    assert (answer.status_code, answer.json()["name"]) == (200, "Ada")


@pytest.mark.parametrize(("scopes", "status"), [(["run-live"], 200), (["write"], 404)])
def test_key_needs_the_scope(session, owner, scopes, status):
    until = clock.now() + timedelta(days=1)
    key = create_api_key(owner, name="Clicker", scopes=scopes, event_ids=[], expires_at=until)

    answer = Client().get(
        f"/api/organizer/sessions/{session.public_id}/live/actions", headers={"Authorization": f"Bearer {key.raw}"}
    )

    assert answer.status_code == status


def test_lists_cost_the_same_with_many(session, desk, django_assert_max_num_queries):
    for number in range(30):
        question_by(person_in(session, f"Person {number:02}"), f"Question {number}")

    for what in ("participants", "questions"):
        with django_assert_max_num_queries(9):
            assert len(desk(what, method="get").json()["items"]) == 30
