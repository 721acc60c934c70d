"""A programme arranged for reading: sessions by conference day, track and room. Pure; no queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.utils.text import slugify

from site_pages.days import own_days, programme_day


@dataclass(frozen=True, slots=True, order=True)
class TrackMark:
    """A track as far as a schedule needs it; in the organizer's order."""

    order: int
    name: str
    public_id: str

    @property
    def key(self) -> str:
        """The end of the class name `track-…`, as the event's theme.css writes it."""
        return self.public_id[:8]

    @property
    def address(self) -> str:
        """How a filter's address names the track: by its name where that makes a word of an address."""
        return slugify(self.name, allow_unicode=True) or self.public_id


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as the schedule shows it.

    `starts_at` and `ends_at` are UTC, because lengths and order must survive a change of clocks;
    `local_start` and `local_end` are the same moments in the event's zone.
    """

    key: str
    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime
    local_start: datetime
    local_end: datetime
    type: str = "talk"
    # The type in words; empty for the usual one, which needs no saying.
    label: str = ""
    format: str = "in-person"
    room: str = ""
    # The room's position in the event's venue; rooms elsewhere follow.
    room_order: int = 0
    track_mark: TrackMark | None = None
    people: str = ""
    language: str = ""
    is_cancelled: bool = False
    is_featured: bool = False
    has_recording: bool = False
    image_id: int | None = None
    # "past", "live" or "" at the time of reading.
    stage: str = ""

    @property
    def is_online(self) -> bool:
        return self.format != "in-person"

    @property
    def track(self) -> str:
        return self.track_mark.name if self.track_mark else ""

    @property
    def track_key(self) -> str:
        return self.track_mark.key if self.track_mark else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that starts at the same minute, told in the event's zone."""

    at: datetime
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class Group:
    """A day, track or room with its sessions in order of time."""

    key: str
    title: str
    moments: list[Moment]
    day: date | None = None
    track_key: str = ""


def tracks_of(slots: Iterable[Slot]) -> list[TrackMark]:
    """The tracks in use, in the organizer's order."""
    return sorted({slot.track_mark for slot in slots if slot.track_mark})


def rooms_of(slots: Iterable[Slot]) -> list[str]:
    """The rooms in use, in the order of the venue."""
    return list(
        dict.fromkeys(room for _order, room in sorted({(one.room_order, one.room) for one in slots if one.room}))
    )


def by_day(slots: Iterable[Slot]) -> dict[date, list[Slot]]:
    """Sessions by conference day. After midnight it is still the day before, if that had a programme."""
    ordered = sorted(slots, key=attrgetter("starts_at"))
    dates = own_days(slot.local_start for slot in ordered)
    days: dict[date, list[Slot]] = {}
    for slot in ordered:
        days.setdefault(programme_day(slot.local_start, dates), []).append(slot)
    return dict(sorted(days.items()))


def by_label(slots: Iterable[Slot], *, label: Callable[[Slot], str], order: Sequence[str]) -> dict[str, list[Slot]]:
    """Sessions by track or room, in the given order of names; those without one come last, under ""."""
    groups: dict[str, list[Slot]] = {name: [] for name in order}
    nameless: list[Slot] = []
    for slot in slots:
        name = label(slot)
        (groups.setdefault(name, []) if name else nameless).append(slot)
    if nameless:
        groups[""] = nameless
    return {name: members for name, members in groups.items() if members}


def to_moments(slots: Iterable[Slot]) -> list[Moment]:
    """Sessions of a group by the minute at which they start."""
    ordered = sorted(slots, key=attrgetter("starts_at"))
    grouped = (list(members) for _, members in groupby(ordered, key=attrgetter("starts_at")))
    return [Moment(members[0].local_start, members) for members in grouped]
