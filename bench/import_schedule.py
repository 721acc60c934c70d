"""Bar `import`: a schedule of 1,000 sessions, 800 speakers and 30 rooms, and its conflict check."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from bench.figures import Figure, at_most, median_of

SESSIONS, SPEAKERS, ROOMS, TRACKS, DAYS = 1000, 800, 30, 12, 5
NAMESPACE = UUID("6b1d0f5c-0a77-5b8e-8b53-0c1f6f2a9d10")
WORDS = ("open", "source", "systems", "people", "network", "library", "archive", "city", "data", "repair")


def schedule_file() -> bytes:
    """A schedule.json of that size, the same at every run, with texts as long as real ones."""
    chance = random.Random(2026)
    days = [(datetime(2027, 5, 3, tzinfo=UTC) + timedelta(days=day)).date().isoformat() for day in range(DAYS)]
    rooms: list[dict[str, list[object]]] = [{f"Room {room + 1}": [] for room in range(ROOMS)} for _ in days]
    for number in range(SESSIONS):
        day, slot = number % DAYS, number // DAYS
        room, hour = slot % ROOMS, 9 + slot // ROOMS
        rooms[day][f"Room {room + 1}"].append(session(number, f"{days[day]}T{hour:02d}:00:00+02:00", chance))
    conference = {
        "acronym": "bench-2027",
        "title": "Bench Conference 2027",
        "start": days[0],
        "end": days[-1],
        "time_zone_name": "Europe/Berlin",
        "days": [{"index": index + 1, "date": days[index], "rooms": rooms[index]} for index in range(DAYS)],
    }
    return json.dumps({"schedule": {"version": "1.0", "conference": conference}}).encode()


def session(number: int, date: str, chance: random.Random) -> dict[str, object]:
    # Walking through everybody first makes sure that each speaker is on some session.
    people = {number % SPEAKERS, chance.randrange(SPEAKERS)}
    return {
        "guid": str(uuid5(NAMESPACE, f"session {number}")),
        "id": number + 1,
        "date": date,
        "duration": "00:45",
        "title": f"{sentence(chance, 5)} {number}",
        "track": f"Track {number % TRACKS + 1}",
        "type": chance.choice(["Talk", "Workshop", "Panel"]),
        "language": "en",
        "abstract": paragraph(chance),
        "description": "\n\n".join(paragraph(chance) for _ in range(3)),
        "do_not_record": number % 7 == 0,
        "persons": [person(index) for index in sorted(people)],
        "links": [{"title": "Notes", "url": f"https://example.org/notes/{number}"}],
    }


def person(number: int) -> dict[str, object]:
    chance = random.Random(number)
    return {
        "guid": str(uuid5(NAMESPACE, f"person {number}")),
        "name": f"Person {number + 1}",
        "biography": paragraph(chance),
    }


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def paragraph(chance: random.Random) -> str:
    return " ".join(f"{sentence(chance, 9)}." for _ in range(6))


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run() -> list[Figure]:
    """First import on a fresh database, the same again, the conflict check and both exports."""
    from site_pages.actions import ensure_site_root
    from site_pages.conflicts import find_conflicts, slots_of
    from site_pages.exchange.apply import import_schedule
    from site_pages.exchange.read import read_schedule
    from site_pages.exchange.write_json import write_json
    from site_pages.exchange.write_xml import write_xml
    from site_pages.models import EventPage

    ensure_site_root(hostname="localhost", port=80)
    data = schedule_file()
    document = read_schedule(data)
    first = timed(lambda: import_schedule(read_schedule(data), publish=True))
    again = median_of(lambda: timed(lambda: import_schedule(read_schedule(data), publish=True)))
    event = EventPage.objects.get(slug="bench-2027")
    slots = slots_of(event)
    check = median_of(lambda: timed(lambda: find_conflicts(slots)))
    checked = median_of(lambda: timed(lambda: find_conflicts(slots_of(event))))
    size = f"{len(document.sessions)} sessions, {len(document.persons)} speakers, {len(document.rooms)} rooms"
    return [
        at_most("import, first time", first, "s", 60, detail=f"{size}, published"),
        at_most("import, again unchanged", again, "s", 10, detail="the same file, median of three"),
        at_most("conflict check", check * 1000, "ms", 150, detail=f"{len(slots)} slots in memory"),
        Figure("conflict check with its queries", round(checked * 1000, 1), "ms"),
        Figure("write schedule.json", round(timed(lambda: write_json(document)) * 1000), "ms"),
        Figure("write schedule.xml", round(timed(lambda: write_xml(document)) * 1000), "ms"),
    ]
