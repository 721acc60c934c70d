"""Bars over time, as geometry for an SVG that needs no script and no inline style."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from site_pages.dates import day_text

WIDTH, HEIGHT, FLOOR = 640.0, 142.0, 140.0
MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class Slot:
    """What a bar stands for, and how much of it there is."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One day, or one week where there are many days. Lengths are in units of the drawing."""

    label: str
    text: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws; `is_weekly` and `is_hourly` say what a bar stands for, by default a day."""

    bars: list[Bar]
    first: str
    last: str
    top: str
    is_weekly: bool = False
    is_hourly: bool = False

    view_box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    floor = FLOOR


def chart_of(values: Mapping[date, int], *, until: date, write: Callable[[int], str]) -> Chart | None:
    """A bar for each day from the first value to `until`; None where there is nothing to draw."""
    if not values:
        return None
    first, last = min(values), max(*values, until)
    is_weekly = (last - first).days >= MOST_DAYS
    starts, step = _starts(first, last, is_weekly=is_weekly)
    sums = [sum(values.get(start + timedelta(days=day), 0) for day in range(step)) for start in starts]
    slots = [Slot(day_text(start, "j M Y"), value) for start, value in zip(starts, sums, strict=True)]
    return _drawn(slots, write, is_weekly=is_weekly)


def hours_chart(by_hour: Sequence[int]) -> Chart | None:
    """A bar for each hour of a day, from the first that has anything to the last; None where there is nothing."""
    used = [hour for hour, count in enumerate(by_hour) if count]
    if not used:
        return None
    slots = [Slot(f"{hour:02}:00", by_hour[hour]) for hour in range(used[0], used[-1] + 1)]
    return _drawn(slots, str, is_hourly=True)


def _drawn(
    slots: list[Slot], write: Callable[[int], str], *, is_weekly: bool = False, is_hourly: bool = False
) -> Chart:
    top = max(*(slot.value for slot in slots), 1)
    room = WIDTH / len(slots)
    bars = [
        Bar(
            label=slot.label,
            text=write(slot.value),
            value=slot.value,
            x=round(at * room + room * 0.1, 2),
            y=round(FLOOR - _height(slot.value, top), 2),
            width=round(min(room * 0.8, 48), 2),
            height=round(_height(slot.value, top), 2),
        )
        for at, slot in enumerate(slots)
    ]
    return Chart(bars, bars[0].label, bars[-1].label, write(top), is_weekly, is_hourly)


def _starts(first: date, last: date, *, is_weekly: bool) -> tuple[list[date], int]:
    step = 7 if is_weekly else 1
    if is_weekly:
        first -= timedelta(days=first.weekday())
    count = (last - first).days // step + 1
    return [first + timedelta(days=step * at) for at in range(count)], step


def _height(value: int, top: int) -> float:
    """At least a hair where there is anything at all. Refunds may make a day negative: that is no bar."""
    return max(1.5, value / top * (FLOOR - 12)) if value > 0 else 0.0
