"""What pages show that changes without a new version: what is left of tickets, guests' photos.

An upper room registers a function that answers with a short text for an event; while the text stays the same, so
does what is shown. It is asked on every read of those pages and has to be cheap (a second old is fresh enough).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from site_pages.versions import Stamp

Mark = Callable[[int], str]

# Where it is shown: beside what tickets cost (landing page, tickets page, API), or on the photos page.
TICKETS, PHOTOS = "tickets", "photos"

_marks: dict[str, dict[str, Mark]] = {TICKETS: {}, PHOTOS: {}}


def register_mark(name: str, mark: Mark, *, place: str = TICKETS) -> None:
    """Let this function tell when what it stands for has changed; the last registration of a name counts."""
    _marks[place][name] = mark


def unregister_mark(name: str, *, place: str = TICKETS) -> None:
    """Take a function out again."""
    _marks[place].pop(name, None)


def with_mark(stamp: Stamp, *, place: str = TICKETS) -> Stamp:
    """The stamp of an answer that shows what the marks of this place stand for."""
    event_id, marks = stamp.event_id, _marks[place]
    if event_id is None or not marks:
        return stamp
    return replace(stamp, mark="|".join(mark(event_id) for _name, mark in sorted(marks.items())))
