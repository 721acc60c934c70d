"""Cloud recordings: started, finished after a while, read by a link that expires (facts/daily.md, 1.7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.daily.errors import Refusal, invalid, missing
from tests.fakes.daily.meetings import Meetings
from tests.fakes.daily.video import tiny_video

Json = dict[str, Any]
DEFAULT_INSTANCE = "c3df927c-f738-4471-a2b7-066fa7e95a6b"
OPTIONS = {
    "type", "instanceId", "layout", "width", "height", "fps", "videoBitrate", "audioBitrate", "minIdleTimeOut",
    "maxDuration", "backgroundColor",
}  # fmt: skip
PRESETS = {"default", "single-participant", "active-participant", "portrait", "audio-only", "custom"}
LINK_SECONDS = 3600
SIGNING_KEY = b"the key of the place where files lie"


@dataclass
class Recording:
    id: str
    room_name: str
    instance_id: str
    meeting_id: str
    start_ts: int
    status: str = "in-progress"
    duration: int | None = None
    is_running: bool = True
    file: bytes = b""

    def shown(self) -> Json:
        said: Json = {
            "id": self.id,
            "room_name": self.room_name,
            "start_ts": self.start_ts,
            "status": self.status,
            "max_participants": 2,
            "s3key": f"foyer-test/{self.room_name}/{self.start_ts}",
            "mtgSessionId": self.meeting_id,
        }
        return said if self.duration is None else said | {"duration": self.duration}


@dataclass
class Recordings:
    """`url` says where the service is reached."""

    meetings: Meetings
    tell: Callable[[str, Json], None]
    url: Callable[[], str]
    all: dict[str, Recording] = field(default_factory=dict)
    has_no_worker: bool = False

    @property
    def now(self) -> float:
        return self.meetings.now

    def running(self, room_name: str, instance_id: str) -> Recording | None:
        found = [one for one in self.all.values() if one.room_name == room_name and one.is_running]
        return next((one for one in found if one.instance_id == instance_id), None)

    def start(self, room_name: str, said: Json) -> Json:
        meeting = self.meetings.running(room_name)
        kind, instance_id = said.get("type", "cloud"), said.get("instanceId", DEFAULT_INSTANCE)
        if unknown := set(said) - OPTIONS:
            raise invalid(unknown.pop())
        if said.get("layout", {}).get("preset", "default") not in PRESETS or kind not in {"cloud", "raw-tracks"}:
            raise invalid("layout")
        if self.meetings.rooms.existing(room_name).value("enable_recording") != kind:
            raise invalid("enable_recording")
        if self.has_no_worker:
            raise Refusal(503, "server-error")
        if self.running(room_name, instance_id):
            raise invalid("instanceId")
        recording = Recording(str(uuid.uuid4()), room_name, instance_id, meeting.id, int(self.now))
        self.all[recording.id] = recording
        # No room's name: whoever wants to know it chooses the instance.
        told = {
            "action": "start-cloud-recording",
            "recording_id": recording.id,
            "layout": said.get("layout", {"preset": "default"}),
            "started_by": "api",
            "instance_id": instance_id,
            "start_ts": recording.start_ts,
        }
        self.tell("recording.started", told)
        return {}

    def stop(self, room_name: str, said: Json) -> Json:
        self.meetings.rooms.existing(room_name)
        if set(said) - {"instanceId", "type"}:
            raise invalid("instanceId")
        recording = self.running(room_name, said.get("instanceId", DEFAULT_INSTANCE))
        if recording is None:
            raise invalid("recording")
        recording.is_running = False
        return {}

    def finish(self, *, file: bytes | None = None) -> None:
        """Daily has worked: those that were stopped are there to be read."""
        for one in self.all.values():
            if one.status == "in-progress" and not one.is_running:
                one.status, one.duration = "finished", max(1, int(self.now - one.start_ts))
                one.file = tiny_video() if file is None else file
                told = {
                    "type": "cloud",
                    "recording_id": one.id,
                    "room_name": one.room_name,
                    "start_ts": one.start_ts,
                    "status": "finished",
                    "max_participants": 2,
                    "duration": one.duration,
                    "s3_key": f"foyer-test/{one.room_name}/{one.start_ts}",
                }
                self.tell("recording.ready-to-download", told)

    def fail(self, message: str) -> None:
        """Running ones go wrong."""
        for one in [one for one in self.all.values() if one.is_running]:
            one.is_running, one.status = False, "canceled"
            told = {
                "action": "cloud-recording-err",
                "error_msg": message,
                "instance_id": one.instance_id,
                "room_name": one.room_name,
                "timestamp": self.now,
            }
            self.tell("recording.error", told)

    def existing(self, recording_id: str) -> Recording:
        if recording_id not in self.all:
            raise missing()
        return self.all[recording_id]

    def listed(self, query: dict[str, str]) -> list[Json]:
        wanted = query.get("room_name")
        found = [one for one in self.all.values() if wanted in {None, one.room_name}]
        return [one.shown() for one in sorted(found, key=lambda one: (-one.start_ts, one.id))]

    def link(self, recording_id: str) -> Json:
        """Signed over the query as it is written: one that was encoded anew does not open."""
        recording = self.existing(recording_id)
        if recording.status != "finished":
            raise missing()
        expires = int(self.now) + LINK_SECONDS
        query = f"X-Expires={expires}&response-content-disposition=attachment%3B+filename%3D{recording.id}.mp4"
        link = f"{self.url()}/files/{recording.id}?{query}&X-Signature={signed(f'{recording.id}?{query}')}"
        return {"download_link": link, "expires": expires}

    def read(self, recording_id: str, raw_query: str) -> tuple[int, object, dict[str, str]]:
        query, _sign, signature = raw_query.partition("&X-Signature=")
        expires = query.partition("X-Expires=")[2].partition("&")[0]
        is_right = hmac.compare_digest(signature, signed(f"{recording_id}?{query}"))
        if not is_right or not expires.isdecimal() or int(expires) <= self.now or recording_id not in self.all:
            return 403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"}
        headers = {
            "Content-Type": "video/mp4",
            "Content-Disposition": f"attachment; filename={recording_id}.mp4",
        }
        return 200, self.all[recording_id].file, headers


def signed(text: str) -> str:
    digest = hmac.new(SIGNING_KEY, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
