"""One day of a programme as rooms by time: which row and column each session stands in. Pure; no queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from site_pages.programme import Slot, by_label

STEP = timedelta(minutes=5)
# A time without any session takes no more room than this many steps.
LONGEST_GAP = 4
# An exhibition open all day must not stretch the grid beyond the sessions beside it.
LONG_SESSION = timedelta(hours=8)
# The static classes in static/css/pages/schedule-grid.css go no further.
LAST_ROW = 360
LAST_COLUMN = 60


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
