"""Browser to browser, without any account: each sender's browser sends to each other one.

Who sends is decided where offers are passed on (stream/signalling.py), by the stage in our own rows; so nothing has to
be told to anybody here, and no room has to be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from live_control.choices import Provider
from live_control.media.seam import RecordedFile, RoomSpec

if TYPE_CHECKING:
    from live_control.models import LiveRoom, Participant, Recording

# A sender's browser encodes once per receiver: four senders of eleven streams each is what a laptop bears.
ON_STAGE, INSIDE = 4, 12


class LocalProvider:
    """What providers have in common that need no service of ours to be asked."""

    key = Provider.EMBEDDED
    is_remote = False
    room_limit: int | None = None  # as many as come

    def stage_limit(self, mode: str) -> int:
        return 0

    def ensure_room(self, spec: RoomSpec) -> str:
        return ""

    def close_room(self, name: str, *, people: Sequence[str]) -> None:
        """The bus has told their pages already."""

    def token(self, room: LiveRoom, participant: Participant, *, until: datetime) -> str:
        return ""

    def watch_token(self, room: LiveRoom, *, until: datetime) -> str:
        return ""

    def let_send(self, room: LiveRoom, participant: Participant) -> None:
        """Our own rows let them."""

    def stop_sending(self, room: LiveRoom, participant: Participant) -> None:
        """Our own rows stop them."""

    def eject(self, room: LiveRoom, participants: Sequence[Participant]) -> None:
        """The bus has told their pages already, and a ticket of the stream is asked for at every step."""

    def mirror(self, room: LiveRoom, board: Mapping[str, Any]) -> None:
        """There is no second path."""

    def start_recording(self, room: LiveRoom, recording: Recording) -> None:
        """An organizer's browser records."""

    def stop_recording(self, room: LiveRoom, recording: Recording) -> None:
        """An organizer's browser stops."""

    def file_of(self, recording: Recording) -> RecordedFile | None:
        return None

    def finished_recording(self, room: LiveRoom, recording: Recording) -> str:
        return ""

    def presence(self, room: LiveRoom) -> set[str] | None:
        return None


class EmbeddedProvider(LocalProvider):
    """WebRTC between the browsers themselves."""

    room_limit = INSIDE

    def stage_limit(self, mode: str) -> int:
        return ON_STAGE
