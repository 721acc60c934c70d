"""When a day of a programme ends: a night belongs to the evening before it. The one place that knows the hour."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

# Distance from midnight: what begins earlier is still the day before, on pages and in every export format.
NIGHT_ENDS = timedelta(hours=4)


def evening_of(moment: datetime) -> date:
    """The day that it is for people at this local moment: in the small hours still the one before."""
    return (moment - NIGHT_ENDS).date()


def own_days(starts: Iterable[datetime]) -> set[date]:
    """The dates on which something begins by daylight, of local starts."""
    return {start.date() for start in starts if evening_of(start) == start.date()}


def programme_day(start: datetime, days: AbstractSet[date]) -> date:
    """The conference day of a local start: the evening's, if that one is among `days`; else its own date."""
    evening = evening_of(start)
    return evening if evening in days else start.date()


def night_after(day: date) -> datetime:
    """The moment, without a zone, at which the night after this day ends."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time()) + NIGHT_ENDS
