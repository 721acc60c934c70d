"""Daily.co as a media provider (facts/daily.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from live_control.choices import LiveRole, Provider, StagePlace
from live_control.daily_config import DailyConfig
from live_control.media.daily_client import DailyClient
from live_control.media.daily_http import DailyMissing, DailyRefused
from live_control.media.daily_tokens import DEVICES, Pass, sign
from live_control.media.seam import RecordedFile, RoomSpec
from site_pages.choices import StreamType

if TYPE_CHECKING:
    from live_control.models import LiveRoom, Participant, Recording

# A livestream with an audience of thousands has at most 25 who send (facts/daily.md, 2).
ON_STAGE = 25
# Above as many people, Daily wants less said of each (facts/daily.md, 1.3).
TERSE_ABOVE = 200
LARGEST_MESSAGE, LARGEST_SESSION_DATA = 4_000, 100_000
LONGEST_RECORDING = 6 * 60 * 60
# Between our asking for a recording and its beginning there; a busy Daily takes a while.
BEGAN_WITHIN = 120
# The audience is hidden and only receives. Not enable_hidden_participants: hidden people would then not see guests on
# stage who own nothing (facts/daily.md, 1.4, trap 1).
AUDIENCE = {"hasPresence": False, "canSend": False, "canReceive": {"base": True}}
ON_STAGE_RIGHTS = {"hasPresence": True, "canSend": list(DEVICES)}


@dataclass(frozen=True, slots=True)
class DailyProvider:
    """One account at Daily."""

    config: DailyConfig

    key = Provider.DAILY
    is_remote = True

    @property
    def client(self) -> DailyClient:
        return DailyClient(self.config)

    @property
    def room_limit(self) -> int | None:
        return self.config.room_limit

    def stage_limit(self, mode: str) -> int:
        return self.config.room_limit if mode == StreamType.CALL else ON_STAGE

    def ensure_room(self, spec: RoomSpec) -> str:
        wanted = self.properties(spec)
        if self.client.room(spec.name) is not None:
            return str(self.client.update_room(spec.name, wanted)["url"])
        given = {name: value for name, value in wanted.items() if value is not None}
        try:
            return str(self.client.create_room(spec.name, given)["url"])
        except DailyRefused:
            # Made meanwhile: by another worker, or by a call of ours whose answer was lost.
            if self.client.room(spec.name) is None:
                raise
            return str(self.client.update_room(spec.name, wanted)["url"])

    def properties(self, spec: RoomSpec) -> dict[str, Any]:
        """What is None returns to Daily's default."""
        return {
            "exp": int(spec.closes_at.timestamp()),
            "eject_at_room_exp": True,
            "enforce_unique_user_ids": True,
            "max_participants": self.config.room_limit,
            "enable_recording": "cloud" if spec.is_recorded else None,
            "enable_terse_logging": True if self.config.room_limit > TERSE_ABOVE else None,
            "permissions": None if spec.mode == StreamType.CALL else AUDIENCE,
        }

    def close_room(self, name: str, *, people: Sequence[str]) -> None:
        self._eject(name, people)
        self.client.delete_room(name)

    def token(self, room: LiveRoom, participant: Participant, *, until: datetime) -> str:
        is_crew = participant.role == LiveRole.ORGANIZER
        sends = is_crew or participant.role == LiveRole.SPEAKER or room.mode == StreamType.CALL
        sends = sends or participant.stage == StagePlace.STAGE
        given = Pass(
            room.name,
            int(until.timestamp()),
            user_id=str(participant.public_id),
            name=participant.name,
            is_owner=is_crew,
            is_seen=sends,
            sends=DEVICES if sends else (),
        )
        return sign(self.config, given)

    def watch_token(self, room: LiveRoom, *, until: datetime) -> str:
        return sign(self.config, Pass(room.name, int(until.timestamp())))

    def let_send(self, room: LiveRoom, participant: Participant) -> None:
        self._set_rights(room, participant, ON_STAGE_RIGHTS)

    def stop_sending(self, room: LiveRoom, participant: Participant) -> None:
        is_audience = room.mode != StreamType.CALL and participant.role not in {LiveRole.ORGANIZER, LiveRole.SPEAKER}
        self._set_rights(room, participant, {"hasPresence": not is_audience, "canSend": False})

    def _set_rights(self, room: LiveRoom, participant: Participant, rights: Mapping[str, Any]) -> None:
        """By the session id that the person's page reported: Daily tells nobody the ids of hidden people (trap 2).

        Whoever is not there (yet) gets these rights when their page reports its id.
        """
        try:
            connections = [participant.media_id] if participant.media_id else self._connections_of(room, participant)
            if connections:
                self.client.update_permissions(room.name, dict.fromkeys(connections, rights))
        except DailyMissing:
            return

    def _connections_of(self, room: LiveRoom, participant: Participant) -> list[str]:
        """Those who were on stage are visible, so that they are found even when their page reports nothing more."""
        user_id = str(participant.public_id)
        return [str(one["id"]) for one in self.client.presence(room.name) if one.get("userId") == user_id]

    def eject(self, room: LiveRoom, participants: Sequence[Participant]) -> None:
        self._eject(room.name, [str(one.public_id) for one in participants])

    def _eject(self, name: str, people: Sequence[str]) -> None:
        try:
            self.client.eject(name, people)
        except DailyMissing:
            return

    def mirror(self, room: LiveRoom, board: Mapping[str, Any]) -> None:
        """The number to everybody inside, with the board where it is small enough; the board for latecomers.

        Neither is proof of anything, since everybody inside may send messages: a page takes it as a hint to ask us.
        """
        note = {"foyer": "board", "version": board["version"]}
        whole = note | {"parts": board["parts"]}
        try:
            self.client.send_app_message(room.name, whole if size_of(whole) <= LARGEST_MESSAGE else note)
            self.client.set_session_data(room.name, whole if size_of(whole) <= LARGEST_SESSION_DATA else note)
        except DailyMissing:
            return

    def start_recording(self, room: LiveRoom, recording: Recording) -> None:
        """The instance is named by us: what Daily says of a recording's start names no room."""
        layout = {"preset": "active-participant" if room.mode == StreamType.LIVESTREAM else "default"}
        options = {
            "type": "cloud",
            "instanceId": str(recording.public_id),
            "layout": layout,
            "maxDuration": LONGEST_RECORDING,
        }
        self.client.start_recording(room.name, options)

    def stop_recording(self, room: LiveRoom, recording: Recording) -> None:
        """400 means that none is running: it has stopped by itself."""
        try:
            self.client.stop_recording(room.name, str(recording.public_id))
        except DailyRefused as error:
            if error.status_code not in {400, 404}:
                raise

    def file_of(self, recording: Recording) -> RecordedFile | None:
        if not recording.provider_id:
            return None
        found = self.client.recording(recording.provider_id)
        if found is None or found.get("status") != "finished":
            return None
        return RecordedFile(self.client.access_link(recording.provider_id))

    def finished_recording(self, room: LiveRoom, recording: Recording) -> str:
        """By its id, or as the one of this room that began when ours did."""
        began = recording.started_at.timestamp()
        for found in self.client.recordings(room.name):
            is_ours = str(found.get("id")) == recording.provider_id or (
                not recording.provider_id and abs(float(found.get("start_ts") or 0) - began) <= BEGAN_WITHIN
            )
            if is_ours and found.get("status") == "finished":
                return str(found["id"])
        return ""

    def presence(self, room: LiveRoom) -> set[str] | None:
        """Hidden people may be missing from it (not verified, facts/daily.md, 3)."""
        try:
            return {str(one["userId"]) for one in self.client.presence(room.name) if one.get("userId")}
        except DailyMissing:
            return set()


def size_of(said: object) -> int:
    """As JSON, in bytes."""
    return len(json.dumps(said, separators=(",", ":")).encode())
