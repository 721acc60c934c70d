"""An event or session as a calendar shows it, and the links that put it into a web calendar. No queries here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from site_pages.addresses import address_of
from site_pages.choices import Format
from site_pages.models import EventPage, SessionPage, Venue
from site_pages.plain_text import line, paragraphs

# Long texts make a link that browsers and the calendars' own servers refuse.
LONGEST_IN_LINK = 1000


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry. Texts are plain and without control characters; times are aware."""

    public_id: UUID
    title: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    changed_at: datetime
    is_cancelled: bool = False
    categories: list[str] = field(default_factory=list)


def event_entry(event: EventPage) -> CalendarEntry:
    """The event as one entry from its start to its end."""
    url = address_of(event)
    when = time_text(event.starts_at, event.ends_at, event.zone)
    return CalendarEntry(
        public_id=event.public_id,
        title=line(event.title),
        description=paragraphs(when, event.short_description, url),
        location=place_text(event.format, room="", venue=event.venue, city=event.city),
        url=url,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        changed_at=latest(event.last_published_at, event.venue and event.venue.updated_at, event.starts_at),
        is_cancelled=event.is_cancelled,
    )


def session_entry(session: SessionPage, event: EventPage, *, speakers: Iterable[str]) -> CalendarEntry:
    """A scheduled session; a cancelled event cancels it. `speakers` are names in order."""
    assert session.starts_at is not None
    assert session.ends_at is not None
    url = address_of(session)
    names = ", ".join(speakers)
    venue = session.room.venue if session.room else event.venue
    return CalendarEntry(
        public_id=session.public_id,
        title=line(session.title),
        description=paragraphs(
            event.title,
            time_text(session.starts_at, session.ends_at, event.zone),
            names and _("With %(names)s") % {"names": names},
            session.short_description,
            url,
        ),
        location=place_text(
            session.format, room=session.room.name if session.room else "", venue=venue, city=event.city
        ),
        url=url,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=event.zone,
        changed_at=latest(
            session.last_published_at, event.last_published_at, venue and venue.updated_at, session.starts_at
        ),
        is_cancelled=session.is_cancelled or event.is_cancelled,
        categories=[line(session.track.name)] if session.track else [],
    )


def google_link(entry: CalendarEntry) -> str:
    """Opens Google Calendar with the entry filled in."""
    return "https://calendar.google.com/calendar/render?" + query(
        action="TEMPLATE",
        text=entry.title,
        dates=f"{entry.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}/{entry.ends_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        ctz=entry.zone.key,
        details=short(entry),
        location=entry.location,
    )


def outlook_link(entry: CalendarEntry) -> str:
    """Opens Outlook on the web with the entry filled in."""
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + query(
        path="/calendar/action/compose",
        rru="addevent",
        subject=entry.title,
        startdt=f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{entry.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        body=short(entry),
        location=entry.location,
    )


def query(**parameters: str) -> str:
    """Spaces as %20: Outlook shows a plus sign as a plus sign."""
    return urlencode(parameters, quote_via=quote)


def short(entry: CalendarEntry) -> str:
    """The description, or only the address where it is too long for a link."""
    return entry.description if len(entry.description) <= LONGEST_IN_LINK else entry.url


def time_text(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """`2030-05-06 09:00 to 2030-05-08 18:00 (Europe/Berlin)`, for calendars that show their own zone only."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return _("%(start)s to %(end)s (%(zone)s)") % {"start": f"{start:%Y-%m-%d %H:%M}", "end": until, "zone": zone.key}


def place_text(mode: str, *, room: str, venue: Venue | None, city: str) -> str:
    """Room, venue and address, or that it is online."""
    if mode == Format.VIRTUAL:
        return str(_("Online"))
    parts = [room, *(venue_lines(venue) if venue else [city])]
    if mode == Format.HYBRID:
        parts.append(str(_("and online")))
    return line(", ".join(part for part in parts if part))


def venue_lines(venue: Venue) -> list[str]:
    address = [part.strip() for part in venue.address.splitlines()]
    rest = [part for part in (venue.city, venue.country) if not any(part in written for written in address)]
    return [venue.name, *address, *rest]


def latest(*moments: datetime | None) -> datetime:
    """The latest of those that are known. The last one stands in where nothing was ever published."""
    *changes, fallback = moments
    known = [moment for moment in changes if moment]
    chosen = max(known) if known else fallback
    assert chosen is not None
    return chosen
