"""The programme by conference day and room as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from site_pages.api.mini_site import MiniSite
from site_pages.api.read import Row
from site_pages.api.thin import thin
from site_pages.api.write_event import all_rooms
from site_pages.api.write_session import session_json
from site_pages.programme import Slot, by_day

Json = dict[str, Any]


def days_json(site: MiniSite, rows: list[Row], keys: list[str] | None) -> list[Json]:
    """These sessions by day and room; what belongs to a day is decided by the whole programme."""
    days = conference_days(site)
    order = {room["id"]: place for place, room in enumerate(all_rooms(site))}
    written: dict[date, dict[str | None, Json]] = {}
    for row in rows:
        day = days.get(str(row["public_id"]))
        if day is None:
            continue
        session = session_json(site, row)
        room = session["room"]
        of_day = written.setdefault(day, {})
        of_room = of_day.setdefault(room and room["id"], {"room": room, "sessions": []})
        of_room["sessions"].append(thin(session, keys))
    return [
        {"date": day.isoformat(), "rooms": sorted(rooms.values(), key=lambda one: place_of(one["room"], order))}
        for day, rooms in sorted(written.items())
    ]


def place_of(room: Json | None, order: dict[str, int]) -> int:
    """The room's place among the event's rooms; sessions without a room come last."""
    return order[room["id"]] if room else len(order)


def conference_days(site: MiniSite) -> dict[str, date]:
    """The day to which each scheduled session belongs, as the schedule page has it (site_pages/programme.py)."""
    zone = ZoneInfo(site.event["timezone"])
    slots = [
        Slot(
            key=str(row["public_id"]),
            slug=row["slug"],
            title=row["title"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            local_start=row["starts_at"].astimezone(zone),
            local_end=row["ends_at"].astimezone(zone),
        )
        for row in site.sessions
        if row["starts_at"] and row["ends_at"]
    ]
    return {slot.key: day for day, members in by_day(slots).items() for slot in members}
