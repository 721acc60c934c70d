"""Who is in a room: tokens verified, rights computed, messages and shared data (facts/daily.md, 1.4, 1.5, 1.8, 2)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt

from tests.fakes.daily.errors import invalid, missing
from tests.fakes.daily.properties import DOMAIN_PERMISSIONS, are_permissions, long_permissions
from tests.fakes.daily.rooms import Room, Rooms

Json = dict[str, Any]
ALL = {"hasPresence": True, "canSend": True, "canReceive": {"base": True}, "canAdmin": True}
LARGEST_MESSAGE = 4096
DATA_EVERY = 1.0


class JoinRefused(Exception):
    """`kind` is the error type that daily-js would give."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass
class Person:
    """One connection. `left` says why it has ended; empty: it has not."""

    session_id: str
    user_id: str
    name: str
    is_owner: bool
    permissions: Json
    joined_at: float
    ejected_at: float | None
    messages: list[Any] = field(default_factory=list)
    left: str = ""

    def may_send(self, what: str) -> bool:
        allowed = self.permissions["canSend"]
        return allowed is True or (isinstance(allowed, list) and what in allowed)

    @property
    def is_hidden(self) -> bool:
        return not self.permissions["hasPresence"]


@dataclass
class Meeting:
    """From the first who joins to the last who leaves."""

    id: str
    people: dict[str, Person] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)
    data: Json = field(default_factory=dict)
    next_data: Json | None = None
    data_at: float = 0

    def inside(self) -> list[Person]:
        return [person for person in self.people.values() if not person.left]


@dataclass
class Meetings:
    """`tell` takes (type of event, payload)."""

    rooms: Rooms
    domain_id: str
    key: str
    tell: Callable[[str, Json], None]
    all: dict[str, Meeting] = field(default_factory=dict)

    @property
    def now(self) -> float:
        return self.rooms.now()

    def join(self, room_name: str, token: str | None) -> Person:
        """As daily-js does with the room's address and a token. Raises JoinRefused."""
        room = self.rooms.all.get(room_name)
        if room is None:
            raise JoinRefused("no-room")
        if self.rooms.is_over(room):
            raise JoinRefused("exp-room")
        claims = self.claims(token, room) if token else {}
        if not token and room.privacy == "private":
            raise JoinRefused("not-allowed")
        meeting = self.all.get(room_name) or Meeting(str(uuid.uuid4()))
        user_id = claims.get("ud") or ""
        if user_id and user_id in meeting.banned:
            raise JoinRefused("ejected")
        if user_id and room.value("enforce_unique_user_ids"):
            for person in meeting.inside():
                if person.user_id == user_id:
                    self.end(room_name, person, "ejected")
        if len(meeting.inside()) >= room.value("max_participants"):
            raise JoinRefused("meeting-full")
        return self._let_in(room, meeting, claims)

    def _let_in(self, room: Room, meeting: Meeting, claims: Json) -> Person:
        session_id = str(uuid.uuid4())
        ends = [claims["exp"]] if claims.get("ejt") else []
        ends += [room.value("exp")] if room.value("eject_at_room_exp") and room.value("exp") else []
        person = Person(
            session_id,
            claims.get("ud") or session_id,
            claims.get("u") or "",
            is_owner=bool(claims.get("o")),
            permissions=self.rights(room, claims),
            joined_at=self.now,
            ejected_at=min(ends) if ends else None,
        )
        if not meeting.inside():
            meeting = self.all[room.name] = meeting if room.name in self.all else Meeting(meeting.id)
            self.tell("meeting.started", {"start_ts": self.now, "meeting_id": meeting.id, "room": room.name})
        meeting.people[session_id] = person
        self.tell("participant.joined", self.told_of(room.name, person))
        return person

    def claims(self, token: str, room: Room) -> Json:
        try:
            lenient = {"require": ["iat"], "verify_exp": False, "verify_nbf": False}
            found: Json = jwt.decode(token, self.key, algorithms=["HS256"], options=lenient)
        except jwt.InvalidTokenError as error:
            raise JoinRefused("not-allowed") from error
        if found.get("d") != self.domain_id or found.get("r", room.name) != room.name or len(token) > 2048:
            raise JoinRefused("not-allowed")
        if found.get("exp", self.now + 1) <= self.now:
            raise JoinRefused("exp-token")
        if found.get("nbf", 0) > self.now:
            raise JoinRefused("nbf-token")
        return found

    def rights(self, room: Room, claims: Json) -> Json:
        """Owners may everything; for others token > room > domain, field by field."""
        if claims.get("o"):
            return dict(ALL)
        try:
            token = long_permissions(claims.get("p") or {})
        except (KeyError, TypeError) as error:
            raise JoinRefused("not-allowed") from error
        return {**DOMAIN_PERMISSIONS, **(room.value("permissions") or {}), **token}

    def told_of(self, room_name: str, person: Person) -> Json:
        return {
            "room": room_name,
            "user_id": person.user_id,
            "user_name": person.name,
            "session_id": person.session_id,
            "joined_at": person.joined_at,
            "will_eject_at": person.ejected_at,
            "owner": person.is_owner,
            "permissions": person.permissions,
        }

    def end(self, room_name: str, person: Person, why: str) -> None:
        """They leave, or are made to."""
        person.left = why
        self.tell("participant.left", {**self.told_of(room_name, person), "duration": self.now - person.joined_at})
        meeting = self.all[room_name]
        if not meeting.inside():
            del self.all[room_name]
            told = {"start_ts": person.joined_at, "end_ts": self.now, "meeting_id": meeting.id, "room": room_name}
            self.tell("meeting.ended", told)

    def look_at_the_clock(self) -> None:
        """Put out whose time is over."""
        for name, meeting in list(self.all.items()):
            for person in meeting.inside():
                if person.ejected_at is not None and person.ejected_at <= self.now:
                    self.end(name, person, "ejected")

    def counts(self, room_name: str) -> Json:
        """What daily-js calls participantCounts()."""
        inside = self.all[room_name].inside() if room_name in self.all else []
        hidden = sum(person.is_hidden for person in inside)
        return {"present": len(inside) - hidden, "hidden": hidden}

    # The REST API.

    def running(self, room_name: str) -> Meeting:
        self.rooms.existing(room_name)
        self.look_at_the_clock()
        meeting = self.all.get(room_name)
        if meeting is None:
            raise missing()
        return meeting

    def presence(self, room_name: str) -> Json:
        """[?] hidden people are left out."""
        self.rooms.existing(room_name)
        self.look_at_the_clock()
        inside = self.all[room_name].inside() if room_name in self.all else []
        data = [
            {
                "id": person.session_id,
                "room": room_name,
                "userId": person.user_id,
                "userName": person.name,
                "joinTime": "2026-11-21T10:00:00.000Z",
                "duration": int(self.now - person.joined_at),
            }
            for person in inside
            if not person.is_hidden
        ]
        return {"total_count": len(data), "data": data}

    def update_permissions(self, room_name: str, said: Json) -> Json:
        meeting = self.running(room_name)
        data = said.get("data")
        if (
            set(said) != {"data"}
            or not isinstance(data, dict)
            or not all(are_permissions(one) for one in data.values())
        ):
            raise invalid("data")
        for person in meeting.inside():
            wanted = dict(data.get(person.session_id, data.get("*", {})))
            if "canReceive" in wanted:
                wanted["canReceive"] = {**person.permissions["canReceive"], **wanted["canReceive"]}
            person.permissions = {**person.permissions, **wanted}
        return {}

    def eject(self, room_name: str, said: Json) -> Json:
        meeting = self.running(room_name)
        ids, users = said.get("ids", []), said.get("user_ids", [])
        if set(said) - {"ids", "user_ids", "ban"} or len(ids) > 100 or len(users) > 100 or not (ids or users):
            raise invalid("ids")
        if said.get("ban"):
            meeting.banned |= set(users)
        out = [person for person in meeting.inside() if person.session_id in ids or person.user_id in users]
        for person in out:
            self.end(room_name, person, "ejected")
        return {"ejectedIds": [person.session_id for person in out]}

    def send_message(self, room_name: str, said: Json) -> Json:
        meeting = self.running(room_name)
        if set(said) - {"data", "recipient"} or "data" not in said or size_of(said["data"]) > LARGEST_MESSAGE:
            raise invalid("data")
        wanted = said.get("recipient", "*")
        for person in meeting.inside():
            if wanted in {"*", person.session_id}:
                person.messages.append(said["data"])
        return {"sent": True}

    def set_data(self, room_name: str, said: Json) -> Json:
        """About one change a second reaches the people; faster ones are taken together."""
        meeting = self.running(room_name)
        data, strategy = said.get("data"), said.get("mergeStrategy", "replace")
        if set(said) - {"data", "mergeStrategy", "keysToDelete"} or not isinstance(data, dict):
            raise invalid("data")
        if strategy not in {"replace", "shallow-merge"} or ("keysToDelete" in said and strategy == "replace"):
            raise invalid("mergeStrategy")
        former = {} if strategy == "replace" else self.data(room_name) | (meeting.next_data or {})
        meeting.next_data = {
            key: one for key, one in {**former, **data}.items() if key not in said.get("keysToDelete", [])
        }
        self.data(room_name)
        return {}

    def data(self, room_name: str) -> Json:
        """What everybody inside reads."""
        meeting = self.running(room_name)
        if meeting.next_data is not None and self.now - meeting.data_at >= DATA_EVERY:
            meeting.data, meeting.next_data, meeting.data_at = meeting.next_data, None, self.now
        return meeting.data


def size_of(said: object) -> int:
    return len(json.dumps(said, separators=(",", ":")))
