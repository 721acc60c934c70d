"""What an event's landing page shows of its programme and people: one query for all of it.

Sessions are joined with their people, so a session comes once for each; 80 sessions with two people each
are 160 narrow rows, which cost less than a second query. The page's structured data reads the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone as clock

from site_pages.choices import SessionType
from site_pages.models import EventPage
from site_pages.page_contexts.reading import COLUMNS, sessions_of, slot_of
from site_pages.programme import Slot, by_day

PEOPLE_COLUMNS = tuple(
    f"session_speakers__speaker__{name}" for name in ("name", "slug", "headline", "organization", "photo_id")
)
MOST_PER_DAY = 5
MOST_FEATURED = 6
MOST_PEOPLE = 10


@dataclass(slots=True)
class Portrait:
    """Somebody on stage, and how much of the programme leads with them."""

    name: str
    slug: str
    headline: str
    organization: str
    photo_id: int | None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """One day's outline."""

    day: date
    number: int
    first: Slot
    count: int
    highlights: list[Slot]


@dataclass(slots=True)
class Programme:
    """The event's scheduled sessions with everybody on stage."""

    slots: list[Slot] = field(default_factory=list)
    portraits: dict[str, Portrait] = field(default_factory=dict)
    image_ids: dict[str, int] = field(default_factory=dict)

    @property
    def shown(self) -> list[Slot]:
        """What takes place and is no break."""
        return [slot for slot in self.slots if not slot.is_cancelled and slot.type != SessionType.BREAK]


def read_programme(event: EventPage) -> Programme:
    """Sessions in order with their people. One query."""
    now, zone = clock.now(), event.zone
    programme = Programme()
    people: dict[str, list[str]] = {}
    rows = (
        sessions_of(event)
        .scheduled()
        .in_programme_order()
        .order_by("starts_at", "sort_order", "ends_at", "title", "pk", "session_speakers__sort_order")
        .values_list(*COLUMNS, *PEOPLE_COLUMNS, named=True)
    )
    for row in rows:
        key = row.public_id.hex
        if key not in people:
            people[key] = []
            programme.slots.append(slot_of(row, event=event, zone=zone, now=now))
            if row.image_id:
                programme.image_ids[key] = row.image_id
        add_person(programme, people[key], row)
    programme.slots = [replace(slot, people=", ".join(people[slot.key])) for slot in programme.slots]
    return programme


def add_person(programme: Programme, names: list[str], row: Any) -> None:
    """Put the row's person, if it has one, on the session and among the portraits."""
    name, slug, headline, organization, photo_id = row[-len(PEOPLE_COLUMNS) :]
    if not name:
        return
    names.append(name)
    portrait = programme.portraits.setdefault(slug, Portrait(name, slug, headline, organization, photo_id))
    portrait.weight += 4 * row.is_featured + 3 * (row.session_type == SessionType.KEYNOTE) + bool(photo_id)


def outline_of(slots: Iterable[Slot]) -> list[Day]:
    """Each day with its start, how many sessions it has, and those that lead it."""
    return [
        Day(day, number, members[0], len(members), highlights_of(members))
        for number, (day, members) in enumerate(by_day(slots).items(), start=1)
    ]


def highlights_of(slots: list[Slot]) -> list[Slot]:
    """Keynotes and featured sessions first, then the earliest; told in order of time."""
    ranked = sorted(slots, key=lambda slot: (-rank_of(slot), slot.starts_at))
    return sorted(ranked[:MOST_PER_DAY], key=lambda slot: slot.starts_at)


def rank_of(slot: Slot) -> int:
    return 2 * slot.is_featured + (slot.type == SessionType.KEYNOTE)


def featured_of(slots: list[Slot]) -> list[Slot]:
    """The featured sessions that are not over, or, when all are, those that were."""
    featured = [slot for slot in slots if slot.is_featured]
    coming = [slot for slot in featured if slot.stage != "past"]
    return (coming or featured)[:MOST_FEATURED]


def leading_people(programme: Programme) -> list[Portrait]:
    """Those whom the programme leads with, by name; the rest is on the speakers' page."""
    ranked = sorted(programme.portraits.values(), key=lambda portrait: (-portrait.weight, portrait.name))
    return ranked[:MOST_PEOPLE]
