"""The stored board as an audience gets it: whole, or what has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from live_control.board.build import Parts
from live_control.models import LiveBoard
from live_control.stream.tickets import Audience

MOMENTS = ("starts_at", "ends_at")


def parts_for(audience: Audience, board: LiveBoard) -> Parts:
    """Of the crew's parts a viewer gets none."""
    viewer: Parts = board.viewer
    return {**viewer, **board.crew} if audience is Audience.CREW else viewer


def whole_board(version: int, parts: Parts) -> dict[str, Any]:
    return {"version": version, "parts": parts}


def change_between(before: Parts, after: Parts) -> dict[str, Any]:
    """`{"set", "gone"}`; both are empty where nothing differs."""
    changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
    return {"set": changed, "gone": sorted(before.keys() - after.keys())}


def next_moment(parts: Parts, now: datetime) -> datetime | None:
    """When the viewers' board changes by the clock alone: the session begins or ends, an announcement's time is up."""
    session = parts.get("session", {})
    texts = [session.get(name) for name in MOMENTS] + [
        part.get("shown_until") for name, part in parts.items() if name.startswith("action:")
    ]
    moments = [datetime.fromisoformat(text) for text in texts if text]
    return min((moment for moment in moments if moment > now), default=None)
