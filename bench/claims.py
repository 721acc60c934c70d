"""The claim itself: eight processes on one pool, against the lock-and-recount way, 20,000 tickets sold before.

Both do the same work in the same transaction shape: take one seat of one pool for an order that exists, and write
the row that holds it. Recounting is what a shop without counters does: an advisory lock on the pool, then the
tickets of orders that are paid or open are counted, then the row is written.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from functools import partial

from django.db import connection, transaction
from django.utils import timezone as clock

from bench.figures import RUNS, Figure, at_least
from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory
from ticketing.actions.claims import take_seats
from ticketing.errors import SoldOut
from ticketing.models import Order, OrderLine, Quota, SeatClaim, Ticket, TicketCategory

WORKERS, SOLD, SECONDS = 8, 20_000, 4.0
PREPARED = 60_000
RECOUNT = """
SELECT count(*) FROM ticketing_ticket ticket JOIN ticketing_order bought ON bought.id = ticket.order_id
WHERE ticket.category_id = %s AND ticket.state IN ('valid', 'used')
AND bought.state IN ('draft', 'pending', 'paid', 'partially_refunded')
"""
HOLD = "INSERT INTO ticketing_seatclaim (order_id, quota_id, seats, created_at) VALUES (%s, %s, 1, now())"


def run() -> list[Figure]:
    category = CategoryFactory(event=EventFactory(), quantity=SOLD + PREPARED)
    quota = Quota.objects.get(own_category=category)
    sell_before(category, quota)
    counter, recount = [], []
    for _ in range(RUNS):
        counter.append(rate(partial(claim_by_counter, quota.pk), category, quota))
        recount.append(rate(partial(claim_by_recount, quota.pk, category.pk, quota.size), category, quota))
    claims, counted = sorted(counter)[RUNS // 2], sorted(recount)[RUNS // 2]
    how = f"{WORKERS} processes, one pool, {SOLD} sold, median of {RUNS}"
    return [
        at_least("claims", claims, "claims/s", 500, detail=how),
        Figure("lock and recount", round(counted, 1), "claims/s", detail=how),
        at_least("against recounting", claims / counted, "×", 10, detail="same harness, same run"),
    ]


def sell_before(category: TicketCategory, quota: Quota) -> None:
    """20,000 paid orders with a ticket and a claim each, and orders that wait for a seat."""
    now = clock.now()
    orders = Order.objects.bulk_create(
        (
            Order(event_id=category.event_id, currency="EUR", state="paid", settled_at=now)
            if number < SOLD
            else Order(event_id=category.event_id, currency="EUR", state="draft", expires_at=now)
            for number in range(SOLD + PREPARED)
        ),
        batch_size=2000,
    )
    lines = OrderLine.objects.bulk_create(
        (
            OrderLine(order=order, category=category, name="x", quantity=1, list_price=0, price=0)
            for order in orders[:SOLD]
        ),
        batch_size=2000,
    )
    Ticket.objects.bulk_create(
        (
            Ticket(event_id=category.event_id, order_id=line.order_id, line=line, category=category, issued_at=now)
            for line in lines
        ),
        batch_size=2000,
    )
    SeatClaim.objects.bulk_create(
        (SeatClaim(quota=quota, order_id=line.order_id, seats=1) for line in lines), batch_size=2000
    )
    Quota.objects.filter(pk=quota.pk).update(used=SOLD)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def claim_by_counter(quota_id: int, order: Order) -> bool:
    try:
        with transaction.atomic():
            take_seats(order, {quota_id: 1})
    except SoldOut:
        return False
    return True


def claim_by_recount(quota_id: int, category_id: int, size: int, order: Order) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [quota_id])
        cursor.execute(RECOUNT, [category_id])
        if cursor.fetchone()[0] >= size:
            return False
        cursor.execute(HOLD, [order.pk, quota_id])
    return True


def rate(claim: Callable[[Order], bool], category: TicketCategory, quota: Quota) -> float:
    """Claims a second over all processes; checks that rows and counter equal what was claimed."""
    before = SeatClaim.objects.filter(quota=quota).count()
    free = list(Order.objects.filter(state="draft", claims=None).order_by("pk").values_list("pk", flat=True))
    connection.close()  # a forked process must not share it
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(WORKERS), context.Queue()
    shares = [free[number::WORKERS] for number in range(WORKERS)]
    children = [context.Process(target=work, args=(claim, share, start, results)) for share in shares]
    for child in children:
        child.start()
    done = [results.get(timeout=60) for _ in children]
    for child in children:
        child.join()
    total = sum(count for count, _seconds in done)
    written = SeatClaim.objects.filter(quota=quota).count() - before
    if written != total:
        raise AssertionError(f"{total} claims, {written} rows")
    settle_counter(quota)
    return total / max(seconds for _count, seconds in done)


def work(claim: Callable[[Order], bool], orders: list[int], start, results) -> None:
    connection.ensure_connection()
    start.wait(timeout=60)
    began, count = time.monotonic(), 0
    for pk in orders:
        if time.monotonic() - began > SECONDS:
            break
        count += claim(Order(pk=pk))
    results.put((count, time.monotonic() - began))
    connection.close()


def settle_counter(quota: Quota) -> None:
    """Recounting writes no counter: put it right for the next run, and check it after ours."""
    Quota.objects.filter(pk=quota.pk).update(used=SeatClaim.objects.filter(quota=quota).count())
