"""Rooms: their names, properties and ends (facts/daily.md, 1.2 and 1.3)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fakes.daily.errors import invalid, missing
from tests.fakes.daily.properties import ROOM, checked, unlike_defaults

NAME = re.compile(r"^[A-Za-z0-9_-]{1,128}$")
Json = dict[str, Any]


@dataclass
class Room:
    id: str
    name: str
    privacy: str
    created_at: float
    config: Json = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """As set, or the default."""
        value = self.config.get(name)
        return ROOM[name][1] if value is None else value


@dataclass
class Rooms:
    """`now` is the service's clock in unix seconds."""

    domain_name: str
    now: Callable[[], float]
    all: dict[str, Room] = field(default_factory=dict)

    def shown(self, room: Room) -> Json:
        return {
            "id": room.id,
            "name": room.name,
            "api_created": True,
            "privacy": room.privacy,
            "url": f"https://{self.domain_name}.daily.co/{room.name}",
            "created_at": datetime.fromtimestamp(room.created_at, tz=UTC).isoformat(timespec="milliseconds"),
            "config": unlike_defaults(room.config),
        }

    def is_over(self, room: Room) -> bool:
        exp = room.value("exp")
        return exp is not None and exp <= self.now()

    def existing(self, name: str) -> Room:
        """A room past its end counts as deleted, everywhere."""
        room = self.all.get(name)
        if room is None or self.is_over(room):
            raise missing()
        return room

    def create(self, said: Json) -> Json:
        self._refuse_others(said, {"name", "privacy", "properties"})
        name = said.get("name", uuid.uuid4().hex[:20])
        if not isinstance(name, str) or not NAME.match(name):
            raise invalid("name")
        if name in self.all and not self.is_over(self.all[name]):
            raise invalid("name")  # [?] the word for a name that is taken
        config = self._with({}, said.get("properties", {}))
        room = Room(str(uuid.uuid4()), name, self._privacy(said, "public"), self.now(), config)
        self.all[name] = room
        return self.shown(room)

    def update(self, name: str, said: Json) -> Json:
        self._refuse_others(said, {"privacy", "properties"})
        room = self.existing(name)
        config = self._with(room.config, said.get("properties", {}))
        room.privacy, room.config = self._privacy(said, room.privacy), config
        return self.shown(room)

    def delete(self, name: str) -> Json:
        room = self.all.pop(name, None)
        if room is None:
            raise missing()
        if self.is_over(room):
            raise missing(deleted=True, name=name)
        return {"deleted": True, "name": name}

    def listed(self) -> list[Json]:
        """Newest first; those of one second by id."""
        rooms = [room for room in self.all.values() if not self.is_over(room)]
        return [self.shown(room) for room in sorted(rooms, key=lambda room: (-int(room.created_at), room.id))]

    def _with(self, config: Json, properties: Any) -> Json:
        """A property that is null returns to its default."""
        return {**config, **checked(properties, ROOM, position=0)}

    def _privacy(self, said: Json, default: str) -> str:
        privacy = said.get("privacy", default)
        if privacy not in {"public", "private"}:
            raise invalid("privacy")
        return str(privacy)

    def _refuse_others(self, said: Json, known: set[str]) -> None:
        if unknown := set(said) - known:
            raise invalid(unknown.pop())


def page_of(listed: list[Json], query: dict[str, str]) -> Json:
    """`{total_count, data}`; limit at most 100, after or before an id; `ending_before=OLDEST` is the last page."""
    if not query.get("limit", "100").isdecimal() or not 1 <= int(query.get("limit", "100")) <= 100:
        raise invalid("limit")
    limit, ids = int(query.get("limit", "100")), [one["id"] for one in listed]
    if before := query.get("ending_before"):
        end = len(ids) if before == "OLDEST" else position(ids, before)
        return {"total_count": len(ids), "data": listed[max(0, end - limit) : end]}
    start = position(ids, query["starting_after"]) + 1 if "starting_after" in query else 0
    return {"total_count": len(ids), "data": listed[start : start + limit]}


def position(ids: list[str], wanted: str) -> int:
    if wanted not in ids:
        raise invalid("starting_after")
    return ids.index(wanted)
