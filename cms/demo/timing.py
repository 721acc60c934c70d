"""Turns the demo's day numbers and local times into moments, relative to the day of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cms.demo.texts import EventText, SessionText


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to a later one, both in UTC."""

    start: datetime
    end: datetime


def first_date(event: EventText, *, now: datetime) -> date:
    """The event's first day as a date of its own zone."""
    return now.astimezone(ZoneInfo(event.zone)).date() + timedelta(days=event.first_day)


def event_span(event: EventText, *, now: datetime) -> Span:
    """When the event opens and closes."""
    return Span(
        _moment(event, day=1, clock=event.opens, now=now),
        _moment(event, day=event.last_day, clock=event.closes, now=now),
    )


def session_span(event: EventText, session: SessionText, *, now: datetime) -> Span:
    """When the session runs. Never empty, also where clocks are put forward in the middle of it."""
    start = _moment(event, day=session.day, clock=session.start, now=now)
    length = _minutes(session.end) - _minutes(session.start)
    last_day = session.day if length > 0 else session.day + 1
    end = _moment(event, day=last_day, clock=session.end, now=now)
    if end <= start:
        end = start + timedelta(minutes=length % (24 * 60))
    return Span(start, end)


def _moment(event: EventText, *, day: int, clock: str, now: datetime) -> datetime:
    minutes = _minutes(clock)
    local_date = first_date(event, now=now) + timedelta(days=day - 1 + minutes // (24 * 60))
    local_time = time(minutes // 60 % 24, minutes % 60)
    return datetime.combine(local_date, local_time, tzinfo=ZoneInfo(event.zone)).astimezone(UTC)


def _minutes(clock: str) -> int:
    """Minutes since midnight; "24:00" is the end of the day."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
