"""The filters of the event list: read from the address, applied to plain rows. Pure; no queries.

All listed events are few columns wide and a platform has thousands at most, so one query reads them, and the
choices that each filter offers come from the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from site_pages.choices import AccessMode, Category, Format
from site_pages.dates import day_text, last_day, zone_of

LONGEST_SEARCH = 100
Labels = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class EventRow:
    """What the filters look at."""

    pk: int
    title: str
    city: str
    category: str
    format: str
    access_mode: str
    starts_at: datetime
    ends_at: datetime
    timezone: str

    @property
    def months(self) -> list[str]:
        """Every month, as `2026-11`, on which the event has a day in its own zone."""
        first = self.starts_at.astimezone(zone_of(self.timezone)).date()
        last = last_day(self.starts_at, self.ends_at, self.timezone)
        count = (last.year - first.year) * 12 + last.month - first.month
        numbers = (first.year * 12 + first.month - 1 + step for step in range(count + 1))
        return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]

    def values(self, name: str) -> list[str]:
        """What the event has under a filter's name."""
        if name == "month":
            return self.months
        if name == "price":
            return ["paid" if self.access_mode == AccessMode.TICKETED else "free"]
        return [value] if (value := str(getattr(self, name))) else []


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and how many events have it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter in force, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What the visitor asked for. Values nobody offers are left out."""

    search: str = ""
    is_past: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)

    def matches(self, row: EventRow) -> bool:
        return all(value in row.values(name) for name, value in self.chosen.items())

    def query(self, *, without: str = "", **more: str) -> str:
        """The parameters of this selection, encoded."""
        parts = {"when": "past" if self.is_past else "", "q": self.search, **self.chosen} | more
        return urlencode({name: value for name, value in parts.items() if value and name != without})


def category_label(value: str) -> str:
    return str(Category(value).label).capitalize()


def format_label(value: str) -> str:
    return str(Format(value).label).capitalize()


def month_label(value: str) -> str:
    year, month = map(int, value.split("-"))
    return day_text(date(year, month, 1), "F Y")


def price_label(value: str) -> str:
    return _("Free") if value == "free" else _("By ticket")


# Name in the address, the words for a value, and whether the choices stand in the order of their words.
FILTERS: dict[str, Labels] = {
    "category": category_label,
    "city": str,
    "month": month_label,
    "format": format_label,
    "price": price_label,
}


def read_filters(query: Mapping[str, str], rows: Iterable[EventRow]) -> EventFilters:
    """The filters of an address; a value that no event has is as good as none."""
    offered = {name: set[str]() for name in FILTERS}
    for row in rows:
        for name, values in offered.items():
            values.update(row.values(name))
    chosen = {name: query.get(name, "") for name in FILTERS if query.get(name, "") in offered[name]}
    search = " ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    return EventFilters(search, query.get("when") == "past", chosen)


def choices_of(name: str, rows: Iterable[EventRow], filters: EventFilters) -> list[Choice]:
    """What a filter offers; months in order of time, everything else by its words."""
    label = FILTERS[name]
    counts = Counter(value for row in rows for value in row.values(name))
    chosen = filters.chosen.get(name)
    choices = [Choice(value, label(value), count, value == chosen) for value, count in counts.items()]
    return sorted(choices, key=lambda choice: choice.value if name == "month" else choice.label.casefold())


def active_filters(filters: EventFilters) -> list[ActiveFilter]:
    """Every filter in force with the address that takes it away."""
    active = [
        ActiveFilter(FILTERS[name](value), f"?{filters.query(without=name)}") for name, value in filters.chosen.items()
    ]
    if filters.search:
        active.insert(0, ActiveFilter(f"“{filters.search}”", f"?{filters.query(without='q')}"))
    return active
