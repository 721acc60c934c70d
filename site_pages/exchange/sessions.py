"""One session of a schedule: its texts, times and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, TypedDict

from site_pages.days import NIGHT_ENDS
from site_pages.exchange.document import ImportedSession, Reference
from site_pages.exchange.find import RawSession
from site_pages.exchange.people import read_people
from site_pages.exchange.places import read_room
from site_pages.exchange.times import (
    MAX_DURATION,
    at_clock,
    instant,
    read_clock,
    read_day,
    read_duration,
    read_moment,
)
from site_pages.exchange.values import (
    Findings,
    bounded_key,
    read_flag,
    read_guid,
    read_key,
    read_line,
    read_references,
    read_text,
    read_url,
    shown,
)

CANCELLED = frozenset({"cancelled", "canceled"})
RECORDING_TITLE = "Recording"


@dataclass(frozen=True)
class Setting:
    """What the whole file says about reading its sessions."""

    zone: tzinfo | None
    base_url: str
    day_change: timedelta | None
    three_part_duration: str
    track_names: Mapping[str, str]


class Addresses(TypedDict):
    """The web addresses of a session, by field."""

    links: tuple[Reference, ...]
    attachments: tuple[Reference, ...]
    url: str
    logo_url: str
    recording_url: str
    feedback_url: str
    origin_url: str


def read_session(raw: RawSession, setting: Setting, findings: Findings) -> ImportedSession | None:
    """One session; None when its times cannot be understood, which is then a finding."""
    value, place = raw.value, raw.place
    words = read_words(value, place, findings)
    starts_at = read_start(raw, setting, findings)
    ends_at = read_end(raw, starts_at, setting, findings) if starts_at else None
    persons = read_people(
        value.get("persons") or value.get("participants") or value.get("speakers"),
        f"{place}.persons",
        findings,
        base_url=setting.base_url,
    )
    recording = value["recording"] if isinstance(value.get("recording"), dict) else {}
    guid = read_key(value.get("guid"), f"{place}.guid", findings)
    room = read_room(value.get("room"), f"{place}.room", findings).name
    if starts_at is None or ends_at is None:
        return None
    session = ImportedSession(
        key="",
        title=words["title"] or words["subtitle"] or words["code"] or words["slug"] or "Untitled session",
        starts_at=starts_at,
        ends_at=ends_at,
        guid=read_guid(guid),
        id=read_key(value.get("id"), f"{place}.id", findings),
        code=read_key(value.get("code"), f"{place}.code", findings),
        room=raw.room or room,
        track=setting.track_names.get(words["track"], words["track"]),
        license=words["recording_license"] or read_line(recording.get("license"), place, findings),
        do_not_record=read_flag(value.get("do_not_record")) or read_flag(recording.get("optout")),
        cancelled=is_cancelled(value),
        persons=tuple(persons),
        place=place,
        **{key: words[key] for key in ("slug", "subtitle", "abstract", "description", "type", "language")},
        **read_addresses(value, place, findings, base_url=setting.base_url),
    )
    if not words["title"]:
        findings.note(f"{place}.title", f"missing, taken as {shown(session.title)}")
    return replace(session, key=key_of(session, guid))


def read_words(value: dict[str, Any], place: str, findings: Findings) -> dict[str, str]:
    """Every member of a session that is words, in one line or in several."""
    lines = ("title", "subtitle", "code", "slug", "track", "type", "language", "recording_license")
    words = {key: read_line(value.get(key), f"{place}.{key}", findings) for key in lines}
    return words | {key: read_text(value.get(key), f"{place}.{key}", findings) for key in ("abstract", "description")}


def key_of(session: ImportedSession, guid: str) -> str:
    """What later imports find a session by: guid, else id, code, slug, title.

    The guid decides where both are given: a talk held twice has two guids and one id in pretalx'
    files, and files merged from several tools repeat ids.
    """
    if session.guid or guid:
        return f"guid:{session.guid or guid}"
    for name in ("id", "code", "slug"):
        if getattr(session, name):
            return bounded_key(name, getattr(session, name))
    return bounded_key("title", session.title.casefold())


def is_cancelled(value: dict[str, Any]) -> bool:
    """Whether a flag or a state says that the session does not take place."""
    flags = (value.get("cancelled"), value.get("canceled"), value.get("is_cancelled"))
    states = (value.get("status"), value.get("state"))
    return any(map(read_flag, flags)) or any(
        isinstance(state, str) and state.strip().lower() in CANCELLED for state in states
    )


def read_addresses(value: dict[str, Any], place: str, findings: Findings, *, base_url: str) -> Addresses:
    """Links, attachments and the session's own addresses."""
    links = read_references(value.get("links"), f"{place}.links", findings, base_url=base_url)
    attachments = read_references(value.get("attachments"), f"{place}.attachments", findings, base_url=base_url)
    recordings = [link.url for link in links if (link.kind, link.title) == ("media", RECORDING_TITLE)]
    nested = value["recording"] if isinstance(value.get("recording"), dict) else {}
    spellings = (
        value.get("recording_url"),
        value.get("video_url"),
        value.get("video_download_url"),
        nested.get("url"),
        nested.get("link"),
        *recordings,
    )
    recording_url = next((url for url in map(read_url, spellings) if url), "")
    return Addresses(
        links=tuple(link for link in links if link.url not in recordings),
        attachments=attachments,
        url=read_url(value.get("url"), base_url),
        logo_url=read_url(value.get("logo"), base_url),
        recording_url=recording_url,
        feedback_url=read_url(value.get("feedback_url") or value.get("feedback"), base_url),
        origin_url=read_url(value.get("origin_url"), base_url),
    )


def read_start(raw: RawSession, setting: Setting, findings: Findings) -> datetime | None:
    """When the session begins, in the file's own offset when it gives one.

    A full date with time decides; a bare time of day needs the day around it, and before the day
    change it means the night after that day.
    """
    zone = setting.zone or raw.day_offset or UTC
    written = raw.value.get("date") or raw.value.get("starts_at")
    start = raw.value.get("start") or raw.value.get("start_time")
    moment = read_moment(written)
    if written and moment is None:
        findings.refuse(f"{raw.place}.date", f"{shown(written)} is no date")
        return None
    for candidate in (moment, read_moment(start)):
        if isinstance(candidate, datetime):
            return candidate if candidate.tzinfo else candidate.replace(tzinfo=zone)
    clock = read_clock(start)
    if clock is None:
        reason = f"{shown(start)} is no time" if start else "missing, and there is no full date"
        findings.refuse(f"{raw.place}.start", reason)
        return None
    own_day = read_day(written)
    day = own_day or raw.day
    if day is None:
        findings.refuse(f"{raw.place}.date", "missing, and the day has no date")
        return None
    change = setting.day_change if setting.day_change is not None else raw.day_change
    night = NIGHT_ENDS if change is None else change
    return at_clock(day, clock, zone=zone, day_change=timedelta(0) if own_day else night)


def read_end(raw: RawSession, starts_at: datetime, setting: Setting, findings: Findings) -> datetime | None:
    """When the session ends: its end if it is written, else its start plus its duration."""
    written = raw.value.get("end") or raw.value.get("end_time") or raw.value.get("ends_at")
    zone = setting.zone or starts_at.tzinfo or UTC
    end = read_moment(written)
    clock = read_clock(written)
    if isinstance(end, datetime):
        ends_at = instant(end, zone)
    elif clock is not None:
        ends_at = at_clock(starts_at.astimezone(zone).date(), clock, zone=zone, day_change=timedelta(0))
        ends_at += timedelta(days=1) if ends_at <= starts_at else timedelta(0)
    else:
        written = raw.value.get("duration")
        duration = read_duration(written, first_part=setting.three_part_duration)
        if duration is None:
            reason = f"{shown(written)} is no duration" if written else "missing, and no end"
            findings.refuse(f"{raw.place}.duration", reason)
            return None
        ends_at = starts_at.astimezone(UTC) + duration
    # A duration of 00:00 is valid in both formats: the opening of doors is a moment.
    if ends_at < starts_at:
        findings.refuse(f"{raw.place}.duration", "the session ends before it starts")
        return None
    if ends_at - starts_at > MAX_DURATION:
        findings.refuse(f"{raw.place}.duration", f"longer than {MAX_DURATION.days} days")
        return None
    return ends_at
