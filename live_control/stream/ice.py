"""The servers that help two browsers to find each other: none by default, for one machine or one network needs none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

from django.conf import settings

# How long a name at the TURN server is good for; seconds. A page that stays longer gets a new one with a new socket.
GOOD_FOR = 6 * 3600


def ice_servers(person: str) -> list[dict[str, Any]]:
    """For RTCPeerConnection. TURN servers get a name and password that end (coturn's `use-auth-secret`)."""
    return [_with_password(server, person) for server in settings.LIVE_ICE.servers]


def _with_password(server: dict[str, Any], person: str) -> dict[str, Any]:
    addresses = [server["urls"]] if isinstance(server["urls"], str) else server["urls"]
    is_turn = any(address.startswith(("turn:", "turns:")) for address in addresses)
    if not is_turn or not settings.LIVE_ICE.turn_secret or "credential" in server:
        return server
    name = f"{int(time.time()) + GOOD_FOR}:{person}"
    # SHA-1 is what coturn's scheme asks for (draft-uberti-behave-turn-rest).
    digest = hmac.new(settings.LIVE_ICE.turn_secret.encode(), name.encode(), hashlib.sha1).digest()
    return {**server, "username": name, "credential": base64.b64encode(digest).decode()}
