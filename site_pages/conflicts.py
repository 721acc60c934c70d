"""Double bookings in a programme: a room or a speaker in two sessions at once.

One sweep over the slots in order of time, O(n log n + conflicts); slots that only touch are no conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import heappop, heappush

from site_pages.models import EventPage, SessionPage, SessionSpeaker


class ConflictKind(StrEnum):
    """What is booked twice."""

    ROOM = "room"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Slot:
    """A session's time with what it occupies. `room` None: nowhere in particular."""

    key: Hashable
    starts_at: datetime
    ends_at: datetime
    room: Hashable | None = None
    speakers: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two slots that need the same room or speaker at once; `first` begins earlier."""

    kind: ConflictKind
    subject: Hashable
    first: Slot
    second: Slot


def find_conflicts(slots: Iterable[Slot]) -> list[Conflict]:
    """Every double booking, in order of the later slot's start. A slot without length occupies nothing."""
    ordered = sorted((slot for slot in slots if slot.ends_at > slot.starts_at), key=slot_order)
    bookings: dict[tuple[ConflictKind, Hashable], list[Slot]] = defaultdict(list)
    for slot in ordered:
        if slot.room is not None:
            bookings[ConflictKind.ROOM, slot.room].append(slot)
        for speaker in dict.fromkeys(slot.speakers):
            bookings[ConflictKind.SPEAKER, speaker].append(slot)
    conflicts = [
        Conflict(kind, subject, first, second)
        for (kind, subject), booked in bookings.items()
        for first, second in overlapping(booked)
    ]
    return sorted(conflicts, key=lambda one: (slot_order(one.second), slot_order(one.first), one.kind))


def slot_order(slot: Slot) -> tuple[datetime, datetime, str]:
    """Order of time; the key makes it the same from one run to the next."""
    return slot.starts_at, slot.ends_at, str(slot.key)


def overlapping(booked: Sequence[Slot]) -> Iterable[tuple[Slot, Slot]]:
    """Every overlapping pair of slots that are already in order of their start."""
    running: list[tuple[datetime, int]] = []
    for index, slot in enumerate(booked):
        while running and running[0][0] <= slot.starts_at:
            heappop(running)
        for _, earlier in running:
            yield booked[earlier], slot
        heappush(running, (slot.ends_at, index))


def slots_of(event: EventPage) -> list[Slot]:
    """The event's scheduled sessions as slots by primary key, drafts too: they will be on stage. Two queries."""
    sessions = SessionPage.objects.for_event(event).scheduled().filter(is_cancelled=False)
    speakers: dict[int, list[int]] = defaultdict(list)
    rows = SessionSpeaker.objects.filter(session__in=sessions.values("pk"))
    for session_id, speaker_id in rows.values_list("session_id", "speaker_id"):
        speakers[session_id].append(speaker_id)
    return [
        Slot(pk, starts_at, ends_at, room_id, tuple(speakers[pk]))
        for pk, starts_at, ends_at, room_id in sessions.values_list("pk", "starts_at", "ends_at", "room_id")
    ]
