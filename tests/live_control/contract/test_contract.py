"""What we rely on of Daily: the same for the fake and, with a key, for the real service."""

import time
from datetime import timedelta

import jwt
import pytest
from django.utils import timezone as clock

from live_control.daily_config import DailyConfig
from live_control.media.daily import AUDIENCE
from live_control.media.daily_client import DailyClient
from live_control.media.daily_http import DailyMissing, DailyRefused
from live_control.media.daily_tokens import Pass, domain_id_of, in_full, sign


def test_domain_tells_its_id(side):
    assert domain_id_of(side.config) == side.provider.client.domain()["domain_id"] != ""


def test_a_wrong_key_is_refused_for_good(side):
    client = DailyClient(DailyConfig("wrong", url=side.config.url))

    with pytest.raises(DailyRefused) as refused:
        client.domain()

    assert (refused.value.status_code, refused.value.error) == (401, "authentication-error")
    assert refused.value.is_final


def test_room_of_a_livestream_is_private_with_a_silent_audience(side):
    spec = side.spec(is_recorded=True)

    url = side.provider.ensure_room(spec)

    room = side.provider.client.room(spec.name)
    assert (room["name"], room["privacy"], room["url"]) == (spec.name, "private", url)
    assert url.endswith(f".daily.co/{spec.name}")
    config = room["config"]
    assert config["exp"] == int(spec.closes_at.timestamp())
    assert (config["eject_at_room_exp"], config["enforce_unique_user_ids"]) == (True, True)
    assert (config["permissions"], config["enable_recording"]) == (AUDIENCE, "cloud")


def test_making_a_room_again_brings_it_to_what_is_wanted(side):
    spec = side.spec(is_recorded=True)
    first = side.provider.ensure_room(spec)

    call = side.spec("call", name=spec.name, closes_at=spec.closes_at - timedelta(minutes=1))
    again = side.provider.ensure_room(call)

    config = side.provider.client.room(spec.name)["config"]
    assert again == first
    assert config["exp"] == int(call.closes_at.timestamp())
    assert not {"permissions", "enable_recording"} & config.keys()


def test_a_closed_room_is_gone_and_closing_twice_is_once(side):
    spec = side.spec()
    side.provider.ensure_room(spec)

    side.provider.close_room(spec.name, people=["nobody"])
    side.provider.close_room(spec.name, people=["nobody"])

    assert side.provider.client.room(spec.name) is None


def test_a_room_past_its_end_is_gone(side):
    spec = side.spec(closes_at=clock.now() + timedelta(seconds=2))
    side.provider.ensure_room(spec)

    time.sleep(3)

    assert side.provider.client.room(spec.name) is None


@pytest.mark.parametrize(
    ("name", "properties"),
    [("with space", {}), ("foyer-test-x", {"no_such_property": True}), ("foyer-test-x", {"exp": "soon"})],
    ids=["name", "unknown property", "wrong value"],
)
def test_nonsense_is_refused_as_an_invalid_request(side, name, properties):
    with pytest.raises(DailyRefused) as refused:
        side.provider.client.create_room(name, properties)

    assert (refused.value.status_code, refused.value.error) == (400, "invalid-request-error")


def test_a_name_that_is_taken_is_refused(side):
    spec = side.spec()
    side.provider.ensure_room(spec)

    with pytest.raises(DailyRefused) as refused:
        side.provider.client.create_room(spec.name, {})

    assert refused.value.status_code == 400


def test_nobody_in_a_room_means_missing(side):
    spec = side.spec(is_recorded=True)
    side.provider.ensure_room(spec)
    client = side.provider.client

    assert client.presence(spec.name) == []
    for ask in (
        lambda: client.update_permissions(spec.name, {"*": {"canSend": False}}),
        lambda: client.eject(spec.name, ["nobody"]),
        lambda: client.send_app_message(spec.name, {"version": 1}),
        lambda: client.set_session_data(spec.name, {"version": 1}),
        lambda: client.start_recording(spec.name, {"type": "cloud"}),
    ):
        with pytest.raises(DailyMissing):
            ask()


def test_recordings_of_a_new_room_are_none(side):
    spec = side.spec()
    side.provider.ensure_room(spec)

    assert list(side.provider.client.recordings(spec.name)) == []
    assert side.provider.client.recording("00000000-0000-4000-8000-000000000000") is None


def test_a_token_of_ours_is_one_of_daily(side):
    """GET /meeting-tokens/:token says what it reads in it; the same for one that Daily signed."""
    until = int(clock.now().timestamp()) + 300
    given = Pass("foyer-test-room", until, user_id="0b0e7c1e-5a52-4d7e-8f5a-000000000001", name="Ada", is_seen=True)
    client = side.provider.client

    for token in (sign(side.config, given), client.meeting_token(in_full(given))):
        said = client.http.get(f"/meeting-tokens/{token}")
        assert (said["room_name"], said["exp"], said["user_id"]) == (given.room, until, given.user_id)
        assert not said.get("is_owner")
        assert len(token) < 2048
        assert jwt.decode(token, options={"verify_signature": False})["r"] == given.room


def test_webhooks_can_be_listed(side):
    assert isinstance(side.provider.client.webhooks(), list)
