"""Opening the doors: guests join a live session over HTTP, each getting everything that opens the room.

One POST is the access decision, the place online, the seat, a token signed for Daily, and the ticket of the board.
Every answer is checked, and so are the rows, before the rate counts. Daily is played, and asked before only.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from django.test import override_settings
from django.utils import timezone as clock

from bench import ground
from bench.figures import RUNS, Figure, at_least, at_most
from live_control.choices import LiveRole
from live_control.media.providers import provider_of
from live_control.models import LiveRoom, Participant
from live_control.stream.tickets import Audience, read_ticket, write_ticket
from tests.factories.live import live_session, person_in, room_for
from tests.fakes.daily.service import FakeDaily
from ticketing.models import OnlinePlace

GUESTS, CONNECTIONS, WORKERS, SIGNED = 1_500, 16, 2, 2_000
WARM, MOST_ROUNDS = 100, 30


def run() -> list[Figure]:
    session = live_session()
    room = room_for(session, provider="daily", url="https://foyer-test.daily.co/keels")
    with FakeDaily() as daily:
        os.environ |= {"BENCH_DAILY_URL": daily.config.url, "BENCH_DAILY_KEY": daily.config.api_key}
        with ground.running_servers(workers=WORKERS) as running:
            guests = warm_up(running.port, session.public_id, daily)
            asked = len(daily.asked)
            runs = [join(running.port, session.public_id, f"run{number}", GUESTS) for number in range(RUNS)]
            calls = len(daily.asked) - asked
        check(expected=guests + RUNS * GUESTS, calls=calls)
        with override_settings(DAILY=daily.config):
            token, ticket = signing_times(room)
    how = f"{GUESTS} guests, {CONNECTIONS} connections, {WORKERS} processes, median of {RUNS}"
    how = f"{how}, load average {os.getloadavg()[0]:.1f}"
    rate = statistics.median(rate for rate, _times in runs)
    p95 = statistics.median(statistics.quantiles(times, n=20)[18] for _rate, times in runs)
    return [
        at_least("joins", rate, "joins/s", 150, detail=how),
        Figure("join: p95", round(p95), "ms"),
        at_most("token for Daily", token, "ms", 1, detail=f"mean of {SIGNED}, no network"),
        at_most("stream ticket, written and read", ticket, "ms", 1),
    ]


def warm_up(port: int, session: object, daily: FakeDaily) -> int:
    """Let guests in until every process has asked Daily for the account's id, which it does once; how many came.

    The system gives a round's connections to whichever process is ready, so one round may miss a process.
    """
    for number in range(1, MOST_ROUNDS + 1):
        join(port, session, f"warm{number}", WARM)
        if sum((one.method, one.path.rstrip("/")) == ("GET", "/v1") for one in daily.asked) == WORKERS:
            return number * WARM
    raise AssertionError(f"after {MOST_ROUNDS} rounds not every process had asked for the account's id")


def check(*, expected: int, calls: int) -> None:
    """Everybody sits once, has a place, and Daily was asked nothing."""
    facts = (Participant.objects.count(), OnlinePlace.objects.count(), calls)
    if facts != (expected, expected, 0):
        raise AssertionError(f"participants, places, calls to Daily: {facts}, expected {expected}")


def join(port: int, session: object, crowd: str, guests: int) -> tuple[float, list[float]]:
    """Joins a second, and how long each took in milliseconds."""
    waiting = iter(range(guests))
    return asyncio.run(everybody(port, str(session), crowd, waiting))


async def everybody(port: int, session: str, crowd: str, waiting: Iterator[int]) -> tuple[float, list[float]]:
    times: list[float] = []

    async def guest() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            asked = time.perf_counter()
            answer = await ground.exchange(reader, writer, join_request(session, f"Guest {crowd} {number}", number))
            times.append((time.perf_counter() - asked) * 1000)
            look_at(answer)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(guest() for _number in range(CONNECTIONS)))
    return len(times) / (time.perf_counter() - started), times


def look_at(answer: ground.Answer) -> None:
    """Raises where anything is missing that the page needs to be inside."""
    found = json.loads(answer.body)
    if answer.status != 200 or not all(found.get(name) for name in ("token", "room_url", "stream_ticket", "me")):
        raise AssertionError(f"{answer.status}: {answer.body[:300]!r}")
    read_ticket(found["stream_ticket"])


def join_request(session: str, name: str, number: int) -> bytes:
    body = json.dumps({"name": name}).encode()
    head = (
        f"POST /api/sessions/{session}/join HTTP/1.1\r\nHost: {ground.HOST}\r\nX-Forwarded-Proto: https\r\n"
        f"X-Forwarded-For: 192.0.2.{number % 250}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def signing_times(room: LiveRoom) -> tuple[float, float]:
    """Milliseconds for one token of the media provider, and for one stream ticket."""
    person = person_in(room.session, role=LiveRole.SPEAKER)
    until = clock.now() + timedelta(hours=1)
    provider = provider_of(room)
    provider.token(room, person, until=until)
    started = time.perf_counter()
    for _number in range(SIGNED):
        provider.token(room, person, until=until)
    token = (time.perf_counter() - started) * 1000 / SIGNED
    started = time.perf_counter()
    for _number in range(SIGNED):
        read_ticket(write_ticket(room.session_id, person.pk, seat=1, audience=Audience.VIEWER, until=until))
    return token, (time.perf_counter() - started) * 1000 / SIGNED
