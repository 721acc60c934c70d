"""The access decision over the API: asking, joining, leaving, and tickets by number."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import AccessToken
from accounts.tokens import issue_token
from tests.factories.live import event_around, live_session, places, somebody, ticket_for
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
JSON, VIDEO = "application/json", "https://youtu.be/abcdefghijk"


def access(client: Client, session, **more) -> dict:
    answer = client.get(f"/api/sessions/{session.public_id}/access", **more)
    assert answer.status_code == 200
    return answer.json()


def join(client: Client, session, body: dict | None = None, **more):
    return client.post(f"/api/sessions/{session.public_id}/join", body or {}, content_type=JSON, **more)


def test_access_names_the_next_step(client):
    session = live_session("registration")

    assert access(client, session) == {
        "outcome": "login_required",
        "purpose": "join",
        "role": None,
        "message": "Sign in to take part.",
        "next": {"action": "sign_in", "url": "/auth/login?next=%2Fevents%2Fharbour%2Fsessions%2Fkeels%2Fjoin%2F"},
        "opens_at": None,
        "name": "",
        "joined": False,
    }


@pytest.mark.parametrize(
    ("mode", "fields", "expected"),
    [
        ("open", {}, ("name_required", "enter_name")),
        ("ticketed", {}, ("login_required", "sign_in")),
        ("open", {"begins_in": 120}, ("name_required", "enter_name")),
        ("open", {"is_cancelled": True}, ("cancelled", None)),
        ("open", {"begins_in": -90}, ("ended", None)),
        ("open", {"begins_in": -90, "recording_url": VIDEO}, ("allowed", "watch")),
        (
            "ticketed",
            {"begins_in": -90, "recording_url": VIDEO},
            ("login_required", "sign_in"),
        ),
    ],
)
def test_access_of_a_visitor(client, mode, fields, expected):
    answer = access(client, live_session(mode, **fields))

    assert (answer["outcome"], answer["next"] and answer["next"]["action"]) == expected


def test_access_says_when_the_way_in_opens(client):
    session = live_session("registration", begins_in=120)
    sign_in_as(client, somebody())

    answer = access(client, session)

    assert (answer["outcome"], answer["next"]["action"]) == ("not_open_yet", "wait")
    assert answer["opens_at"] is not None


def test_guest_joins_by_name_and_is_known_afterwards(client):
    session = live_session()

    refused = join(client, session)
    joined = join(client, session, {"name": "  Grace \u202e Hopper "})
    again = join(client, session)
    known = access(client, session)
    left = client.post(f"/api/sessions/{session.public_id}/leave", {}, content_type=JSON)

    assert (refused.status_code, refused.json()) == (
        400,
        {
            "error": "NAME_REQUIRED",
            "message": "Tell us the name under which others see you.",
            "fields": {"name": "Enter a name."},
            "outcome": "name_required",
            "next": {"action": "enter_name", "url": "/events/harbour/sessions/keels/join/"},
        },
    )
    assert (joined.status_code, joined.json()["role"], joined.json()["name"]) == (200, "viewer", "Grace Hopper")
    assert (again.status_code, known["joined"], left.json()) == (200, True, {"success": True})
    assert places() == []


@pytest.mark.parametrize("name", ["\u200b", "x" * 81])
def test_name_that_is_none_is_refused(client, name):
    answer = join(client, live_session(), {"name": name})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["name"])


def test_full_session_answers_conflict(client):
    session = live_session(max_remote_attendees=1)
    join(client, session, {"name": "Grace"})

    answer = join(Client(), session, {"name": "Ada"})

    assert (answer.status_code, answer.json()["error"], answer.json()["next"]["action"]) == (409, "FULL", "try_again")


def test_bearer_joins_and_leaves_without_a_cookie(client):
    session, user = live_session("registration"), somebody()
    raw = issue_token(AccessToken(user=user, device_label="Program"))
    bearer = {"headers": {"Authorization": f"Bearer {raw}"}}

    joined = join(client, session, **bearer)
    in_between = places()
    client.post(f"/api/sessions/{session.public_id}/leave", {}, content_type=JSON, **bearer)

    assert (joined.status_code, joined.json()["outcome"], joined.cookies.keys()) == (200, "allowed", {}.keys())
    assert (in_between, places()) == (["user"], [])


def test_bearer_that_is_none_is_refused(client):
    answer = join(client, live_session(), headers={"Authorization": "Bearer foyer_nothing"})

    assert (answer.status_code, answer.json()["error"]) == (401, "SIGN_IN_REQUIRED")


def test_ticket_is_shown_on_the_way_in(client):
    session = live_session("ticketed")
    ticket = ticket_for(event_around(session))

    answer = join(client, session, {"ticket_number": ticket.number, "email": "ada@example.org"})

    assert (answer.status_code, answer.json()["role"], places()) == (200, "viewer", ["ticket"])
    assert access(Client(), session)["outcome"] == "login_required"


def test_ticket_shown_first_opens_its_event_and_no_account(client):
    session = live_session("ticketed")
    ticket = ticket_for(event_around(session), name="Full pass")

    shown = client.post("/api/tickets/verify", {"number": ticket.number, "email": "ADA@example.org"}, content_type=JSON)

    assert shown.json() == {"success": True, "event": "harbour", "category": "Full pass", "name": "Ada Lovelace"}
    assert access(client, session)["outcome"] == "allowed"
    assert client.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize("change", ["draft", "missing"])
def test_session_that_no_visitor_may_read_is_not_found(client, change):
    session = live_session()
    if change == "draft":
        session.unpublish()
    address = uuid4() if change == "missing" else session.public_id

    answers = [
        client.get(f"/api/sessions/{address}/access"),
        *[client.post(f"/api/sessions/{address}/{verb}", {}, content_type=JSON) for verb in ("join", "leave")],
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_access_costs_no_more_queries_than_promised(client, django_assert_max_num_queries):
    session = live_session("ticketed", max_remote_attendees=5)
    user = somebody()
    ticket_for(event_around(session))
    sign_in_as(client, user)
    access(client, session)

    # The session store, the person, the session, its event, the decision's four, the answer's throttle.
    with django_assert_max_num_queries(9):
        access(client, session)
