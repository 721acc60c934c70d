"""At the door: who was put out stays out under any name, and new guests wait where organizers say so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from live_control.actions.moderation import eject, readmit
from live_control.models import Participant
from site_pages.models import SessionPage
from tests.factories import EventRoleFactory
from tests.factories.live import JOIN, event_around, live_session, places, room_for, somebody, ticket_for
from tests.factories.sign_in import sign_in_as
from tests.live_control.test_joining import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionPage:
    found = live_session()
    room_for(found)
    return found


def outcome(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


def signed_in(email: str = "ada@example.org") -> Client:
    client = Client()
    sign_in_as(client, somebody(email))
    return client


def put_out() -> Participant:
    person = Participant.objects.get()
    eject(person)
    return person


def test_guest_who_was_put_out_does_not_come_back_by_signing_in_or_leaving_first(client: Client, session):
    join(client, session, name="Nadia")
    put_out()
    client.post(f"/api/sessions/{session.public_id}/leave", {}, content_type="application/json")
    sign_in_as(client, somebody())

    assert outcome(join(client, session)) == (403, "PUT_OUT")
    assert places() == []


def test_account_that_was_put_out_stays_out_in_every_browser(session):
    join(signed_in(), session)
    put_out()
    again = Client()
    again.force_login(Participant.objects.get().user)

    assert outcome(join(again, session)) == (403, "PUT_OUT")


def test_ticket_that_was_put_out_stays_out_and_another_in_that_browser_too():
    session = live_session("ticketed")
    room_for(session)
    event = event_around(session)
    ticket = ticket_for(event)
    other = ticket_for(event, email="grace@example.org", name="Second")
    first = Client()
    join(first, session, ticket_number=ticket.number, email="ada@example.org")
    put_out()

    answers = [
        join(Client(), session, ticket_number=ticket.number, email="ada@example.org"),
        join(first, session, ticket_number=other.number, email="grace@example.org"),
        join(Client(), session, ticket_number=other.number, email="grace@example.org"),
    ]

    assert [outcome(answer) for answer in answers] == [(403, "PUT_OUT"), (403, "PUT_OUT"), (200, "")]


def test_somebody_with_the_same_name_is_not_put_out(client: Client, session):
    join(client, session, name="Nadia")
    put_out()

    assert join(Client(), session, name="Nadia").status_code == 200


def test_whoever_is_let_in_again_comes_in(client: Client, session):
    join(client, session, name="Nadia")
    readmit(put_out())

    assert join(client, session, name="Nadia").status_code == 200


def test_door_says_that_somebody_was_put_out(client: Client, session):
    client.post(JOIN, {"name": "Nadia"})
    join(client, session, name="Nadia")
    put_out()

    page = client.post(JOIN, {"name": "Nadia"})

    assert page.status_code == 403
    assert "An organizer has put you out" in page.content.decode()


def test_new_guests_wait_where_the_door_is_closed_and_those_inside_stay(client: Client, session):
    join(client, session, name="Nadia")
    room_for(session, admits_guests=False)
    fresh = Client()

    refused = join(fresh, session, name="Bo")

    assert (outcome(refused), refused.json()["next"]["action"]) == ((403, "GUESTS_CLOSED"), "sign_in")
    assert join(client, session, name="Nadia").status_code == 200
    assert join(signed_in(), session).status_code == 200
    assert places() == ["guest", "user"]
    page = Client().post(JOIN, {"name": "Bo"}).content.decode()
    assert "Sign in to come in" in page


def test_crew_comes_in_whatever_the_door_says(session):
    room_for(session, admits_guests=False)
    role = EventRoleFactory(event=event_around(session), role="owner")
    client = Client()
    client.force_login(role.user)

    assert join(client, session).status_code == 200
