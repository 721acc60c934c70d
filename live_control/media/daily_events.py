"""What Daily tells by webhook: proved to be Daily's, then put into the seam's words (facts/daily.md, 1.6)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from live_control.media.seam import Happening

# An event is tried five times with pauses of up to fifteen minutes; whether each try is dated anew is not written.
OLDEST, NEWEST = 75 * 60, 5 * 60
# Unix seconds reach this in the year 5138: what is more is milliseconds.
MILLISECONDS = 1e11
KINDS = {
    "participant.joined": "joined",
    "participant.left": "left",
    "meeting.ended": "meeting_ended",
    "recording.started": "recording_started",
    "recording.ready-to-download": "recording_ready",
    "recording.error": "recording_failed",
}


class Forged(Exception):
    """Not from Daily, or from long ago."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event; `happening` is None where nothing follows from it."""

    event_id: str
    kind: str
    happening: Happening | None


def prove(body: bytes, *, timestamp: str, signature: str, secret: str) -> None:
    """The signature is over the raw bytes. Raises Forged."""
    expected = hmac.new(base64.b64decode(secret), timestamp.encode() + b"." + body, hashlib.sha256).digest()
    try:
        given = base64.b64decode(signature, validate=True)
        moment = float(timestamp)
    except (binascii.Error, ValueError) as error:
        raise Forged from error
    if not hmac.compare_digest(expected, given):
        raise Forged
    age = time.time() - (moment / 1000 if moment > MILLISECONDS else moment)
    if not -NEWEST <= age <= OLDEST:
        raise Forged


def read(body: bytes) -> Told | None:
    """The event; None for Daily's test ping. Raises ValueError for what is no event."""
    said = json.loads(body)
    if not isinstance(said, dict):
        raise ValueError("no object")  # noqa: TRY004 - one error for whatever is no event
    if "test" in said:
        return None
    payload = said.get("payload")
    if not isinstance(payload, dict) or not said.get("id") or not said.get("type"):
        raise ValueError("no event")
    kind = str(said["type"])
    known = KINDS.get(kind)
    return Told(str(said["id"])[:100], kind[:60], happening_of(known, payload) if known else None)


def happening_of(kind: str, payload: Mapping[str, Any]) -> Happening:
    """Only what is needed: names of people and links stay out of the database."""
    return Happening(
        kind,
        # Daily calls it `room` in meetings and `room_name` in recordings.
        room=text(payload, "room") or text(payload, "room_name"),
        user_id=text(payload, "user_id"),
        media_id=text(payload, "session_id"),
        instance_id=text(payload, "instance_id"),
        recording_id=text(payload, "recording_id"),
        duration=seconds(payload.get("duration")),
        reason=text(payload, "error_msg"),
        at=moment_of(payload),
    )


def text(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    return value[:200] if isinstance(value, str) else ""


def seconds(value: object) -> int | None:
    """Durations come as floats, too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return max(0, round(value))


def moment_of(payload: Mapping[str, Any]) -> datetime | None:
    """When it happened, in unix seconds by one of these names."""
    for name in ("joined_at", "start_ts", "timestamp", "end_ts"):
        value = seconds(payload.get(name))
        if value:
            return datetime.fromtimestamp(value / 1000 if value > MILLISECONDS else value, tz=UTC)
    return None
