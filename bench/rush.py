"""A rush: 2,000 buyers at once for 500 seats of one pool, over HTTP, at 8, 32 and 128 connections.

Every run sells from a pool of its own and is checked before its time counts: sold exactly 500, every order whole,
no seat held by nobody. The time of the sale ends with the last completed order; what is answered afterwards is the
crowd that finds it sold out.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from dataclasses import dataclass, field

from bench import ground
from bench.figures import RUNS, Figure, at_least, at_most
from site_pages.models import EventPage
from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory
from ticketing.models import Order, Quota, SeatClaim, Ticket, TicketCategory

BUYERS, SEATS, CONNECTIONS = 2_000, 500, (8, 32, 128)
CREATED, CONFLICT, BUSY = 201, 409, 503


@dataclass
class Run:
    """What one crowd saw. Times in seconds since its start."""

    completed: list[float] = field(default_factory=list)
    refused: list[tuple[float, float]] = field(default_factory=list)  # when, and how long it took
    others: list[int] = field(default_factory=list)

    @property
    def orders_per_second(self) -> float:
        return len(self.completed) / max(self.completed)

    def after_sell_out(self) -> list[tuple[float, float]]:
        """Refusals that were asked for when the last seat was gone."""
        end = max(self.completed)
        return [(at, took) for at, took in self.refused if at - took >= end]

    @property
    def answers_per_second(self) -> float:
        late = self.after_sell_out()
        return len(late) / (max(at for at, _took in late) - max(self.completed))

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles([took for _at, took in self.after_sell_out()], n=20)[18] * 1000


def run() -> list[Figure]:
    event = EventFactory(title="Rush", slug="rush")
    figures = []
    # Two to a core: connections that stay open are not dealt out evenly, and a process is busy with one core at most.
    with ground.servers(workers=4) as port:
        sell(port, event, connections=8, buyers=60)  # the servers' first requests import and prepare
        for connections in CONNECTIONS:
            runs = [sell(port, event, connections=connections) for _ in range(RUNS)]
            figures += figures_of(runs, connections)
    return figures


def figures_of(runs: list[Run], connections: int) -> list[Figure]:
    how = f"{BUYERS} buyers for {SEATS} seats, {connections} connections, median of {RUNS}"
    return [
        at_least(
            f"orders, {connections}", statistics.median(r.orders_per_second for r in runs), "orders/s", 90, detail=how
        ),
        at_least(f"sold out, {connections}", statistics.median(r.answers_per_second for r in runs), "answers/s", 600),
        at_most(f"sold out, {connections}: p95", statistics.median(r.p95_ms for r in runs), "ms", 50),
    ]


def sell(port: int, event: EventPage, *, connections: int, buyers: int = BUYERS) -> Run:
    """One crowd at a fresh pool. Raises where what was sold is not exactly what there was."""
    category = CategoryFactory(event=event, quantity=min(SEATS, buyers))
    found = asyncio.run(crowd(port, event.slug, category, connections=connections, buyers=buyers))
    check(category, found)
    TicketCategory.objects.filter(pk=category.pk).update(is_withdrawn=True)
    return found


def check(category: TicketCategory, found: Run) -> None:
    quota = Quota.objects.get(own_category=category)
    claimed = sum(SeatClaim.objects.filter(quota=quota).values_list("seats", flat=True))
    valid = Ticket.objects.live().filter(category=category).count()
    open_orders = Order.objects.filter(lines__category=category).exclude(state="paid").count()
    facts = (quota.used, claimed, valid, len(found.completed), open_orders, found.others)
    if facts != (quota.size, quota.size, quota.size, quota.size, 0, []):
        raise AssertionError(f"used, claimed, valid, completed, open, others: {facts}, of {quota.size}")


async def crowd(port: int, slug: str, category: TicketCategory, *, connections: int, buyers: int) -> Run:
    found, waiting = Run(), iter(range(buyers))
    start = time.perf_counter()

    async def buy() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            request = order_request(slug, category, number)
            while True:
                asked = time.perf_counter()
                answer = await ground.exchange(reader, writer, request)
                now = time.perf_counter()
                if answer.status != BUSY:  # a buyer who reads "try again in a moment" does
                    break
            note(found, answer, at=now - start, took=now - asked)
        writer.close()

    await asyncio.gather(*(buy() for _ in range(connections)))
    return found


def note(found: Run, answer: ground.Answer, *, at: float, took: float) -> None:
    if answer.status == CREATED:
        found.completed.append(at)
    elif answer.status == CONFLICT and json.loads(answer.body)["error"] == "SOLD_OUT":
        found.refused.append((at, took))
    else:
        found.others.append(answer.status)


def order_request(slug: str, category: TicketCategory, number: int) -> bytes:
    """One free ticket, everything in one request."""
    person = {"name": f"Buyer {number}", "email": f"buyer{number}@example.org"}
    body = json.dumps(
        {
            "event": slug,
            "lines": [{"category": str(category.public_id), "quantity": 1}],
            "buyer": person,
            "attendees": [{"category": str(category.public_id), **person}],
        }
    ).encode()
    head = (
        f"POST /api/orders HTTP/1.1\r\nHost: {ground.HOST}\r\nX-Forwarded-Proto: https\r\n"
        f"X-Forwarded-For: 192.0.2.{number % 250}\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: rush-{category.pk}-{number}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
