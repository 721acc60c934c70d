"""One session watched by 5,000 pages while they vote, 500 votes a second for 20 seconds; then a worker is killed.

Votes, rows, acknowledgements and what is shown must be the same number before any time counts. The audience is held by
this process, on the same cores as the servers and the database.
"""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from django.db import connection
from django.utils import timezone as clock

from bench import ground
from bench.audience import Audience, board_now, vote_bytes
from bench.figures import Figure, at_most
from live_control.models import LiveAction, LiveBoard, Participant, Vote
from live_control.stream.tickets import Audience as Class
from live_control.stream.tickets import write_ticket
from tests.factories.live import live_session, options_of, poll_in, room_for

STREAMS = int(os.environ.get("BENCH_STREAMS", "5000"))
VOTES_PER_SECOND, SECONDS, VOTERS_LINES = 500, 20, 250
WORKERS = 2
PUBLISHED = "SELECT version, published_at FROM bench_published"


@dataclass
class Polls:
    """As many polls as each person votes in, with the options' public ids."""

    actions: list[LiveAction]
    options: list[list[str]]


@dataclass
class Seen:
    """What was measured."""

    arrivals: float = 0
    idle: list[int] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    sent: int = 0
    acknowledged: int = 0
    lasted: float = 0
    took: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    killed: int = 0


def run() -> list[Figure]:
    session = live_session()
    room_for(session)
    votes = VOTES_PER_SECOND * SECONDS
    count = -(-votes // STREAMS)
    actions = [poll_in(session, options=("Oak", "Steel", "Ice", "Fire")) for _number in range(count)]
    chosen = [[str(option.public_id) for option in options_of(action)] for action in actions]
    tickets = tickets_for(session, STREAMS)
    keep_times_of_boards()
    loop = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    with ground.running_servers(workers=WORKERS) as running, loop as runner:
        seen = runner.run(measure(running, tickets, Polls(actions, chosen)))
    return figures_of(seen)


def tickets_for(session: Any, count: int) -> list[str]:
    people = Participant.objects.bulk_create(
        Participant(session=session, holder=f"guest:{number}", name=f"Guest {number}", role="viewer")
        for number in range(count)
    )
    until = clock.now() + timedelta(hours=1)
    return [write_ticket(session.pk, person.pk, seat=1, audience=Class.VIEWER, until=until) for person in people]


def keep_times_of_boards() -> None:
    """The table of boards has the newest alone; a trigger notes when each was stored."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_published (version bigint PRIMARY KEY, published_at timestamptz)")
        cursor.execute(
            "CREATE FUNCTION bench_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.version <> OLD.version THEN "
            "INSERT INTO bench_published VALUES (NEW.version, NEW.published_at); END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER bench_note AFTER UPDATE ON live_control_liveboard "
            "FOR EACH ROW EXECUTE FUNCTION bench_note()"
        )


async def measure(running: ground.Running, tickets: list[str], polls: Polls) -> Seen:
    seen, audience = Seen(), Audience(running.port)
    await warm_up(running.port, tickets[0])
    seen.idle = [memory_of(pid) for pid in running.workers()]
    seen.arrivals = await audience.enter(tickets)
    await asyncio.sleep(3)
    seen.filled = [memory_of(pid) for pid in running.workers()]
    audience.seen.clear()
    await vote(seen, running.port, tickets, polls)
    await audience.until(lambda: len({page.version for page in audience.pages}) == 1)
    await check(seen, running.port, tickets, polls)
    published = dict(await asyncio.to_thread(times_of_boards))
    seen.late = [(at - published[version]) * 1000 for version, at in audience.seen if version in published]
    await kill_one(seen, running, audience, tickets)
    audience.close()
    return seen


async def warm_up(port: int, ticket: str) -> None:
    """The first stream of each process imports and connects."""
    for _number in range(WORKERS * 4):
        await board_now(port, ticket)


def memory_of(pid: int) -> int:
    """Resident bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def vote(seen: Seen, port: int, tickets: list[str], polls: Polls) -> None:
    """At an even rate, whether or not the answers keep up."""
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()
    lines = [asyncio.create_task(voter(seen, port, queue)) for _number in range(VOTERS_LINES)]
    started = time.monotonic()
    for number in range(VOTES_PER_SECOND * SECONDS):
        which, person = divmod(number, len(tickets))
        option = polls.options[which][person % 4]
        queue.put_nowait(vote_bytes(tickets[person], str(polls.actions[which].public_id), option))
        seen.sent += 1
        ahead = started + number / VOTES_PER_SECOND - time.monotonic()
        if ahead > 0.005:
            await asyncio.sleep(ahead)
    for _line in lines:
        queue.put_nowait(None)
    await asyncio.gather(*lines)
    seen.lasted = time.monotonic() - started


async def voter(seen: Seen, port: int, queue: asyncio.Queue[bytes | None]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (request := await queue.get()) is not None:
        asked = time.perf_counter()
        answer = await ground.exchange(reader, writer, request)
        seen.took.append((time.perf_counter() - asked) * 1000)
        seen.acknowledged += answer.status == 200
    writer.close()


async def check(seen: Seen, port: int, tickets: list[str], polls: Polls) -> None:
    """Raises where votes, acknowledgements, rows and what is shown are not one number."""
    rows = await asyncio.to_thread(Vote.objects.count)
    deadline = time.monotonic() + 10
    while True:
        board = await board_now(port, tickets[0])
        results = [board["parts"][f"action:{poll.public_id}"]["results"] for poll in polls.actions]
        shown = sum(result["voters"] for result in results)
        if shown == rows or time.monotonic() > deadline:
            break
    counted = sum(sum(result["options"].values()) for result in results)
    if not seen.sent == seen.acknowledged == rows == shown == counted:
        facts = (seen.sent, seen.acknowledged, rows, shown, counted)
        raise AssertionError(f"votes, acknowledged, rows, shown, counted: {facts}")


def times_of_boards() -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(PUBLISHED)
        return [(version, at.timestamp()) for version, at in cursor.fetchall()]


async def kill_one(seen: Seen, running: ground.Running, audience: Audience, tickets: list[str]) -> None:
    """Its pages come back to the others, and have the same board as everybody."""
    before = await board_now(running.port, tickets[0])
    os.kill(running.workers()[0], signal.SIGKILL)
    await audience.until(lambda: any(page.lost_at is not None for page in audience.pages))
    seen.killed = sum(page.lost_at is not None for page in audience.pages)
    await audience.until(lambda: all(page.lost_at is None for page in audience.pages), seconds=60)
    seen.back = [page.back_after for page in audience.pages if page.back_after is not None]
    seen.killed = len(seen.back)
    after = await board_now(running.port, tickets[0])
    stored = await asyncio.to_thread(LiveBoard.objects.get)
    versions = {page.version for page in audience.pages}
    if after["parts"] != before["parts"] or versions - {stored.version, before["version"]}:
        raise AssertionError(f"after the kill the pages have versions {versions}, stored is {stored.version}")


def figures_of(seen: Seen) -> list[Figure]:
    how = f"{STREAMS} streams, {WORKERS} processes, {seen.sent} votes = acknowledged = rows = shown"
    load = f"load average {os.getloadavg()[0]:.1f}; everything on {os.cpu_count()} cores"
    per_stream = (sum(seen.filled) - sum(seen.idle)) / STREAMS / 1000
    centiles = statistics.quantiles(seen.late, n=100)
    return [
        at_most(f"{seen.acknowledged} votes in 20 s are answered after", seen.lasted, "s", SECONDS + 0.5, detail=how),
        at_most("board reaches everyone: p95", centiles[94], "ms", 500, detail=load),
        Figure(
            "board: median, p99",
            round(centiles[49]),
            "ms",
            detail=f"p99 {centiles[98]:.0f} ms, {len(seen.late)} frames",
        ),
        Figure("vote answered: p95", round(statistics.quantiles(seen.took, n=20)[18]), "ms", detail="stored by then"),
        at_most("memory per stream", per_stream, "kB", 25, detail="resident, all workers"),
        Figure("streams opened", round(seen.arrivals), "streams/s"),
        at_most(
            "killed worker's pages are back",
            max(seen.back),
            "s",
            15,
            detail=f"{seen.killed} pages, same board",
        ),
    ]
