"""The schedule's rows and grid cells as HTML.

Written here and not in a template for speed alone: 140 rows cost a template about 40 ms and this about 5
(`make bench`, pages). Everything that an editor wrote goes through `escape`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from site_pages.dates import time_span_tag
from site_pages.programme import Slot
from site_pages.schedule_grid import Cell


@dataclass(frozen=True, slots=True)
class RowWords:
    """What all rows of a page share: translated words, the event's zone, and the schedule's address."""

    address: str
    zone: str
    live: str
    cancelled: str
    recording: str
    online: str
    # The first live session of the page carries the anchor `live`.
    live_key: str = ""


def list_rows(slots: Iterable[Slot], words: RowWords) -> SafeString:
    """The `<li>`s of the sessions that start together."""
    return mark_safe("".join([list_row(slot, words) for slot in slots]))  # noqa: S308 - escaped where they are made


def grid_cells(cells: Iterable[Cell], words: RowWords) -> SafeString:
    """The `<article>`s of one day's grid."""
    return mark_safe("".join([grid_cell(cell, words) for cell in cells]))  # noqa: S308 - escaped where they are made


def list_row(slot: Slot, words: RowWords) -> str:
    """Title, people, time, and where it is."""
    recording = words.recording if slot.has_recording and slot.stage == "past" else ""
    badge = badge_of(slot, words) or (f'<b class="badge badge-accent">{recording}</b>' if recording else "")
    where = f"{badge}{track_of(slot)}{spans(slot.room, slot.is_online and words.online, slot.label)}"
    return (
        f'<li class="slot{state_classes(slot)}"{anchor_of(slot, words)} data-slot="{slot.key}">'
        f'{title_of(slot, words)}{people_of(slot)}<p class="slot-meta"><span class="slot-span">'
        f'{time_span_tag(slot.starts_at, slot.ends_at, words.zone)}</span><span class="slot-rest">{where}'
        "</span></p></li>\n"
    )


def grid_cell(cell: Cell, words: RowWords) -> str:
    """As a row, in its place (static/css/pages/schedule-grid.css); narrow, so the recording is only a word."""
    slot = cell.slot
    recording = words.recording if slot.has_recording and slot.stage == "past" else ""
    room = f'<span class="cell-room">{escape(slot.room)}</span>' if slot.room else ""
    return (
        f'<article class="cell r{cell.row} h{cell.rows} c{cell.column} w{cell.columns}{state_classes(slot)}"'
        f'{anchor_of(slot, words)} data-slot="{slot.key}"><p class="slot-meta">{badge_of(slot, words)}'
        f"<span>{time_span_tag(slot.starts_at, slot.ends_at, words.zone)}</span></p>"
        f'{title_of(slot, words)}{people_of(slot)}<p class="slot-meta">{track_of(slot)}{room}'
        f"{spans(slot.is_online and words.online, slot.label, recording)}</p></article>\n"
    )


def state_classes(slot: Slot) -> str:
    stage = f" is-{slot.stage}" if slot.stage else ""
    kind = " is-break" if slot.type == "break" else ""
    cancelled = " is-cancelled" if slot.is_cancelled else ""
    return f"{stage}{kind}{cancelled}" + (f" track-{slot.track_key}" if slot.track_key else "")


def anchor_of(slot: Slot, words: RowWords) -> str:
    return ' id="live"' if slot.key == words.live_key else ""


def title_of(slot: Slot, words: RowWords) -> str:
    return f'<h3 class="slot-title"><a href="{words.address}{escape(slot.slug)}/">{escape(slot.title)}</a></h3>'


def people_of(slot: Slot) -> str:
    return f'<p class="slot-by">{escape(slot.people)}</p>' if slot.people else ""


def badge_of(slot: Slot, words: RowWords) -> str:
    if slot.is_cancelled:
        return f'<b class="badge badge-cancelled">{words.cancelled}</b>'
    return f'<b class="badge badge-live">{words.live}</b>' if slot.stage == "live" else ""


def track_of(slot: Slot) -> str:
    return f'<span class="track-name">{escape(slot.track)}</span>' if slot.track else ""


def spans(*texts: str | bool) -> str:
    return "".join([f"<span>{escape(text)}</span>" for text in texts if text])
