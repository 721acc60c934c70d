"""The tree of values of either format to a schedule, with everything that real files vary in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from site_pages.exchange.document import (
    Generator,
    ImportedPerson,
    ImportedSession,
    ScheduleDocument,
)
from site_pages.exchange.errors import refuse
from site_pages.exchange.find import Found, find_sessions
from site_pages.exchange.people import People, read_person
from site_pages.exchange.places import merge_rooms, merge_tracks, read_rooms, read_tracks
from site_pages.exchange.sessions import Setting, read_session
from site_pages.exchange.times import (
    read_clock,
    read_duration,
    read_moment,
    read_zone,
    zone_of_offsets,
)
from site_pages.exchange.values import (
    Findings,
    read_line,
    read_list,
    read_url,
    shown,
)

MAX_SESSIONS = 20_000
ZONE_KEYS = ("time_zone_name", "timezone", "time_zone")


@dataclass(frozen=True)
class Parts:
    """Where the parts of a file stand: newer files have the events beside the conference."""

    schedule: dict[str, Any]
    conference: dict[str, Any]
    days: Any
    events: Any
    generator: dict[str, Any]


def interpret(tree: Any) -> ScheduleDocument:
    """The schedule in a tree of values.

    Raises `ScheduleRefused` with every place and reason when it cannot be understood.
    """
    parts = find_parts(tree)
    findings = Findings()
    tracks = read_tracks(parts.conference.get("tracks"), "conference.tracks", findings)
    setting = read_setting(parts, {track.slug: track.name for track in tracks if track.slug}, findings)
    days = read_list(parts.days, "conference.days", findings)
    found = find_sessions(days, parts.events, findings)
    if len(found.sessions) > MAX_SESSIONS:
        raise refuse("days", f"more than {MAX_SESSIONS} sessions")
    sessions = [
        session for session in (read_session(raw, setting, findings) for raw in found.sessions) if session is not None
    ]
    sessions = tell_apart(sessions, findings)
    zone_name = zone_name_of(setting, found, sessions)
    zone = ZoneInfo(zone_name)
    starts_on, ends_on = read_dates(parts, found, sessions, zone=zone, findings=findings)
    sessions, persons = with_people(parts, sessions, findings, base_url=setting.base_url)
    listed = read_rooms(parts.conference.get("rooms"), "conference.rooms", findings)
    head = read_head(parts, setting, findings)
    findings.raise_if_refused()
    return replace(
        head,
        time_zone_name=zone_name,
        starts_on=starts_on,
        ends_on=ends_on,
        rooms=merge_rooms(listed, found.rooms, sessions),
        tracks=merge_tracks(tracks, sessions),
        persons=persons,
        sessions=tuple(in_utc(session) for session in sessions),
        notes=tuple(findings.notes),
    )


def find_parts(tree: Any) -> Parts:
    """The parts of the file, whether or not they are wrapped in `schedule`."""
    if not isinstance(tree, dict):
        raise refuse("file", f"expected an object with a schedule, found {shown(tree)}")
    schedule = tree.get("schedule", tree)
    if not isinstance(schedule, dict):
        raise refuse("schedule", f"expected an object, found {shown(schedule)}")
    conference = schedule.get("conference", schedule)
    if not isinstance(conference, dict):
        raise refuse("conference", f"expected an object, found {shown(conference)}")
    days = conference.get("days", schedule.get("days"))
    events = schedule.get("events", conference.get("events"))
    if days is None and events is None:
        raise refuse("conference.days", "missing: this is no schedule")
    generators = (schedule.get("generator"), tree.get("generator"))
    generator = next((found for found in generators if isinstance(found, dict)), {})
    return Parts(schedule, conference, days, events, generator)


def read_setting(parts: Parts, track_names: dict[str, str], findings: Findings) -> Setting:
    """What the whole file says about reading its sessions."""
    conference = parts.conference
    named = next((conference[key] for key in ZONE_KEYS if conference.get(key)), None)
    zone = read_zone(named)
    if named and zone is None:
        findings.note("conference.time_zone_name", f"{shown(named)} is no IANA zone")
    addresses = (
        parts.schedule.get("base_url"),
        conference.get("base_url"),
        parts.schedule.get("url"),
        conference.get("url"),
    )
    made_by_pretalx = "pretalx" in str(parts.generator.get("name", "")).lower()
    return Setting(
        zone=zone,
        base_url=next((url for url in map(read_url, addresses) if url), ""),
        day_change=read_clock(conference.get("day_change")),
        three_part_duration="days" if made_by_pretalx else "hours",
        track_names=track_names,
    )


def read_head(parts: Parts, setting: Setting, findings: Findings) -> ScheduleDocument:
    """Everything about the conference itself; times and programme are filled in by the caller."""
    conference, schedule = parts.conference, parts.schedule
    acronym = read_line(conference.get("acronym"), "conference.acronym", findings)
    title = read_line(conference.get("title"), "conference.title", findings) or acronym
    if not title:
        findings.refuse("conference.title", "missing, and there is no acronym")
    timeslot = read_duration(conference.get("timeslot_duration"))
    minutes = int(timeslot.total_seconds() // 60) if timeslot else 0
    generator = Generator(
        read_line(parts.generator.get("name"), "generator.name", findings),
        read_line(parts.generator.get("version"), "generator.version", findings),
    )
    return ScheduleDocument(
        title=title,
        acronym=acronym,
        time_zone_name="UTC",
        starts_on=date.min,
        ends_on=date.min,
        version=read_line(schedule.get("version"), "schedule.version", findings),
        url=read_url(conference.get("url")) or read_url(schedule.get("url")),
        base_url=setting.base_url,
        generator=generator,
        timeslot_minutes=minutes if 0 < minutes <= 24 * 60 else 5,
    )


def tell_apart(sessions: list[ImportedSession], findings: Findings) -> list[ImportedSession]:
    """Number the repetitions of one talk; refuse one guid or id for different sessions.

    A talk held again keeps its guid or id in some tools' files: the same title at another time.
    """
    first: dict[str, ImportedSession] = {}
    moments: set[tuple[str, datetime, str]] = set()
    apart = []
    for session in sessions:
        moment = (session.key, session.starts_at, session.room)
        known = first.setdefault(session.key, session)
        if known is not session and (moment in moments or known.title != session.title):
            kind, _, value = session.key.partition(":")
            findings.refuse(f"{session.place}.{kind}", f"{value} is given twice, first in {known.place}")
        moments.add(moment)
        key, number = session.key, 1
        while key in first and first[key] is not session:
            number += 1
            key = f"{session.key}#{number}"
        first.setdefault(key, session)
        apart.append(replace(session, key=key))
    return apart


def zone_name_of(setting: Setting, found: Found, sessions: Sequence[ImportedSession]) -> str:
    """The zone that the file names, else the one that its offsets tell."""
    if isinstance(setting.zone, ZoneInfo):
        return setting.zone.key
    return zone_of_offsets([session.starts_at for session in sessions] or found.day_starts)


def read_dates(
    parts: Parts,
    found: Found,
    sessions: Sequence[ImportedSession],
    *,
    zone: ZoneInfo,
    findings: Findings,
) -> tuple[date, date]:
    """First and last day of the conference, from what the file says or from its programme."""
    written = [read_date(parts, key, zone=zone, findings=findings) for key in ("start", "end")]
    known = found.days or [session.starts_at.astimezone(zone).date() for session in sessions]
    known += [day for day in written if day]
    if not known:
        findings.refuse("conference.start", "missing, and no day or session tells it")
        return date.min, date.min
    starts_on, ends_on = written[0] or min(known), written[1] or max(known)
    if ends_on < starts_on:
        findings.refuse("conference.end", f"{ends_on} is before the start, {starts_on}")
    return starts_on, ends_on


def read_date(parts: Parts, key: str, *, zone: ZoneInfo, findings: Findings) -> date | None:
    """The conference's first or last day; a full time counts in its zone."""
    value = parts.conference.get(key)
    moment = read_moment(value)
    if moment is None and value:
        findings.refuse(f"conference.{key}", f"{shown(value)} is no date")
    if isinstance(moment, datetime):
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    return moment


def with_people(
    parts: Parts, sessions: Sequence[ImportedSession], findings: Findings, *, base_url: str
) -> tuple[list[ImportedSession], tuple[ImportedPerson, ...]]:
    """The sessions with merged persons, and everybody who is on one, once, in the file's order."""
    people = People()
    numbers = [
        [people.mention(person, f"{session.place}.persons[{index}]") for index, person in enumerate(session.persons)]
        for session in sessions
    ]
    on_stage = len(people.records)
    listed = read_list(parts.schedule.get("persons"), "schedule.persons", findings)
    for index, value in enumerate(listed):
        place = f"schedule.persons[{index}]"
        person = read_person(value, place, findings, base_url=base_url)
        if person is not None:
            people.mention(person, place)
    merged = people.merged(findings)
    complete = []
    for session, own in zip(sessions, numbers, strict=True):
        roles = dict(zip(reversed(own), reversed([p.role for p in session.persons]), strict=True))
        persons = [(merged[number], roles[number]) for number in dict.fromkeys(own)]
        named = tuple(replace(person, role=role) for person, role in persons if person)
        complete.append(replace(session, persons=named))
    return complete, tuple(person for person in merged[:on_stage] if person)


def in_utc(session: ImportedSession) -> ImportedSession:
    """The session with its times in UTC."""
    return replace(
        session,
        starts_at=session.starts_at.astimezone(UTC),
        ends_at=session.ends_at.astimezone(UTC),
    )
