"""What lets somebody into a room at Daily, signed with the API key here (facts/daily.md, 1.5).

So ten thousand people who arrive in one minute cost no call; Daily would take 20 a second. Each token names one room,
one person, what they may send, and its end, at which Daily puts them out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import jwt
from django.core.cache import cache

from live_control.daily_config import DailyConfig
from live_control.errors import ProviderFailed
from live_control.media.daily_client import DailyClient

# A token must stay below 2,048 characters; a letter may take twelve in JSON.
LONGEST_NAME = 60
# After a failed look-up of the account's id Daily signs for us, and is not asked for the id for so many seconds.
ASK_AGAIN = 30
DEVICES = ("video", "audio", "screenVideo", "screenAudio")
SHORT = {"video": "v", "audio": "a", "screenVideo": "sv", "screenAudio": "sa"}

# The account's id never changes, so a process asks once. By API key, because tests have many accounts.
_domain_ids: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token says. `user_id` is empty for one who only watches; `until` is in unix seconds."""

    room: str
    until: int
    user_id: str = ""
    name: str = ""
    is_owner: bool = False
    is_seen: bool = False
    sends: tuple[str, ...] = ()


def sign(config: DailyConfig, given: Pass) -> str:
    """The token; made by Daily where the account's id cannot be had. Raises ProviderFailed where that fails, too."""
    domain_id = domain_id_of(config)
    if not domain_id:
        return DailyClient(config).meeting_token(in_full(given))
    return jwt.encode({"d": domain_id, "iat": int(time.time()), **claims(given)}, config.api_key, algorithm="HS256")


def claims(given: Pass) -> dict[str, Any]:
    """The short names of a token that one signs oneself."""
    sends: bool | str = ",".join(SHORT[one] for one in given.sends) if given.sends else False
    found: dict[str, Any] = {
        "r": given.room,
        "exp": given.until,
        "ejt": True,
        "o": given.is_owner,
        "p": {"hp": given.is_seen, "cs": sends, "cr": {"b": True}, "ca": False},
    }
    if given.user_id:
        found |= {"ud": given.user_id, "u": given.name[:LONGEST_NAME]}
    return found


def in_full(given: Pass) -> dict[str, Any]:
    """The same for POST /meeting-tokens."""
    found: dict[str, Any] = {
        "room_name": given.room,
        "exp": given.until,
        "eject_at_token_exp": True,
        "is_owner": given.is_owner,
        "permissions": {
            "hasPresence": given.is_seen,
            "canSend": list(given.sends) or False,
            "canReceive": {"base": True},
            "canAdmin": False,
        },
    }
    if given.user_id:
        found |= {"user_id": given.user_id, "user_name": given.name[:LONGEST_NAME]}
    return found


def domain_id_of(config: DailyConfig) -> str:
    """The account's id, asked for once in a process; empty while Daily does not tell it."""
    known = _domain_ids.get(config.api_key, "")
    if known or not cache.add("daily-domain-id-asked", 1, timeout=ASK_AGAIN):
        return known
    try:
        found = str(DailyClient(config).domain().get("domain_id") or "")
    except ProviderFailed:
        return ""
    cache.delete("daily-domain-id-asked")
    if found:
        _domain_ids[config.api_key] = found
    return found
