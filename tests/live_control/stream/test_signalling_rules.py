"""What a page may say to the signalling socket, from where, and which servers it is given."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from live_control.stream.config import IceConfig
from live_control.stream.ice import ice_servers
from live_control.stream.signalling import is_from_here, parsed


@pytest.mark.parametrize(
    "told",
    [
        {"type": "offer", "to": "p", "call": "c", "data": "v=0"},
        {"type": "answer", "to": "p", "call": "c", "data": "v=0"},
        {"type": "ice", "to": "p", "call": "c", "data": {"candidate": "candidate:1", "sdpMLineIndex": 0}},
        {"type": "end", "to": "p", "call": "c", "data": None},
        {"type": "again", "to": "p", "call": "c", "data": None},
        {"type": "state", "data": {"camera": True, "microphone": False, "screen": False}},
    ],
)
def test_message_in_its_shape_is_taken(told: dict[str, Any]):
    assert parsed(json.dumps(told)) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "no json",
        "{}",
        '{"type": ["offer"]}',
        '{"type": "hello", "to": "p", "call": "c"}',
        '{"type": "offer", "to": "p", "call": "c", "data": {"sdp": 1}}',
        '{"type": "offer", "to": 3, "call": "c", "data": "v=0"}',
        '{"type": "offer", "to": "", "call": "c", "data": "v=0"}',
        '{"type": "ice", "to": "p", "call": "c", "data": {"candidate": {"deep": 1}}}',
        '{"type": "ice", "to": "p", "call": "c", "data": {"candidate": "%s"}}' % ("x" * 3_000),
        '{"type": "offer", "to": "p", "call": "c", "data": "%s"}' % ("x" * 40_000),
        '{"type": "state", "data": {"camera": "yes", "microphone": false, "screen": false}}',
        '{"type": "state", "data": {"camera": true}}',
        '{"type": "end", "to": "p", "call": "%s", "data": null}' % ("c" * 41),
    ],
)
def test_anything_else_is_none(text: str):
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://foyer.example", True),
        ("https://front.example", True),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_sockets_are_opened_by_our_own_pages_alone(settings: Any, origin: str, is_ours: bool):
    settings.CSRF_TRUSTED_ORIGINS = ["https://front.example"]
    headers = [(b"host", b"foyer.example"), *([(b"origin", origin.encode())] if origin else [])]

    assert is_from_here({"headers": headers}) is is_ours


def test_turn_servers_get_a_password_that_ends_and_others_none(settings: Any):
    servers = [{"urls": "stun:a.example"}, {"urls": ["turn:b.example", "turns:b.example"]}]
    settings.LIVE_ICE = IceConfig(servers, turn_secret="between-us")

    stun, turn = ice_servers("person-1")

    digest = hmac.new(b"between-us", turn["username"].encode(), hashlib.sha1).digest()
    assert stun == {"urls": "stun:a.example"}
    assert turn["username"].endswith(":person-1")
    assert turn["credential"] == base64.b64encode(digest).decode()


def test_no_server_is_named_by_default():
    assert ice_servers("person-1") == []
