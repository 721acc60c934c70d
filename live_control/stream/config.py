"""How browsers of one session find each other; read from the environment by cms/live_environment.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class IceConfig:
    """Servers as RTCPeerConnection takes them. The secret is coturn's `static-auth-secret`; empty: none is used."""

    servers: list[dict[str, Any]]
    turn_secret: str = field(default="", repr=False)
