"""The addresses below /v1, the key, and the limits (facts/daily.md, 1.1 and 1.2)."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jwt

from live_control.daily_config import DailyConfig
from tests.fakes.daily.errors import Refusal, invalid, missing
from tests.fakes.daily.meetings import JoinRefused, Meetings
from tests.fakes.daily.properties import TOKEN, checked, short_permissions
from tests.fakes.daily.recordings import Recordings
from tests.fakes.daily.rooms import Rooms, page_of
from tests.fakes.daily.webhooks import Webhooks
from tests.fakes.http_service import Asked, HttpService

Json = dict[str, Any]
KEY = "5f1c0ffee0fake0key0of0daily0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2"
HMAC = "Zm95ZXIgdGVzdHMgc2lnbiB0aGVpciB3ZWJob29rcyBsaWtlIHRoaXM="
DOMAIN_ID, DOMAIN_NAME = "0d3f6a4e-7b1c-4d2e-9f80-a1b2c3d4e5f6", "foyer-test"
# (calls, seconds) by kind of call.
LIMITS = {"general": (100, 5.0), "slow": (50, 30.0), "start": (5, 5.0)}


@dataclass
class FakeDaily(HttpService):
    """One domain. `url` has no path; `config` is what Foyer is told about it."""

    recent: dict[str, deque[float]] = field(default_factory=dict)
    retry_after: str = ""

    @property
    def config(self) -> DailyConfig:
        return DailyConfig(KEY, webhook_hmac=HMAC, url=f"{self.url}/v1")

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.now, DOMAIN_ID)

    @cached_property
    def rooms(self) -> Rooms:
        return Rooms(DOMAIN_NAME, self.now)

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(self.rooms, DOMAIN_ID, KEY, self.webhooks.tell)

    @cached_property
    def recordings(self) -> Recordings:
        return Recordings(self.meetings, self.webhooks.tell, lambda: self.url)

    @cached_property
    def routes(self) -> list[tuple[str, re.Pattern[str], Callable[..., object]]]:
        rooms, meetings, recordings, hooks = self.rooms, self.meetings, self.recordings, self.webhooks
        room, one = r"/rooms/([^/]+)", r"/([^/]+)"
        table: list[tuple[str, str, Callable[..., object]]] = [
            ("GET", "/", lambda _: {"domain_name": DOMAIN_NAME, "domain_id": DOMAIN_ID, "config": {}}),
            ("POST", "/rooms", lambda asked: rooms.create(read(asked))),
            ("GET", "/rooms", lambda asked: page_of(rooms.listed(), asked.query)),
            ("GET", room, lambda _, name: rooms.shown(rooms.existing(name))),
            ("POST", room, lambda asked, name: rooms.update(name, read(asked))),
            ("DELETE", room, lambda _, name: rooms.delete(name)),
            ("GET", f"{room}/presence", lambda _, name: meetings.presence(name)),
            ("GET", f"{room}/get-session-data", lambda _, name: meetings.data(name)),
            ("POST", f"{room}/set-session-data", lambda asked, name: meetings.set_data(name, read(asked))),
            ("POST", f"{room}/send-app-message", lambda asked, name: meetings.send_message(name, read(asked))),
            ("POST", f"{room}/update-permissions", lambda asked, name: meetings.update_permissions(name, read(asked))),
            ("POST", f"{room}/eject", lambda asked, name: meetings.eject(name, read(asked))),
            ("POST", f"{room}/recordings/start", lambda asked, name: recordings.start(name, read(asked))),
            ("POST", f"{room}/recordings/stop", lambda asked, name: recordings.stop(name, read(asked))),
            ("GET", "/recordings", lambda asked: page_of(recordings.listed(asked.query), asked.query)),
            ("GET", f"/recordings{one}", lambda _, key: recordings.existing(key).shown()),
            ("GET", f"/recordings{one}/access-link", lambda _, key: recordings.link(key)),
            ("DELETE", f"/recordings{one}", lambda _, key: self.forget_recording(key)),
            ("GET", "/presence", lambda _: {name: meetings.presence(name)["data"] for name in meetings.all}),
            ("POST", "/meeting-tokens", lambda asked: self.sign(read(asked))),
            ("GET", f"/meeting-tokens{one}", lambda _, token: self.unsign(token)),
            ("GET", "/webhooks", lambda _: list(hooks.all.values())),
            ("POST", "/webhooks", lambda asked: hooks.create(read(asked))),
            ("GET", f"/webhooks{one}", lambda _, key: hooks.existing(key)),
            ("POST", f"/webhooks{one}", lambda asked, key: hooks.update(key, read(asked))),
            ("DELETE", f"/webhooks{one}", lambda _, key: hooks.delete(key)),
        ]
        return [(method, re.compile(f"^{pattern}$"), answer) for method, pattern, answer in table]

    def answer(self, asked: Asked) -> Any:
        if asked.path.startswith("/files/"):
            return self.recordings.read(asked.path.removeprefix("/files/"), asked.raw_query)
        try:
            self.check_key(asked.headers.get("authorization"))
            self.count(asked)
            return 200, self.routed(asked)
        except Refusal as refusal:
            wait = {"Retry-After": self.retry_after} if refusal.status == 429 and self.retry_after else {}
            return refusal.status, refusal.body, wait

    def check_key(self, header: str | None) -> None:
        scheme, _space, key = (header or "").partition(" ")
        if scheme != "Bearer" or not key:
            raise Refusal(400, "authorization-header-error")
        if key != KEY:
            raise Refusal(401, "authentication-error")

    def count(self, asked: Asked) -> None:
        """Sliding windows on the service's own clock."""
        kind = "general"
        if asked.path.endswith("/recordings/start"):
            kind = "start"
        elif (asked.method, asked.path) == ("GET", "/v1/recordings") or (
            asked.method == "DELETE" and "/rooms/" in asked.path
        ):
            kind = "slow"
        calls, seconds = LIMITS[kind]
        times = self.recent.setdefault(kind, deque())
        while times and times[0] <= self.now() - seconds:
            times.popleft()
        if len(times) >= calls:
            raise Refusal(429, "rate-limit-error")
        times.append(self.now())

    def routed(self, asked: Asked) -> object:
        path = asked.path.removeprefix("/v1")
        for method, pattern, answer in self.routes:
            if method == asked.method and (match := pattern.match(path)):
                return answer(asked, *match.groups())
        raise missing()

    def forget_recording(self, key: str) -> Json:
        self.recordings.existing(key)
        del self.recordings.all[key]
        return {"deleted": True, "id": key}

    def sign(self, said: Json) -> Json:
        """POST /meeting-tokens."""
        if set(said) - {"properties"}:
            raise invalid("properties")
        properties = checked(said.get("properties", {}), TOKEN, position=1)
        claims = {TOKEN[name][0]: value for name, value in properties.items() if value is not None}
        if "p" in claims:
            claims["p"] = short_permissions(claims["p"])
        return {"token": jwt.encode({"d": DOMAIN_ID, "iat": int(self.now()), **claims}, KEY, algorithm="HS256")}

    def unsign(self, token: str) -> Json:
        """GET /meeting-tokens/:token."""
        try:
            claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"verify_exp": False})
        except jwt.InvalidTokenError as error:
            raise invalid("token") from error
        long_names = {short: name for name, (short, _check) in TOKEN.items()}
        return {long_names[short]: value for short, value in claims.items() if short in long_names and short != "p"}

    # What people do there.

    def join(self, room_name: str, token: str | None) -> Any:
        """As a page does. Raises JoinRefused."""
        with self.lock:
            return self.meetings.join(room_name, token)

    def refusal(self, room_name: str, token: str | None) -> str:
        """Why this token does not open the room; empty where it does."""
        try:
            self.join(room_name, token)
        except JoinRefused as refused:
            return refused.kind
        return ""

    def pass_time(self, seconds: float) -> None:
        """The service's clock goes on; those whose time is over are put out."""
        self.ahead += seconds
        self.meetings.look_at_the_clock()


def read(asked: Asked) -> Json:
    """The body, a JSON object."""
    try:
        said = json.loads(asked.body or b"{}")
    except ValueError as error:
        raise Refusal(400, "json-parsing-error") from error
    if not isinstance(said, dict):
        raise invalid("body")
    return said
