"""A programme arranged for reading: conference days, groups, and the grid of rooms by time. Pure; no queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter

from django.utils.text import slugify

# What begins before this hour belongs to the day before, as in the export formats (exchange/outgoing.py).
DAY_CHANGE = time(4)
STEP = timedelta(minutes=5)
# A time without any session takes no more room than this many steps.
LONGEST_GAP = 4
# An exhibition open all day must not stretch the grid beyond the sessions beside it.
LONG_SESSION = timedelta(hours=8)
# The static classes in static/css/pages/schedule-grid.css go no further.
LAST_ROW = 360
LAST_COLUMN = 60


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


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one session stands in the grid; rows and columns count from 1."""

    slot: Slot
    row: int
    rows: int
    column: int
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A heading over one or more columns of the grid."""

    title: str
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A time written beside a row."""

    at: datetime
    row: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One day as rooms by time."""

    columns: list[Column] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)


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
    own_days = {slot.local_start.date() for slot in ordered if slot.local_start.time() >= DAY_CHANGE}
    days: dict[date, list[Slot]] = {}
    for slot in ordered:
        day = slot.local_start.date()
        before = day - timedelta(days=1)
        if slot.local_start.time() < DAY_CHANGE and before in own_days:
            day = before
        days.setdefault(day, []).append(slot)
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


def lay_out_grid(slots: Sequence[Slot], *, label: Callable[[Slot], str], order: Sequence[str]) -> Grid:
    """Place one day's sessions: a column for each label, five minutes a row, gaps drawn together.

    Sessions that overlap under one label stand side by side in that label's own columns. A break that
    nothing runs beside goes across all columns.
    """
    if not slots:
        return Grid()
    row_of, ends = measure_rows(slots)
    spans = {slot.key: (row_of(slot.starts_at), row_of(ends[slot.key])) for slot in slots}
    across = [slot for slot in slots if slot.type == "break" and not _has_company(slot, slots, spans)]
    placed = [slot for slot in slots if slot not in across]
    columns: list[Column] = []
    cells: list[Cell] = []
    next_column = 1
    for name, members in by_label(placed, label=label, order=order).items():
        lanes = assign_lanes(members, spans)
        width = max(lanes.values()) + 1
        columns.append(Column(name, next_column, width))
        cells.extend(_cell(slot, spans, column=next_column + lanes[slot.key]) for slot in members)
        next_column += width
    total = max(next_column - 1, 1)
    cells.extend(_cell(slot, spans, column=1, columns=total) for slot in across)
    cells.sort(key=lambda cell: (cell.slot.starts_at, cell.column))
    return Grid(columns, cells, make_ticks(slots, row_of))


def measure_rows(slots: Sequence[Slot]) -> tuple[Callable[[datetime], int], dict[str, datetime]]:
    """The row of a moment, and where each session's cell ends (long ones end with the others)."""
    short_ends = [slot.ends_at for slot in slots if slot.ends_at - slot.starts_at <= LONG_SESSION]
    horizon = max(short_ends, default=max(slot.ends_at for slot in slots))
    ends = {
        slot.key: slot.ends_at
        if slot.ends_at - slot.starts_at <= LONG_SESSION
        else max(min(slot.ends_at, horizon), slot.starts_at + timedelta(hours=1))
        for slot in slots
    }
    busy = _busy_spans(slots, ends)
    bases: list[tuple[datetime, datetime, int]] = []
    base = 1
    for start, end in busy:
        if bases:
            last_start, last_end, last_base = bases[-1]
            base = last_base + _steps(last_end - last_start) + min(_steps(start - last_end), LONGEST_GAP)
        bases.append((start, end, base))

    def row_of(moment: datetime) -> int:
        start, _, first_row = next(entry for entry in reversed(bases) if entry[0] <= moment)
        return min(first_row + (moment - start) // STEP, LAST_ROW)

    return row_of, ends


def assign_lanes(slots: Sequence[Slot], spans: dict[str, tuple[int, int]]) -> dict[str, int]:
    """The lowest free lane for each session, so that none covers another."""
    free_from: list[int] = []
    lanes: dict[str, int] = {}
    for slot in sorted(slots, key=lambda one: spans[one.key]):
        start, end = spans[slot.key]
        lane = next((number for number, row in enumerate(free_from) if row <= start), len(free_from))
        if lane == len(free_from):
            free_from.append(0)
        free_from[lane] = max(end, start + 1)
        lanes[slot.key] = lane
    return lanes


def make_ticks(slots: Sequence[Slot], row_of: Callable[[datetime], int]) -> list[Tick]:
    """A time for each start; one too close below the last is left out."""
    ticks: list[Tick] = []
    for starts_at, local in sorted({(slot.starts_at, slot.local_start) for slot in slots}):
        row = row_of(starts_at)
        if not ticks or row - ticks[-1].row >= 2:
            ticks.append(Tick(local, row))
    return ticks


def _cell(slot: Slot, spans: dict[str, tuple[int, int]], *, column: int, columns: int = 1) -> Cell:
    start, end = spans[slot.key]
    return Cell(slot, start, max(end - start, 1), min(column, LAST_COLUMN), min(columns, LAST_COLUMN))


def _has_company(slot: Slot, slots: Sequence[Slot], spans: dict[str, tuple[int, int]]) -> bool:
    start, end = spans[slot.key]
    return any(
        other is not slot and spans[other.key][0] < max(end, start + 1) and spans[other.key][1] > start
        for other in slots
    )


def _busy_spans(slots: Sequence[Slot], ends: dict[str, datetime]) -> list[tuple[datetime, datetime]]:
    """The times in which something runs, merged."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted((slot.starts_at, ends[slot.key]) for slot in slots):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _steps(length: timedelta) -> int:
    """Whole steps, rounded up."""
    return -(-length // STEP)
