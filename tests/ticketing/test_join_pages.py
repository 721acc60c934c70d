"""The door on the session's page and its own: every answer of the decision, and where each step ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone as clock
from django.utils.html import format_html
from wagtail.models import PageViewRestriction

from site_pages.models import SessionPage
from tests.factories import EventRoleFactory, RoomFactory, VenueFactory
from tests.factories.live import ADDRESS, JOIN, event_around, live_session, places, somebody, ticket_for
from tests.factories.sign_in import code_sent_to, link_sent_to, sign_in_as
from ticketing.actions.places import AWAY_AFTER, sweep_places
from ticketing.models import Entitlement, OnlinePlace
from ticketing.rooms import register_room, unregister_room

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def read(client: Client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def enter_by_code(client: Client) -> str:
    """From the door through the code; where it ends."""
    client.post("/auth/login", {"address": ADA, "next": JOIN})
    return client.post("/auth/verify", {"code": code_sent_to(ADA)})["Location"]


@pytest.mark.parametrize(
    ("mode", "fields", "text"),
    [
        ("open", {}, "No account needed."),
        ("registration", {}, "Sign in and you are in"),
        ("ticketed", {}, "Come in with your ticket"),
        ("ticketed", {"access_override": "registration"}, "With a ticket number"),
        ("open", {"begins_in": 120}, "The way in opens on"),
        ("open", {"starts_at": None, "ends_at": None}, "This session has no time yet."),
        ("open", {"begins_in": -90}, "This session is over"),
        ("open", {"is_cancelled": True}, "This session is cancelled"),
        ("open", {"max_remote_attendees": 0}, "All places are taken"),
    ],
)
def test_door_says_what_is_missing(client, mode, fields, text):
    if "starts_at" in fields:
        session = live_session(mode)
        SessionPage.objects.filter(pk=session.pk).update(**fields)
    else:
        live_session(mode, **fields)
    if text not in {"No account needed.", "This session is over", "This session is cancelled"} and mode == "open":
        client.post(JOIN, {"name": "Grace"})

    assert text in read(client, JOIN)


def test_door_of_somebody_with_an_account_names_them_or_their_role(client):
    session = live_session("registration")
    visitor, owner = Client(), Client()
    sign_in_as(visitor, somebody())
    sign_in_as(owner, EventRoleFactory(event=event_around(session), user=somebody("o@example.org")).user)

    assert "Others see you as Ada." in read(visitor)
    assert "You organize this session" in read(owner)
    assert owner.post(JOIN)["Location"] == ADDRESS
    assert "You are in" in read(owner)
    assert places() == []


def test_hybrid_session_has_its_door_and_names_the_hall(client):
    venue = VenueFactory()
    live_session(format="hybrid", room=RoomFactory(venue=venue, name="Great Shed"))

    html = read(client)

    assert "No account needed." in html
    assert "This session is going on in Great Shed." in html


def test_session_in_person_has_no_door_online(client):
    live_session(format="in-person", stream_type="")

    assert "data-outcome" not in read(client)
    assert client.get(JOIN).status_code == client.post(JOIN).status_code == 404


def test_code_on_the_way_in_ends_in_the_session(client):
    live_session("registration")

    assert enter_by_code(client) == ADDRESS
    assert "You are in" in read(client)
    assert [row.source for row in Entitlement.objects.all()] == ["free_registration"]


def test_link_in_another_browser_ends_in_the_session(client):
    live_session("registration")
    client.post("/auth/login", {"address": ADA, "next": JOIN})
    other = Client()

    answer = other.post(f"/auth/link/{link_sent_to(ADA)}")

    assert (answer["Location"], places()) == (ADDRESS, ["user"])
    assert "You are in" in read(other)


def test_code_of_somebody_without_a_ticket_ends_at_the_door(client):
    live_session("ticketed")

    assert enter_by_code(client) == JOIN
    assert "You need a ticket" in read(client, JOIN)


def test_code_over_the_api_ends_in_the_session_too(client):
    live_session("registration")
    asked = client.post("/api/auth/otp/request", {"email": ADA, "return_to": JOIN}, content_type="application/json")
    body = {"challenge": asked.json()["challenge"], "code": code_sent_to(ADA)}

    answer = client.post("/api/auth/otp/verify", body, content_type="application/json")

    assert (answer.json()["redirect_to"], places()) == (ADDRESS, ["user"])


def test_place_that_was_swept_shows_the_door_again(client):
    live_session()
    client.post(JOIN, {"name": "Grace"})
    OnlinePlace.objects.update(seen_at=clock.now() - AWAY_AFTER - timedelta(seconds=1))
    sweep_places()

    html = read(client)

    assert "You are in" not in html
    assert "Others see you as Grace." in html


def test_room_of_another_room_is_shown_to_whoever_is_in(client):
    live_session()

    def room(seat):
        return format_html("<p>Room of {} for {}</p>", seat.session.title, seat.decision.holder.partition(":")[0])

    register_room(room)
    try:
        outside = read(client)
        client.post(JOIN, {"name": "Grace"})
        inside = read(client)
    finally:
        unregister_room(room)

    assert "Room of Keels" not in outside
    assert "<p>Room of Keels for guest</p>" in inside


def test_too_many_wrong_numbers_are_told_when_to_come_back(client):
    live_session("ticketed")
    for _ in range(10):
        client.post(f"{JOIN}ticket/", {"number": "2222-2222-2222", "email": ADA})

    answer = client.post(f"{JOIN}ticket/", {"number": "2222-2222-2222", "email": ADA})

    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert "That was too often." in answer.content.decode()


def test_number_form_names_what_is_missing(client):
    live_session("ticketed")

    answer = client.post(f"{JOIN}ticket/", {"number": "", "email": ""})

    assert answer.status_code == 422
    assert "Enter the number on your ticket." in answer.content.decode()
    assert "Enter the address that the ticket was sent to." in answer.content.decode()


def test_private_session_is_joined_by_those_who_may_read_it(client):
    session = live_session("open")
    PageViewRestriction.objects.create(page=event_around(session), restriction_type=PageViewRestriction.LOGIN)

    stranger = client.post(JOIN, {"name": "Grace"}).status_code
    sign_in_as(client, somebody())

    assert (stranger, client.post(JOIN).status_code) == (404, 302)


def test_door_is_kept_by_no_cache(client):
    live_session()

    answer = client.get(ADDRESS)

    assert answer["Cache-Control"] == "private, no-cache"
    assert "ETag" not in answer


def test_recording_plays_for_a_ticket_shown_by_number(client):
    session = live_session("ticketed", begins_in=-90)
    session.recording_file.save("keels.mp4", ContentFile(b"film"))
    ticket = ticket_for(event_around(session))
    before = client.get(f"{ADDRESS}recording/").status_code
    body = {"number": ticket.number, "email": ADA}
    client.post("/api/tickets/verify", body, content_type="application/json")

    after = client.get(f"{ADDRESS}recording/")
    assert (before, after.status_code, b"".join(after.streaming_content)) == (404, 200, b"film")
    assert f'src="{ADDRESS}recording/"' in read(client)


def test_live_session_costs_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    session = live_session("ticketed", max_remote_attendees=9)
    user = somebody()
    ticket_for(event_around(session))
    sign_in_as(client, user)
    client.post(JOIN)
    read(client)

    # The page's own twelve, who is signed in, the event again, and the decision's four.
    with django_assert_max_num_queries(19):
        assert "You are in" in read(client)
