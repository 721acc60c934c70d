"""Dates, durations and time zones as the field's tools write them."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

FIRST_YEAR = 1980
LAST_YEAR = 2199
MAX_DURATION = timedelta(days=31)

# Offsets that are no whole hours have no Etc/GMT zone: the zone that keeps each all year.
PART_HOUR_ZONES = (
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Yangon",
    "Australia/Darwin",
    "Australia/Adelaide",
    "Australia/Eucla",
    "America/St_Johns",
    "Pacific/Marquesas",
    "Pacific/Chatham",
)

CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]m)?", re.IGNORECASE)
COLON_DURATION = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?")
ISO_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d+)?S)?)?")
SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")


def read_zone(name: Any) -> ZoneInfo | None:
    """The IANA zone of that name, if there is one."""
    if not isinstance(name, str) or not name.strip():
        return None
    try:
        return ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError):
        return None


def read_moment(value: Any) -> datetime | date | None:
    """A point in time: aware or naive datetime, or only a date; None when it is neither.

    Years outside 1980 to 2199 are no dates of a conference and count as not understood.
    """
    if not isinstance(value, str):
        return None
    text = SPACED_OFFSET.sub("", value.strip())
    text = re.sub(r"\s*UTC$", "+00:00", text)
    try:
        if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
            year, month, day = (int(part) for part in text.split("-"))
            moment: datetime | date = date(year, month, day)
        else:
            moment = datetime.fromisoformat(text).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def read_day(value: Any) -> date | None:
    """The calendar date of a value that is a date or a datetime."""
    moment = read_moment(value)
    return moment.date() if isinstance(moment, datetime) else moment


def read_offset(value: Any) -> tzinfo | None:
    """The offset written into a datetime, if any."""
    moment = read_moment(value)
    return moment.tzinfo if isinstance(moment, datetime) else None


def read_clock(value: Any) -> timedelta | None:
    """A time of day as distance from midnight. `24:30` and the like mean the night after."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    match = CLOCK.fullmatch(text) or re.fullmatch(r"(\d{2})(\d{2})()()", text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
    if hour > 35 or minute > 59 or second > 59:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def read_duration(value: Any, *, first_part: str = "hours") -> timedelta | None:
    """A duration: `00:40`, `1:30:00`, `40` or 40 (minutes), `PT40M`. None when not understood.

    Three parts are hours, minutes and seconds; pretalx means days, hours and minutes
    (`first_part="days"`, from its `serialize_duration`).
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return timedelta(minutes=value) if 0 <= value < 1_000_000 else None
    text = value.strip().upper() if isinstance(value, str) else ""
    if re.fullmatch(r"\d{1,5}", text):
        return timedelta(minutes=int(text))
    if match := COLON_DURATION.fullmatch(text):
        return duration_of_parts([int(part) for part in match.groups() if part is not None], first_part)
    if len(text) > 2 and (match := ISO_DURATION.fullmatch(text)):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return None


def duration_of_parts(parts: list[int], first_part: str) -> timedelta:
    """A duration of two to four numbers between colons."""
    if len(parts) == 2 or (len(parts) == 3 and first_part == "hours"):
        parts = [0, *parts]
    days, hours, minutes, seconds = [*parts, 0][:4]
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def instant(moment: datetime, zone: tzinfo) -> datetime:
    """UTC of a datetime; one without an offset is local in `zone`."""
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return local.astimezone(UTC)


def at_clock(day: date, clock: timedelta, *, zone: tzinfo, day_change: timedelta) -> datetime:
    """UTC of a time of day on a conference day; before the day change it is the next date's night."""
    if clock < day_change:
        clock += timedelta(days=1)
    local = datetime.combine(day, time()) + clock
    return local.replace(tzinfo=zone).astimezone(UTC)


def zone_of_offsets(moments: Iterable[datetime]) -> str:
    """The zone for a file that writes offsets and no zone's name.

    An offset alone names no country, so nothing is guessed: whole hours become the fixed zone
    `Etc/GMT-1` (its sign is the opposite of the offset's), other offsets the zone that keeps them,
    and without an offset it is UTC. With several offsets (a change of summer time) the most
    frequent one decides.
    """
    offsets: Counter[timedelta] = Counter()
    seen: list[datetime] = []
    for moment in moments:
        offset = moment.utcoffset()
        if offset is not None:
            offsets[offset] += 1
            seen.append(moment)
    if not offsets:
        return "UTC"
    offset = offsets.most_common(1)[0][0]
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest:
        name = f"Etc/GMT{-hours:+d}" if hours else "UTC"
        return name if read_zone(name) else "UTC"
    fitting = [moment for moment in seen if moment.utcoffset() == offset]
    for name in PART_HOUR_ZONES:
        if all(moment.astimezone(ZoneInfo(name)).utcoffset() == offset for moment in fitting):
            return name
    return "UTC"
