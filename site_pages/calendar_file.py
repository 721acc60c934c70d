"""Calendars as iCalendar files (RFC 5545 and 7986)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from site_pages.calendar_links import CalendarEntry

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

PRODUCT = "-//Foyer//Event calendar//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gone:
    """A session that left the programme: all that is still known of it."""

    public_id: UUID
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar with its name and its address. `sequence` never falls, and rises with every change."""

    name: str
    url: str
    sequence: int
    entries: Sequence[CalendarEntry]
    gone: Sequence[Gone] = ()


def write_calendar(file: CalendarFile) -> bytes:
    """The file's bytes; the same content always gives the same bytes.

    icalendar takes a third of a second to load, so it is imported when the first calendar is written.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.calendar_name = file.name
    calendar.add("url", file.url)
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH, {"VALUE": "DURATION"})
    add_zones(calendar, file.entries)
    for entry in file.entries:
        calendar.add_component(write_entry(entry, sequence=file.sequence))
    for session in file.gone:
        calendar.add_component(write_gone(session, sequence=file.sequence))
    content: bytes = calendar.to_ical()
    return content


def write_entry(entry: CalendarEntry, *, sequence: int) -> Event:
    """One VEVENT. DTSTAMP is the last change, as RFC 5545 wants it in a file without METHOD."""
    from icalendar import Event

    component = Event()
    component.add("uid", uid_of(entry.public_id))
    component.add("sequence", sequence)
    component.add("dtstamp", entry.changed_at.replace(microsecond=0))
    component.add("last-modified", entry.changed_at.replace(microsecond=0))
    start, end = local_times(entry)
    component.add("dtstart", start)
    if end > start:  # RFC 5545, 3.8.2.2: an end is later than its start; a moment has none
        component.add("dtend", end)
    component.add("summary", entry.title)
    component.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    # An event of several days must not make all of them look busy.
    is_long = entry.ends_at - entry.starts_at >= timedelta(days=1)
    component.add("transp", "TRANSPARENT" if is_long or entry.is_cancelled else "OPAQUE")
    component.add("url", entry.url)
    component.add("description", entry.description)
    if entry.location:
        component.add("location", entry.location)
    if entry.categories:
        component.add("categories", entry.categories)
    return component


def write_gone(session: Gone, *, sequence: int) -> Event:
    """Takes a session out of a calendar that has it. Its words are no longer public, so there are none."""
    from icalendar import Event

    component = Event()
    component.add("uid", uid_of(session.public_id))
    component.add("sequence", sequence)
    component.add("dtstamp", session.removed_at.replace(microsecond=0))
    component.add("dtstart", session.removed_at.astimezone(UTC).replace(microsecond=0))
    component.add("status", "CANCELLED")
    component.add("transp", "TRANSPARENT")
    return component


def uid_of(public_id: UUID) -> str:
    """The same for ever: it depends on neither address, title nor host."""
    return f"{public_id}@foyer"


def local_times(entry: CalendarEntry) -> tuple[datetime, datetime]:
    """Start and end in the event's zone; in UTC where a clock turned back shows the same time twice.

    A local time with TZID always means the first of the two (RFC 5545, section 3.3.5).
    """
    start, end = entry.starts_at.astimezone(entry.zone), entry.ends_at.astimezone(entry.zone)
    if start.fold or end.fold:
        return start.astimezone(UTC), end.astimezone(UTC)
    return start, end


def add_zones(calendar: Calendar, entries: Sequence[CalendarEntry]) -> None:
    """A VTIMEZONE for every zone that the entries name, over the years that they span."""
    zones = {entry.zone.key for entry in entries if entry.zone.key != "UTC"}
    if not zones:
        return
    first = min(entry.starts_at for entry in entries).year - 1
    last = max(entry.ends_at for entry in entries).year + 1
    for key in sorted(zones):
        calendar.add_component(zone_component(key, first, last))


@lru_cache(maxsize=256)
def zone_component(key: str, first_year: int, last_year: int) -> Timezone:
    """Kept, because a zone without daylight saving costs 40 ms: the search runs to the year 9999."""
    from icalendar import Timezone

    zone = Timezone.from_tzinfo(
        ZoneInfo(key), tzid=key, first_date=date(first_year, 1, 1), last_date=date(last_year, 12, 31)
    )
    for period in zone.subcomponents:
        correct_onsets(period)
    return zone


def correct_onsets(period: TimezoneStandard | TimezoneDaylight) -> None:
    """A change counts in the local time before it (RFC 5545, section 3.6.5); icalendar 7.3 writes the time after.

    The two differ where the clock jumps forward: readers that trust the file would be an hour late.
    """
    jump = period.TZOFFSETTO - period.TZOFFSETFROM
    if jump <= timedelta():
        return
    period.DTSTART -= jump
    if "RDATE" in period:
        later = [moment.dt - jump for moment in period.pop("RDATE").dts]
        period.add("rdate", later)
