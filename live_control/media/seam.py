"""The seam to media providers: what a live session needs of one, and the words in which it is said.

`provider_of(room)` gives the provider of a room. Actions and tasks call it with no transaction open, because a provider
may be a network call; `token` alone never is one. Every method raises ProviderFailed; `is_final` where trying again
does not help. What a provider does not have (an outside stream cannot promote) it does silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from live_control.choices import Provider

if TYPE_CHECKING:
    from live_control.models import LiveRoom, Participant, Recording


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """What a room shall be like. Times are aware; `closes_at` is an hour after the session's end (spec 4)."""

    name: str
    mode: str
    closes_at: datetime
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a provider told, with what is known of it.

    `kind` is one of `joined left meeting_ended recording_started recording_ready recording_failed`.
    """

    kind: str
    room: str = ""
    user_id: str = ""
    media_id: str = ""
    instance_id: str = ""
    recording_id: str = ""
    duration: int | None = None
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """Where a finished recording is read from, for a moment, and how large it is where that is known."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


class MediaProvider(Protocol):
    """One way of carrying camera, microphone and screen."""

    @property
    def key(self) -> Provider: ...

    @property
    def is_remote(self) -> bool:
        """Whether making a room asks somebody over the network."""
        ...

    @property
    def room_limit(self) -> int | None:
        """How many may be in a room; None: as many as come."""
        ...

    def stage_limit(self, mode: str) -> int:
        """How many may send at once in a room of this mode."""
        ...

    def ensure_room(self, spec: RoomSpec) -> str:
        """Make the room, or bring it to what the spec says. Returns its address. Twice is once."""
        ...

    def close_room(self, name: str, *, people: Sequence[str]) -> None:
        """Put these out (public ids) and remove the room. A room that is not there is closed."""
        ...

    def token(self, room: LiveRoom, participant: Participant, *, until: datetime) -> str:
        """What lets this person in, signed here; empty where none is needed. Only a process's first may ask Daily."""
        ...

    def watch_token(self, room: LiveRoom, *, until: datetime) -> str:
        """For the control page: sees what the audience sees, and is nobody there."""
        ...

    def let_send(self, room: LiveRoom, participant: Participant) -> None:
        """The person is on stage now: camera, microphone and screen may be sent."""
        ...

    def stop_sending(self, room: LiveRoom, participant: Participant) -> None:
        """Back to the audience."""
        ...

    def eject(self, room: LiveRoom, participants: Sequence[Participant]) -> None:
        """Out of the room, at once, and not in again with the tokens they have. Whoever is not in it is out."""
        ...

    def mirror(self, room: LiveRoom, board: Mapping[str, Any]) -> None:
        """Send the viewers' board by the provider too, as a second path, where it has one."""
        ...

    def start_recording(self, room: LiveRoom, recording: Recording) -> None: ...

    def stop_recording(self, room: LiveRoom, recording: Recording) -> None: ...

    def file_of(self, recording: Recording) -> RecordedFile | None:
        """Where a finished recording is read from; None while it is not finished."""
        ...

    def finished_recording(self, room: LiveRoom, recording: Recording) -> str:
        """The provider's id of this recording where it is finished, for want of an event; empty else."""
        ...

    def presence(self, room: LiveRoom) -> set[str] | None:
        """Public ids of those inside, as the provider sees them; None where it cannot tell."""
        ...
