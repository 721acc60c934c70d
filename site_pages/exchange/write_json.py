"""A schedule as schedule.json, valid against the field's JSON schema whatever was imported."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from site_pages.exchange.document import ImportedPerson, Reference, ScheduleDocument
from site_pages.exchange.outgoing import (
    Outgoing,
    OutgoingDay,
    OutgoingRoom,
    OutgoingSession,
    block,
    line,
    number_of,
    plain_track_slug,
    prepare,
)
from site_pages.exchange.sessions import RECORDING_TITLE
from site_pages.exchange.values import KNOWN_KINDS, read_colour, read_url

SCHEMA = "https://c3voc.de/schedule/schema.json"
ZONE_NAME = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
PERSON_CODE = re.compile(r"[A-Z0-9]+")


def write_json(document: ScheduleDocument) -> bytes:
    """schedule.json in UTF-8."""
    outgoing = prepare(document)
    schedule: dict[str, Any] = {"version": line(document.version)}
    schedule |= given(base_url=read_url(document.base_url))
    schedule["conference"] = conference_value(outgoing)
    generator = {"name": line(document.generator.name), "version": line(document.generator.version)}
    value = {"$schema": SCHEMA, "generator": generator, "schedule": schedule}
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")


def given(**values: Any) -> dict[str, Any]:
    """Only the members that say something."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def conference_value(outgoing: Outgoing) -> dict[str, Any]:
    """The conference with its rooms, tracks and days."""
    document = outgoing.document
    zone_name = document.time_zone_name if ZONE_NAME.match(document.time_zone_name) else ""
    tracks = [
        {"name": line(track.name)}
        | given(
            slug=plain_track_slug(track.slug, track.name),
            color=read_colour(track.colour),
        )
        for track in document.tracks
    ]
    return {
        "acronym": outgoing.acronym,
        "title": line(document.title),
        "start": document.starts_on.isoformat(),
        "end": document.ends_on.isoformat(),
        "daysCount": len(outgoing.days),
        "timeslot_duration": hours_and_minutes(timedelta(minutes=document.timeslot_minutes)),
        **given(time_zone_name=zone_name, url=read_url(document.url)),
        "rooms": [room_value(room) for room in outgoing.rooms],
        "tracks": tracks,
        "days": [day_value(day) for day in outgoing.days],
    }


def room_value(outgoing: OutgoingRoom) -> dict[str, Any]:
    """One room."""
    return {
        "name": line(outgoing.room.name),
        "guid": str(outgoing.guid),
        "description": block(outgoing.room.description) or None,
        "capacity": outgoing.room.capacity,
    }


def day_value(day: OutgoingDay) -> dict[str, Any]:
    """One day with its sessions by room."""
    return {
        "index": day.index,
        "date": day.on.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {name: [session_value(session) for session in sessions] for name, sessions in day.rooms.items()},
    }


def hours_and_minutes(duration: timedelta) -> str:
    """`HH:MM`, at least one minute; hours may have more than two digits."""
    minutes = max(1, int(duration.total_seconds() // 60))
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def session_value(outgoing: OutgoingSession) -> dict[str, Any]:
    """One session."""
    session = outgoing.session
    links = reference_values(session.links)
    if read_url(session.recording_url):
        links.append({"type": "media", "title": RECORDING_TITLE, "url": read_url(session.recording_url)})
    return {
        "guid": str(outgoing.guid),
        **given(code=outgoing.code),
        "id": outgoing.id,
        **given(logo=read_url(session.logo_url)),
        "date": outgoing.starts_at.isoformat(),
        "start": outgoing.starts_at.strftime("%H:%M"),
        "end": outgoing.ends_at.isoformat(),
        "duration": hours_and_minutes(session.ends_at - session.starts_at),
        "room": line(session.room),
        "slug": outgoing.slug,
        "url": read_url(session.url) or f"urn:uuid:{outgoing.guid}",
        "title": line(session.title),
        "subtitle": line(session.subtitle),
        "track": line(session.track) or None,
        "type": line(session.type),
        "language": line(session.language) or None,
        "abstract": block(session.abstract),
        "description": block(session.description),
        "recording_license": line(session.license),
        "do_not_record": session.do_not_record,
        "persons": [person_value(person) for person in session.persons],
        "links": links,
        "attachments": reference_values(session.attachments),
        **given(feedback_url=read_url(session.feedback_url), origin_url=read_url(session.origin_url)),
    }


def reference_values(references: Iterable[Reference]) -> list[dict[str, Any]]:
    """Links or attachments that have a web address."""
    return [
        given(
            type=reference.kind if reference.kind in KNOWN_KINDS else "",
            title=line(reference.title),
            url=read_url(reference.url),
        )
        for reference in references
        if read_url(reference.url)
    ]


def person_value(person: ImportedPerson) -> dict[str, Any]:
    """A person in pretalx' form. Never with the e-mail address, and no guid derived from one."""
    return {
        **given(
            guid=str(person.guid) if person.guid else "",
            id=number_of(person.id),
            code=person.code if PERSON_CODE.fullmatch(person.code) else "",
        ),
        "name": line(person.name),
        "biography": block(person.biography) or None,
        **given(avatar=read_url(person.avatar_url), url=read_url(person.url)),
        "links": reference_values(person.links),
    }
