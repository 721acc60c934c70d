"""Daily in browsers: each page's fake call object (tests/fakes/daily_page) in the meetings of the fake service."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from tests.fakes.daily import FakeDaily
from tests.fakes.daily.meetings import JoinRefused, Person

LIBRARY = Path(__file__).parents[1] / "fakes" / "daily_page" / "daily-esm.js"
Json = dict[str, Any]


@dataclass
class DailyPages:
    """Media do not flow through the fake: who may send is the service's, a picture is then painted by each page."""

    service: FakeDaily
    rooms: dict[str, str] = field(default_factory=dict)
    sends: dict[str, list[str]] = field(default_factory=dict)

    def attach(self, context: BrowserContext) -> None:
        """The pages of this visitor get the fake in place of the vendored library."""
        context.route("**/vendor/daily-js/daily-esm.js", lambda route: route.fulfill(path=LIBRARY))
        context.expose_binding("dailyService", lambda _source, told: self.hear(told))

    def hear(self, told: Json) -> Json:
        with self.service.lock:
            if "join" in told:
                return self.join(told["join"].rpartition("/")[2], told["token"])
            if "look" in told:
                return self.look(told["look"], told["sends"])
            return self.leave(told["leave"])

    def join(self, room: str, token: str) -> Json:
        try:
            person = self.service.meetings.join(room, token)
        except JoinRefused as refused:
            return {"error": refused.kind}
        self.rooms[person.session_id] = room
        return self.look(person.session_id, [])

    def look(self, session_id: str, wanted: list[str]) -> Json:
        """Oneself, and whoever is not hidden."""
        meeting = self.service.meetings.all.get(self.rooms[session_id])
        own = meeting.people[session_id] if meeting else None
        if meeting is None or own is None or own.left:
            return {"error": "ejected"}
        self.sends[session_id] = [kind for kind in wanted if own.may_send(kind)]
        seen = [one for one in meeting.inside() if one is own or not one.is_hidden]
        return {"session_id": session_id, "people": [self.told_of(one) for one in seen]}

    def leave(self, session_id: str) -> Json:
        room = self.rooms[session_id]
        person = self.service.meetings.all[room].people[session_id]
        if not person.left:
            self.service.meetings.end(room, person, "left")
        return {}

    def told_of(self, person: Person) -> Json:
        return {
            "session_id": person.session_id,
            "user_id": person.user_id,
            "user_name": person.name,
            "owner": person.is_owner,
            "permissions": person.permissions,
            "sends": [kind for kind in self.sends.get(person.session_id, []) if person.may_send(kind)],
        }
