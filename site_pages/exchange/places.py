"""Rooms and tracks of a schedule: those that it lists and those that its sessions name."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from site_pages.exchange.document import ImportedRoom, ImportedSession, ImportedTrack
from site_pages.exchange.values import (
    Findings,
    read_capacity,
    read_colour,
    read_guid,
    read_key,
    read_line,
    read_list,
    read_text,
)


def read_room(value: Any, place: str, findings: Findings) -> ImportedRoom:
    """A room written as an object or only as a name; its name may be missing."""
    if not isinstance(value, dict):
        return ImportedRoom(read_line(value, place, findings))
    return ImportedRoom(
        name=read_line(value.get("name"), f"{place}.name", findings),
        guid=read_guid(read_key(value.get("guid"), f"{place}.guid", findings)),
        capacity=read_capacity(value.get("capacity")),
        description=read_text(value.get("description"), f"{place}.description", findings),
    )


def read_rooms(value: Any, place: str, findings: Findings) -> list[ImportedRoom]:
    """The rooms that the conference lists."""
    entries = enumerate(read_list(value, place, findings))
    return [read_room(entry, f"{place}[{index}]", findings) for index, entry in entries]


def read_tracks(value: Any, place: str, findings: Findings) -> list[ImportedTrack]:
    """The tracks that the conference lists; a track without a name goes by its slug."""
    tracks = []
    for index, entry in enumerate(read_list(value, place, findings)):
        spot = f"{place}[{index}]"
        fields = entry if isinstance(entry, dict) else {"name": entry}
        slug = read_line(fields.get("slug"), f"{spot}.slug", findings)
        name = read_line(fields.get("name"), f"{spot}.name", findings) or slug
        colours = fields.get("colors")
        shades = list(colours.values()) if isinstance(colours, dict) else []
        candidates = [fields.get("color"), fields.get("colour"), *shades]
        colour = next((found for found in map(read_colour, candidates) if found), "")
        if name:
            tracks.append(ImportedTrack(name, slug, colour))
    return tracks


def merge_rooms(
    listed: Sequence[ImportedRoom],
    found: Sequence[ImportedRoom],
    sessions: Sequence[ImportedSession],
) -> tuple[ImportedRoom, ...]:
    """Every room once, by name, with what any mention tells of it."""
    rooms: dict[str, ImportedRoom] = {}
    named = (ImportedRoom(session.room) for session in sessions)
    for room in (*listed, *found, *named):
        if not room.name:
            continue
        known = rooms.get(room.name)
        if known is None:
            rooms[room.name] = room
        else:
            rooms[room.name] = replace(
                known,
                guid=known.guid or room.guid,
                capacity=known.capacity or room.capacity,
                description=known.description or room.description,
            )
    return tuple(rooms.values())


def merge_tracks(listed: Iterable[ImportedTrack], sessions: Iterable[ImportedSession]) -> tuple[ImportedTrack, ...]:
    """Every track once, by name: the listed ones first, then those only sessions name."""
    tracks: dict[str, ImportedTrack] = {}
    for track in listed:
        known = tracks.get(track.name)
        if known is None or (track.colour and not known.colour):
            tracks[track.name] = track
    for session in sessions:
        if session.track:
            tracks.setdefault(session.track, ImportedTrack(session.track))
    return tuple(tracks.values())
