"""Joining a session by the API: the decision, the seat, and the keys of the room."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from live_control.choices import Out, Provider, RoomState
from live_control.models import LiveRoom, Participant
from live_control.stream.tickets import Audience, read_ticket
from site_pages.models import SessionPage
from tests.factories import EventRoleFactory
from tests.factories.live import live_session, room_for, somebody

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25  # the last one: who has been put out (doorkeeper.py)


def join(client: Client, session: SessionPage, **given: Any) -> Any:
    address = f"/api/sessions/{session.public_id}/join"
    return client.post(address, given, content_type="application/json")


def test_guest_with_a_name_gets_the_keys_of_the_room(client: Client) -> None:
    session = live_session()
    room_for(session)
    answer = join(client, session, name="Nadia").json()
    person = Participant.objects.get(session=session)
    ticket = read_ticket(answer["stream_ticket"])
    assert (answer["outcome"], answer["role"], answer["provider"], answer["mode"]) == (
        "allowed",
        "viewer",
        "embedded",
        "livestream",
    )
    assert (answer["board_url"], answer["signal_url"], answer["token"]) == ("/live/stream", "/live/signal", "")
    assert (ticket.session, ticket.participant, ticket.seat, ticket.audience) == (
        session.pk,
        person.pk,
        1,
        Audience.VIEWER,
    )
    assert (answer["me"]["id"], answer["me"]["name"], answer["me"]["stage"]) == (
        str(person.public_id),
        "Nadia",
        "audience",
    )


def test_guest_without_a_name_gets_no_key(client: Client) -> None:
    session = live_session()
    room_for(session)
    answer = join(client, session)
    assert (answer.status_code, answer.json()["error"]) == (400, "NAME_REQUIRED")
    assert "stream_ticket" not in answer.json()
    assert not Participant.objects.exists()


def test_joining_again_moves_the_seat(client: Client) -> None:
    session = live_session()
    room_for(session)
    first = read_ticket(join(client, session, name="Nadia").json()["stream_ticket"])
    second = read_ticket(join(client, session, name="Nadia").json()["stream_ticket"])
    assert (first.participant, first.seat) == (second.participant, second.seat - 1)


def test_organizer_has_no_seat_to_lose(client: Client) -> None:
    session = live_session()
    room_for(session)
    role = EventRoleFactory(event=session.get_parent().get_parent().specific, role="owner")
    client.force_login(role.user)
    seats = [read_ticket(join(client, session).json()["stream_ticket"]).seat for _ in range(2)]
    assert seats == [1, 1]
    assert Participant.objects.get().role == "organizer"


def test_whoever_was_put_out_stays_out(client: Client) -> None:
    session = live_session()
    room_for(session)
    join(client, session, name="Nadia")
    Participant.objects.update(out=Out.EJECTED)
    answer = join(client, session, name="Nadia")
    assert (answer.status_code, answer.json()["error"]) == (403, "PUT_OUT")


def test_whoever_lost_access_and_was_let_in_anew_is_in(client: Client) -> None:
    session = live_session()
    room_for(session)
    join(client, session, name="Nadia")
    Participant.objects.update(out=Out.ACCESS_ENDED)
    assert join(client, session, name="Nadia").status_code == 200
    assert Participant.objects.get().out == Out.NONE


def test_room_that_is_being_made_has_a_stream_and_no_media(client: Client) -> None:
    session = live_session()
    room_for(session, state=RoomState.WAITING)
    answer = join(client, session, name="Nadia").json()
    assert (answer["provider"], answer["room_url"], answer["token"]) == (None, "", "")
    assert read_ticket(answer["stream_ticket"]).session == session.pk


def test_outside_stream_is_told_to_whoever_is_in(client: Client) -> None:
    session = live_session(stream_url="https://youtu.be/abcdefghijk")
    room_for(session, provider=Provider.STREAM)
    answer = join(client, session, name="Nadia").json()
    assert (answer["provider"], answer["room_url"]) == ("stream", "https://www.youtube-nocookie.com/embed/abcdefghijk")


def test_small_room_is_full_when_it_is_full(client: Client) -> None:
    """The embedded mesh bears twelve, two of whom are the crew's."""
    session = live_session()
    room_for(session)
    codes = [join(Client(), session, name=f"Guest {number}").status_code for number in range(11)]
    assert codes == [200] * 10 + [409]
    assert LiveRoom.objects.count() == 1


def test_page_allows_fewer_than_the_room_takes(client: Client) -> None:
    session = live_session(max_remote_attendees=1)
    room_for(session)
    assert [join(Client(), session, name=f"Guest {number}").status_code for number in range(2)] == [200, 409]


def test_joining_takes_a_fixed_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    session = live_session("registration")
    room_for(session)
    client.force_login(somebody())
    with django_assert_max_num_queries(MOST_QUERIES):
        assert join(client, session).status_code == 200
