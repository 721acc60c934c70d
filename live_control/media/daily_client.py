"""Daily's REST API as far as it is used here: every call and field stands in facts/daily.md, 1.2 to 1.7.

Raises DailyTrouble where asking again may help, DailyRefused and DailyMissing where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from live_control.daily_config import DailyConfig
from live_control.media.daily_http import DailyHttp, DailyMissing

# Most that one call takes or gives (facts/daily.md, 1.1 and 1.2).
PAGE = EJECTED_AT_ONCE = 100
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DailyClient:
    """One account."""

    config: DailyConfig

    @property
    def http(self) -> DailyHttp:
        return DailyHttp(self.config)

    def domain(self) -> Json:
        """`{domain_name, domain_id, config}`."""
        return self.http.get("/")

    # Rooms

    def create_room(self, name: str, properties: Mapping[str, Any]) -> Json:
        """A private room. Refused where there is one of that name."""
        return self.http.once("POST", "/rooms", {"name": name, "privacy": "private", "properties": dict(properties)})

    def room(self, name: str) -> Json | None:
        """The room; None where there is none (any more)."""
        try:
            return self.http.get(f"/rooms/{quote(name)}")
        except DailyMissing:
            return None

    def update_room(self, name: str, properties: Mapping[str, Any]) -> Json:
        """A property that is None returns to its default."""
        content = {"privacy": "private", "properties": dict(properties)}
        return self.http.repeatable("POST", f"/rooms/{quote(name)}", content)

    def delete_room(self, name: str) -> None:
        """A room that is not there is deleted; so is one past its end, of which Daily says both."""
        try:
            self.http.repeatable("DELETE", f"/rooms/{quote(name)}")
        except DailyMissing:
            return

    # Whoever is in a room. Raises DailyMissing while nobody is.

    def presence(self, name: str) -> list[Json]:
        """`{id, userId, userName, joinTime, duration}` of those inside whom Daily lists."""
        said = self.http.get(f"/rooms/{quote(name)}/presence")
        return [one for one in said.get("data") or [] if isinstance(one, dict)]

    def update_permissions(self, name: str, permissions: Mapping[str, Mapping[str, Any]]) -> None:
        """`permissions` by session id; what is left out stays as it is."""
        content = {"data": {key: dict(value) for key, value in permissions.items()}}
        self.http.repeatable("POST", f"/rooms/{quote(name)}/update-permissions", content)

    def eject(self, name: str, user_ids: Sequence[str]) -> list[str]:
        """Put these out for as long as the meeting goes on; returns session ids. 100 at a time."""
        ejected: list[str] = []
        for start in range(0, len(user_ids), EJECTED_AT_ONCE):
            content = {"user_ids": list(user_ids[start : start + EJECTED_AT_ONCE]), "ban": True}
            said = self.http.repeatable("POST", f"/rooms/{quote(name)}/eject", content)
            ejected += [str(one) for one in said.get("ejectedIds") or []]
        return ejected

    def send_app_message(self, name: str, data: Mapping[str, Any]) -> None:
        """To everybody inside; at most 4 kB of JSON, not kept for those who come later."""
        self.http.once("POST", f"/rooms/{quote(name)}/send-app-message", {"data": dict(data)})

    def set_session_data(self, name: str, data: Mapping[str, Any]) -> None:
        """Replace what everybody inside, also those who come later, can read."""
        content = {"data": dict(data), "mergeStrategy": "replace"}
        self.http.repeatable("POST", f"/rooms/{quote(name)}/set-session-data", content)

    # Recordings

    def start_recording(self, name: str, options: Mapping[str, Any]) -> None:
        """Takes some seconds to begin; 503 means that no worker was free."""
        self.http.once("POST", f"/rooms/{quote(name)}/recordings/start", options)

    def stop_recording(self, name: str, instance_id: str) -> None:
        content = {"instanceId": instance_id, "type": "cloud"}
        self.http.repeatable("POST", f"/rooms/{quote(name)}/recordings/stop", content)

    def recordings(self, room_name: str) -> Iterator[Json]:
        """All of a room's, newest first."""
        params = {"room_name": room_name, "limit": str(PAGE)}
        while True:
            page = [one for one in self.http.get("/recordings", params).get("data") or [] if isinstance(one, dict)]
            yield from page
            if len(page) < PAGE:
                return
            params["starting_after"] = str(page[-1]["id"])

    def recording(self, recording_id: str) -> Json | None:
        """One; None where there is none (any more)."""
        try:
            return self.http.get(f"/recordings/{quote(recording_id)}")
        except DailyMissing:
            return None

    def access_link(self, recording_id: str) -> str:
        """Where the file is read from, for a while. To be used byte for byte and never kept."""
        return str(self.http.get(f"/recordings/{quote(recording_id)}/access-link")["download_link"])

    # Tokens and webhooks

    def meeting_token(self, properties: Mapping[str, Any]) -> str:
        return str(self.http.repeatable("POST", "/meeting-tokens", {"properties": dict(properties)})["token"])

    def webhooks(self) -> list[Json]:
        """All of the account's. A bare list is understood as well: the two texts of Daily differ."""
        said = self.http.get("/webhooks")
        return [one for one in said.get("data") or [] if isinstance(one, dict)]

    def create_webhook(self, content: Mapping[str, Any]) -> Json:
        return self.http.once("POST", "/webhooks", content)

    def update_webhook(self, uuid: str, content: Mapping[str, Any]) -> Json:
        """The same address again brings a webhook that Daily gave up back to life."""
        return self.http.repeatable("POST", f"/webhooks/{quote(uuid)}", content)
