"""Where the sessions of a schedule stand: in days with rooms, in days, or in a flat list."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from site_pages.exchange.document import ImportedRoom
from site_pages.exchange.places import read_room
from site_pages.exchange.times import read_day, read_moment
from site_pages.exchange.values import Findings, read_line, read_list, shown


@dataclass(frozen=True)
class RawSession:
    """A session as found: its value, its place in the file, and what stands around it."""

    value: dict[str, Any]
    place: str
    room: str = ""
    day: date | None = None
    day_offset: tzinfo | None = None
    day_change: timedelta | None = None


@dataclass
class Found:
    """Everything that the days and lists of a file hold."""

    sessions: list[RawSession] = field(default_factory=list)
    rooms: list[ImportedRoom] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    day_starts: list[datetime] = field(default_factory=list)


def find_sessions(days: Sequence[Any], events: Any, findings: Findings) -> Found:
    """Walk the file: days with rooms, days with events, and the flat list of newer files."""
    found = Found()
    for index, day in enumerate(days):
        place = f"days[{index}]"
        if isinstance(day, dict):
            walk_day(day, place, found, findings)
        else:
            findings.refuse(place, f"expected a day, found {shown(day)}")
    add_events(events, "events", RawSession({}, "events"), found, findings)
    return found


def walk_day(day: dict[str, Any], place: str, found: Found, findings: Findings) -> None:
    """Collect one day's date, rooms and sessions."""
    start = read_moment(day.get("day_start") or day.get("start"))
    end = read_moment(day.get("day_end") or day.get("end"))
    on = read_day(day.get("date"))
    if on is None and day.get("date"):
        findings.refuse(f"{place}.date", f"{shown(day['date'])} is no date")
    if on is None and start is not None:
        on = start.date() if isinstance(start, datetime) else start
    if on is not None:
        found.days.append(on)
    if isinstance(start, datetime) and start.tzinfo:
        found.day_starts.append(start)
    around = RawSession(
        {},
        place,
        day=on,
        day_offset=start.tzinfo if isinstance(start, datetime) else None,
        day_change=night_end(on, end),
    )
    for name, value, spot in rooms_of(day.get("rooms"), f"{place}.rooms", findings):
        room = read_room(value, spot, findings) if isinstance(value, dict) else ImportedRoom("")
        room_name = room.name or read_line(name, spot, findings)
        found.rooms.append(ImportedRoom(room_name, room.guid, room.capacity, room.description))
        inside = events_of(value) if isinstance(value, dict) else value
        here = replace(around, room=room_name)
        add_events(inside, spot, here, found, findings)
    add_events(day.get("events"), f"{place}.events", around, found, findings)


def events_of(room: dict[str, Any]) -> Any:
    """The sessions inside a room that is an object: named, or numbered as PHP writes lists."""
    for key in ("events", "talks", "sessions"):
        if key in room:
            return room[key]
    return [value for key, value in room.items() if key.isdigit()]


def night_end(on: date | None, end: datetime | date | None) -> timedelta | None:
    """The hour at which a conference day ends in the next date's morning, when the file says so."""
    if on is None or not isinstance(end, datetime) or end.date() != on + timedelta(days=1):
        return None
    clock = timedelta(hours=end.hour, minutes=end.minute)
    return clock if clock <= timedelta(hours=12) else None


def rooms_of(value: Any, place: str, findings: Findings) -> list[tuple[str, Any, str]]:
    """(name, value, place) of a day's rooms, written as an object by name or as a list."""
    if isinstance(value, dict):
        return [(name, inside, f'{place}["{name[:100]}"]') for name, inside in value.items()]
    rooms = []
    for at, entry in enumerate(read_list(value, place, findings)):
        name = entry.get("name") if isinstance(entry, dict) else None
        label = f'"{name[:100]}"' if isinstance(name, str) and name else at
        rooms.append(("", entry, f"{place}[{label}]"))
    return rooms


def add_events(events: Any, place: str, around: RawSession, found: Found, findings: Findings) -> None:
    """Collect the sessions of one list."""
    for index, event in enumerate(read_list(events, place, findings)):
        spot = f"{place}[{index}]"
        if not isinstance(event, dict):
            findings.refuse(spot, f"expected a session, found {shown(event)}")
            continue
        found.sessions.append(replace(around, value=event, place=spot))
