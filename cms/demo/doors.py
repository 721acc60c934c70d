"""Lets the demo's people in at the doors, through the action that the scanners use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from cms.demo.past import date_scan_back, noted_at
from site_pages.models import EventPage
from ticketing.actions.lists import save_list
from ticketing.actions.scans import Scan, record_scan
from ticketing.codes import ticket_codes
from ticketing.models import CheckInList, Ticket, TicketCategory

# How long people have been coming today when the demo is loaded, and came on the event's first morning.
BUSY = timedelta(hours=3)
PHONES = ("North door", "South door")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at a door."""

    ticket: Ticket
    door: CheckInList


def make_doors(
    rows: Sequence[Mapping[str, Any]], *, event: EventPage, categories: Mapping[str, TicketCategory]
) -> dict[str, CheckInList]:
    """The event's lists, by the keys of the categories that they let in."""
    doors: dict[str, CheckInList] = {}
    for position, row in enumerate(rows):
        door = CheckInList(event=event, name=row["name"], position=position)
        save_list(door, categories=[categories[key] for key in row["tickets"]])
        doors |= dict.fromkeys(row["tickets"], door)
    return doors


def let_in(arrivals: Sequence[Arrival], *, since: datetime, until: datetime, by: User) -> None:
    """One after the other, evenly between two moments. The first is scanned twice: somebody always is."""
    codes = ticket_codes([arrival.ticket for arrival in arrivals])
    queue = list(zip(arrivals, codes, strict=True))
    for number, (arrival, code) in enumerate([*queue, *queue[:1]]):
        moment = since + (until - since) * (number + 1) / (len(queue) + 1)
        with noted_at(moment):
            scan = record_scan(arrival.door, Scan(uuid4(), code, device=PHONES[number % len(PHONES)]), by=by)
        date_scan_back(scan, to=moment)


def first_morning(event: EventPage) -> tuple[datetime, datetime]:
    """From when to when people came on the first day."""
    return event.starts_at, event.starts_at + BUSY


def today(event: EventPage, *, now: datetime) -> tuple[datetime, datetime]:
    """The last hours, but not before midnight in the event's zone."""
    midnight = datetime.combine(now.astimezone(event.zone).date(), time.min, tzinfo=event.zone)
    return max(midnight, now - BUSY), now
