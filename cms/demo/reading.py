"""Reads the demo's texts: a folder per event, all TOML files of a folder together."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from cms.demo.texts import (
    BlockText,
    EventText,
    FaqText,
    HomeText,
    OrganizationText,
    Portrait,
    RoomText,
    SectionText,
    SessionText,
    SpeakerText,
    SponsorText,
    TrackText,
    VenueText,
)

CONTENT = Path(__file__).parent / "content"
# The event that is on now comes first: it is the one the front page features.
EVENTS = ("tidewater", "lantern", "mending", "fifty")

Table = dict[str, Any]


def read_events() -> tuple[EventText, ...]:
    """Every event of the demo, in the order in which they are created."""
    return tuple(read_event(CONTENT / name) for name in EVENTS)


def read_event(folder: Path) -> EventText:
    """One event from all files of its folder. Lists of the same name are joined; a key that no text has is an error."""
    table: Table = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            for key, value in tomllib.load(file).items():
                table[key] = table[key] + value if isinstance(value, list) and key in table else value
    return _event(table)


def _event(table: Table) -> EventText:
    parts: Table = {
        "body": _blocks(table.pop("body", [])),
        "pages": {slug: _section(page) for slug, page in table.pop("pages", {}).items()},
        "venue": _venue(table.pop("venue")) if "venue" in table else None,
        "tracks": tuple(TrackText(**row) for row in table.pop("tracks", [])),
        "organizations": tuple(OrganizationText(**row) for row in table.pop("organizations", [])),
        "sponsors": tuple(SponsorText(**row) for row in table.pop("sponsors", [])),
        "faqs": tuple(FaqText(**row) for row in table.pop("faqs", [])),
        "speakers": tuple(_speaker(row) for row in table.pop("speakers", [])),
        "sessions": tuple(_session(row) for row in table.pop("sessions", [])),
    }
    return EventText(**table, **parts)


def _blocks(rows: list[Table]) -> tuple[BlockText, ...]:
    return tuple(BlockText(**row | {"items": tuple(row.get("items", ()))}) for row in rows)


def _section(row: Table) -> SectionText:
    return SectionText(**row | {"body": _blocks(row.get("body", []))})


def _venue(row: Table) -> VenueText:
    return VenueText(**row | {"rooms": tuple(RoomText(**room) for room in row["rooms"])})


def _speaker(row: Table) -> SpeakerText:
    return SpeakerText(**row | {"portrait": Portrait(**row["portrait"])})


def _session(row: Table) -> SessionText:
    lists = {key: tuple(row.get(key, ())) for key in ("speakers", "points")}
    return SessionText(**row | lists)


def read_home() -> HomeText:
    """The texts above the events."""
    with (CONTENT / "home.toml").open("rb") as file:
        table = tomllib.load(file)
    return HomeText(**table | {"events": _section(table["events"]), "body": _blocks(table["body"])})
