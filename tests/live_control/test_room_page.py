"""The room's shell in the page of a session, and what its page may load."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from live_control.choices import Provider
from live_control.room_policy import DAILY, sources_of
from tests.factories.live import ADDRESS, JOIN, live_session, room_for

pytestmark = pytest.mark.django_db
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' https:"


def guest() -> Client:
    client = Client()
    client.post(JOIN, {"name": "Grace"})
    return client


def policy_of(client: Client, path: str = ADDRESS) -> str:
    return str(client.get(path)["Content-Security-Policy"])


def test_room_stands_where_the_door_was_once_somebody_is_in(event_index: Any):
    room_for(live_session())
    before, after = Client().get(ADDRESS), guest().get(ADDRESS)

    assert ("data-live-room" in before.text, "Join now" in before.text) == (False, True)
    assert ("data-live-room" in after.text, "Join now" in after.text) == (True, False)
    assert "Others see you as Grace." in after.text
    assert "The room itself needs JavaScript" in after.text


def test_page_holds_no_key_and_no_ticket(event_index: Any):
    session = live_session(stream_url="https://live.example.org/a/secret-name.m3u8")
    room_for(session, provider=Provider.STREAM, url="https://daily.example/room")
    page = guest().get(ADDRESS).text

    assert ["secret-name" in page, "daily.example" in page, "stream_ticket" in page] == [False, False, False]


@pytest.mark.parametrize(("mode", "may_send"), [("livestream", "false"), ("call", "true")])
def test_device_check_is_for_those_who_may_send(event_index: Any, mode: str, may_send: str):
    room_for(live_session(stream_type=mode), mode=mode)

    assert f'"may_send": {may_send}' in guest().get(ADDRESS).text


def test_policy_is_widened_for_the_room_alone(event_index: Any):
    room_for(live_session(), provider=Provider.DAILY)
    inside = guest()

    assert "daily.co" in policy_of(inside)
    assert ["daily.co" in policy_of(Client()), "daily.co" in policy_of(inside, "/events/harbour/")] == [False, False]
    assert policy_of(Client()).startswith(STRICT)


def test_join_page_shows_the_room_with_its_policy_too(event_index: Any):
    room_for(live_session())
    inside = guest()

    assert "data-live-room" in inside.get(JOIN).text
    assert "connect-src 'self' ws://testserver" in policy_of(inside, JOIN)


def test_each_provider_opens_its_own_hosts(event_index: Any):
    session = live_session(stream_url="https://live.example.org/keels/list.m3u8")

    assert sources_of(session, Provider.DAILY, socket="wss://a") == DAILY
    assert sources_of(session, Provider.EMBEDDED, socket="wss://a") == {"connect-src": ("wss://a",)}
    assert sources_of(session, Provider.STREAM, socket="wss://a") == {
        "connect-src": ("https://live.example.org",),
        "media-src": ("blob:",),
    }


def test_player_of_a_known_host_needs_nothing_more(event_index: Any):
    session = live_session(stream_url="https://vimeo.com/123456")

    assert sources_of(session, Provider.STREAM, socket="wss://a") == {}
