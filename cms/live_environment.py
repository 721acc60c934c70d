"""What the environment says about live sessions; described in docs/settings.md."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from cms.environment import DEBUG, env
from cms.payment_environment import address
from live_control.daily_config import API, ROOM_LIMIT, DailyConfig
from live_control.stream.config import IceConfig

NAME = "LIVE_ICE_SERVERS"
SCHEMES = ("stun:", "turn:", "turns:")
SHORTEST_HMAC = 32


def live_ice() -> IceConfig:
    """STUN and TURN servers, and the secret that is shared with the latter."""
    return IceConfig(ice_servers(), turn_secret=env.str("LIVE_TURN_SECRET", default=""))


def ice_servers() -> list[dict[str, Any]]:
    """STUN and TURN servers as RTCPeerConnection takes them; none by default."""
    text = env.str(NAME, default="")
    if not text:
        return []
    try:
        servers = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{NAME} must be JSON.") from error
    if not isinstance(servers, list) or not all(_is_server(server) for server in servers):
        raise ImproperlyConfigured(f'{NAME} must be a list like [{{"urls": ["stun:stun.example.org"]}}].')
    return servers


def _is_server(server: object) -> bool:
    if not isinstance(server, dict):
        return False
    urls = server.get("urls")
    addresses = [urls] if isinstance(urls, str) else urls
    if not isinstance(addresses, list) or not addresses:
        return False
    return all(isinstance(one, str) and one.startswith(SCHEMES) for one in addresses)


def daily_config() -> DailyConfig | None:
    """The Daily account; None without DAILY_API_KEY: sessions then go from browser to browser."""
    key, secret = env.str("DAILY_API_KEY", default=""), env.str("DAILY_WEBHOOK_HMAC", default="")
    if not key:
        if secret:
            raise ImproperlyConfigured("DAILY_API_KEY must be set together with DAILY_WEBHOOK_HMAC.")
        return None
    if not secret and not DEBUG:
        raise ImproperlyConfigured("DAILY_WEBHOOK_HMAC must be set together with DAILY_API_KEY.")
    if secret:
        check_hmac(secret)
    limit = env.int("DAILY_ROOM_LIMIT", default=ROOM_LIMIT)
    if not 2 <= limit <= 100_000:
        raise ImproperlyConfigured("DAILY_ROOM_LIMIT must lie between 2 and 100000.")
    return DailyConfig(key, webhook_hmac=secret, url=address("DAILY_API_URL", default=API), room_limit=limit)


def check_hmac(secret: str) -> None:
    """Daily takes base64; a short one could be guessed."""
    try:
        raw = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured("DAILY_WEBHOOK_HMAC must be base64.") from error
    if len(raw) < SHORTEST_HMAC:
        raise ImproperlyConfigured(f"DAILY_WEBHOOK_HMAC must hold at least {SHORTEST_HMAC} bytes.")


def live_tick() -> int:
    """LIVE_TICK_MS, from 250 to 500: what viewers feel as at once, and what a process can send to thousands."""
    milliseconds: int = env.int("LIVE_TICK_MS", default=300)
    if not 250 <= milliseconds <= 500:
        raise ImproperlyConfigured("LIVE_TICK_MS must be from 250 to 500.")
    return milliseconds
