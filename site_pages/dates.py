"""Times as people of the event read them: always in the event's zone, the zone always nameable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from zoneinfo import ZoneInfo

from django.utils import timezone as clock
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from site_pages.days import evening_of


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def written_day(day: date, pattern: str, language: str | None) -> str:
    """A day in words. Kept, because a schedule writes the same few days hundreds of times."""
    return format_date(day, pattern)


def day_text(day: date, pattern: str = "l j F") -> str:
    return written_day(day, pattern, get_language())


def time_tag(moment: datetime, zone: str) -> SafeString:
    """`<time>` with hours and minutes."""
    local = moment.astimezone(zone_of(zone))
    # Both parts are made of digits and punctuation of ours, so nothing needs escaping.
    return mark_safe(f'<time datetime="{local.isoformat(timespec="minutes")}">{local:%H:%M}</time>')  # noqa: S308


def time_span_tag(starts_at: datetime, ends_at: datetime, zone: str) -> SafeString:
    """`09:30–10:15`, each a `<time>`; with the weekdays where it is longer than half a day."""
    if ends_at - starts_at > timedelta(hours=12):
        # The weekday stands inside, because static/js/timezone.js rewrites the whole element.
        return format_html_join(
            " – ",
            '<time datetime="{}">{} {}</time>',
            (
                (local.isoformat(timespec="minutes"), day_text(local.date(), "D"), f"{local:%H:%M}")
                for local in (moment.astimezone(zone_of(zone)) for moment in (starts_at, ends_at))
            ),
        )
    return mark_safe(f"{time_tag(starts_at, zone)}–{time_tag(ends_at, zone)}")  # noqa: S308 - two safe tags


def day_tag(moment: datetime, zone: str, pattern: str = "l j F") -> SafeString:
    """`<time>` with the day in words."""
    local = moment.astimezone(zone_of(zone)).date()
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), day_text(local, pattern))


def last_day(starts_at: datetime, ends_at: datetime, zone: str) -> date:
    """The day on which it ends for people: an end at midnight or in the small hours belongs to the evening before."""
    start = starts_at.astimezone(zone_of(zone)).date()
    return max(start, evening_of(ends_at.astimezone(zone_of(zone))))


def date_span_text(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """`20–22 November 2026`, with no part said twice."""
    first, last = starts_at.astimezone(zone_of(zone)).date(), last_day(starts_at, ends_at, zone)
    if first == last:
        return day_text(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last, 'j F Y')}"
    pattern = "j F" if first.year == last.year else "j F Y"
    return f"{day_text(first, pattern)} – {day_text(last, 'j F Y')}"


def date_span_tag(starts_at: datetime, ends_at: datetime, zone: str) -> SafeString:
    local = starts_at.astimezone(zone_of(zone))
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), date_span_text(starts_at, ends_at, zone)
    )


def offset_text(moment: datetime) -> str:
    """`UTC+5:30` of an aware moment."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def zone_label(zone: str, moment: datetime) -> str:
    """`Amsterdam time (CET, UTC+1)`: the zone by the place it is named after, at that moment."""
    local = moment.astimezone(zone_of(zone))
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    name, offset = local.tzname() or "", offset_text(local)
    if place.upper() in {"UTC", "GMT", "ETC"}:
        return "UTC"
    if zone.startswith("Etc/"):
        return offset
    inside = f"{name}, {offset}" if name.isalpha() and name != offset else offset
    return _("%(place)s time (%(offset)s)") % {"place": place, "offset": inside}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How long until a moment, in whole minutes, rounded up."""

    days: int
    hours: int
    minutes: int


def time_left(moment: datetime) -> TimeLeft:
    minutes = max(0, ceil((moment - clock.now()).total_seconds() / 60))
    return TimeLeft(minutes // 1440, minutes % 1440 // 60, minutes % 60)
