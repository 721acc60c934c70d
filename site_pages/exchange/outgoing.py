"""A schedule made ready for writing: every value in the one form that both schemas accept.

What a field's pattern allows is the intersection of schedule.json's schema and schedule.xml's, so the
two files of an event never differ. Values that fit are kept, the others are derived from the session's
key and stay the same from one export to the next.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from anyascii import anyascii
from django.utils.text import slugify

from site_pages.days import night_after, own_days, programme_day
from site_pages.exchange.document import ImportedRoom, ImportedSession, ScheduleDocument
from site_pages.exchange.times import read_zone
from site_pages.exchange.values import clean_text

NAMESPACE = UUID("3f1c1f0e-0f63-5a57-9d53-8f2f6f9a3b11")
MAX_LISTED_DAYS = 100
LARGEST_ID = 2**31 - 1
CODE = re.compile(r"[0-9A-Z]{6}")
SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
TRACK_SLUG = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True)
class OutgoingSession:
    """A session with its identifiers settled and its times in the event's zone."""

    session: ImportedSession
    id: int
    guid: UUID
    code: str
    slug: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OutgoingDay:
    """A conference day: from its first hour to the next day's, with its sessions by room."""

    index: int
    on: date
    starts_at: datetime
    ends_at: datetime
    rooms: dict[str, list[OutgoingSession]]


@dataclass(frozen=True)
class OutgoingRoom:
    """A room with a guid of its own."""

    room: ImportedRoom
    guid: UUID


@dataclass(frozen=True)
class Outgoing:
    """The whole schedule, ready for a writer."""

    document: ScheduleDocument
    acronym: str
    days: list[OutgoingDay]
    rooms: list[OutgoingRoom]


def prepare(document: ScheduleDocument) -> Outgoing:
    """Everything that both writers need."""
    acronym = plain_acronym(document.acronym or document.title)
    zone = read_zone(document.time_zone_name) or ZoneInfo("UTC")
    sessions = settle(document.sessions, acronym, zone)
    return Outgoing(
        document=document,
        acronym=acronym,
        days=split_days(sessions, document, zone),
        rooms=settle_rooms(document.rooms, acronym),
    )


def line(text: str) -> str:
    """Text on one line, without characters that XML cannot hold."""
    return " ".join(clean_text(text.replace("\x00", "")).split())


def block(text: str) -> str:
    """Text with its line breaks, without characters that XML cannot hold."""
    return clean_text(text.replace("\x00", ""))


def plain_acronym(text: str) -> str:
    """`[a-z0-9_]{4,}`: `rc3-channels-2020` becomes `rc3_channels_2020`."""
    words = re.sub(r"[^a-z0-9]+", "_", anyascii(text).lower()).strip("_")
    return (words[:60].rstrip("_") or "event").ljust(4, "_")


def plain_track_slug(slug: str, name: str) -> str:
    """A track's slug as both schemas allow it; empty when neither slug nor name gives one."""
    for candidate in (slug, slugify(anyascii(name)).replace("_", "-").strip("-")):
        if TRACK_SLUG.fullmatch(candidate):
            return candidate
    return ""


def settle(sessions: Sequence[ImportedSession], acronym: str, zone: ZoneInfo) -> list[OutgoingSession]:
    """Sessions with unique ids, guids, codes and slugs, in order of time."""
    ids = settle_ids(sessions)
    guids: set[UUID] = set()
    codes: set[str] = set()
    slugs: set[str] = set()
    settled = []
    for session in sorted(sessions, key=lambda one: (one.starts_at, one.room, one.key)):
        number = ids[session.key]
        guid = session.guid
        if guid is None or guid in guids:
            guid = uuid5(NAMESPACE, f"{acronym}:session:{session.key}")
        code = session.code if CODE.fullmatch(session.code) else ""
        slug = session.slug if SLUG.fullmatch(session.slug) else ""
        if not slug or slug in slugs:
            slug = derived_slug(session.title, acronym, number)
        guids.add(guid)
        slugs.add(slug)
        settled.append(
            OutgoingSession(
                session=session,
                id=number,
                guid=guid,
                code="" if code in codes else code,
                slug=slug,
                starts_at=in_zone(session.starts_at, zone),
                ends_at=in_zone(session.ends_at, zone),
            )
        )
        codes.add(code)
    return settled


def settle_ids(sessions: Iterable[ImportedSession]) -> dict[str, int]:
    """A positive number of its own for each session's key; the file's where that is one."""
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for session in sorted(sessions, key=lambda one: one.key):
        number = number_of(session.id)
        if number is None or number in taken:
            digest = hashlib.sha256(session.key.encode("utf-8", "replace")).digest()
            number = 10**9 + int.from_bytes(digest[:4], "big") % 10**9
            while number in taken:
                number += 1
        taken.add(number)
        ids[session.key] = number
    return ids


def number_of(text: str) -> int | None:
    """The positive number that an id is, within what readers can keep."""
    if not re.fullmatch(r"[0-9]{1,10}", text):
        return None
    return int(text) if 1 <= int(text) <= LARGEST_ID else None


def derived_slug(title: str, acronym: str, number: int) -> str:
    """A slug that both schemas accept, unique by the session's number."""
    words = slugify(anyascii(title))[:60].replace("_", "-").strip("-")
    return f"{acronym}-{number}-{words if len(words) > 1 else 'session'}"


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Local time with an offset of whole minutes, which is all that the formats can write."""
    local = moment.astimezone(zone).replace(microsecond=0)
    offset = local.utcoffset() or timedelta(0)
    return local if not offset % timedelta(minutes=1) else moment.astimezone(UTC)


def settle_rooms(rooms: Sequence[ImportedRoom], acronym: str) -> list[OutgoingRoom]:
    """Rooms with a guid of their own each."""
    taken: set[UUID] = set()
    settled = []
    for room in rooms:
        guid = room.guid
        if guid is None or guid in taken:
            guid = uuid5(NAMESPACE, f"{acronym}:room:{room.name}")
        taken.add(guid)
        settled.append(OutgoingRoom(room, guid))
    return settled


def split_days(sessions: Sequence[OutgoingSession], document: ScheduleDocument, zone: ZoneInfo) -> list[OutgoingDay]:
    """Conference days (days.py)."""
    dates = own_days(one.starts_at for one in sessions)
    by_date: dict[date, list[OutgoingSession]] = {day: [] for day in listed_dates(document)}
    for one in sessions:
        by_date.setdefault(programme_day(one.starts_at, dates), []).append(one)
    return [make_day(index, day, by_date[day], zone) for index, day in enumerate(sorted(by_date), start=1)]


def listed_dates(document: ScheduleDocument) -> list[date]:
    """The conference's own dates: a schedule has at least one day, also without a session."""
    length = (document.ends_on - document.starts_on).days + 1
    length = max(1, min(length, MAX_LISTED_DAYS))
    return [document.starts_on + timedelta(days=number) for number in range(length)]


def make_day(index: int, on: date, sessions: Sequence[OutgoingSession], zone: ZoneInfo) -> OutgoingDay:
    """One conference day with its sessions by room, in order of time."""
    begin, finish = (in_zone(night_after(day).replace(tzinfo=zone), zone) for day in (on - timedelta(days=1), on))
    rooms: dict[str, list[OutgoingSession]] = {}
    for one in sessions:
        rooms.setdefault(line(one.session.room), []).append(one)
    first = min((one.starts_at for one in sessions), default=begin)
    return OutgoingDay(index, on, min(begin, first), finish, rooms)
