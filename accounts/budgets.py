"""Budgets: how often something may be done. Exact ones in PostgreSQL, cheap ones in the cache.

Exact budgets hold under any concurrency and survive a lost cache: for what costs somebody something
(mail to organizers, later codes and SMS). The cheap limiter is for reads: with several processes and no
Redis each process counts for itself. Both report in the terms of the IETF draft "RateLimit header fields
for HTTP" (draft-ietf-httpapi-ratelimit-headers).
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import ngettext

from accounts.models import BudgetCounter
from notifications.errors import TooManyRequests

# The row is made with the first use, and later raised only while it is below its ceiling: one statement,
# so two callers cannot both take the last one. Refused: no row comes back.
SPEND = """
INSERT INTO accounts_budgetcounter (key, window_start, used, ceiling) VALUES (%s, %s, 1, %s)
ON CONFLICT (key, window_start) DO UPDATE
SET used = accounts_budgetcounter.used + 1
WHERE accounts_budgetcounter.used < accounts_budgetcounter.ceiling
RETURNING used
"""


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `limit` uses in each window of `seconds`."""

    name: str
    limit: int
    seconds: int

    def window(self, now: float) -> tuple[int, int]:
        """When the current window began (Unix time), and in how many seconds the next one does."""
        start = int(now) // self.seconds * self.seconds
        return start, start + self.seconds - int(now)


@dataclass(frozen=True, slots=True)
class Usage:
    """Where one subject stands in one budget."""

    budget: Budget
    used: int
    resets_in: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.budget.limit

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy, and Retry-After once the budget is exceeded."""
        budget = self.budget
        remaining = max(0, budget.limit - self.used)
        headers = {
            "RateLimit-Policy": f'"{budget.name}";q={budget.limit};w={budget.seconds}',
            "RateLimit": f'"{budget.name}";r={remaining};t={self.resets_in}',
        }
        if self.is_exceeded:
            headers["Retry-After"] = str(self.resets_in)
        return headers


def spend(charges: Sequence[tuple[Budget, str]]) -> None:
    """Take one use of each (budget, subject), all or none. Raises TooManyRequests.

    Call it last in the caller's transaction: the counters' rows stay locked until its end. They are
    taken in the order of their keys, so two callers never wait for each other in a circle.
    """
    now = time.time()
    with transaction.atomic(), connection.cursor() as cursor:
        for key, budget in sorted(((counter_key(budget, subject), budget) for budget, subject in charges), key=_by_key):
            start, resets_in = budget.window(now)
            cursor.execute(SPEND, [key, datetime.fromtimestamp(start, tz=UTC), budget.limit])
            if cursor.fetchone() is None:
                raise too_many(resets_in)


def try_spend(budget: Budget, subject: str) -> bool:
    """Take one use where there is one left; for what is counted and not refused here."""
    try:
        spend([(budget, subject)])
    except TooManyRequests:
        return False
    return True


def refund(budget: Budget, subject: str, *, uses: int, spent_at: datetime) -> None:
    """Give uses back that were taken at that moment; those of a window that is over are over with it."""
    start, _resets_in = budget.window(spent_at.timestamp())
    counters = BudgetCounter.objects.filter(
        key=counter_key(budget, subject), window_start=datetime.fromtimestamp(start, tz=UTC)
    )
    counters.update(used=Greatest(F("used") - uses, Value(0)))


def is_spent(budget: Budget, subject: str) -> bool:
    """Whether nothing is left in the current window. One query."""
    start, _resets_in = budget.window(time.time())
    counters = BudgetCounter.objects.filter(
        key=counter_key(budget, subject), window_start=datetime.fromtimestamp(start, tz=UTC)
    )
    return counters.filter(used__gte=budget.limit).exists()


def refuse_if_spent(budget: Budget, subject: str) -> None:
    """Raise TooManyRequests where nothing is left, without taking anything."""
    if is_spent(budget, subject):
        raise too_many(budget.window(time.time())[1])


def _by_key(charge: tuple[str, Budget]) -> str:
    return charge[0]


def counter_key(budget: Budget, subject: str) -> str:
    """The budget's name and a keyed hash of the subject: the table holds no addresses of people."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"{budget.name}|{subject}".encode(), "sha256")
    return f"{budget.name}:{digest[:16].hex()}"


def too_many(resets_in: int) -> TooManyRequests:
    """The refusal, in words and in seconds."""
    minutes = max(1, round(resets_in / 60))
    text = ngettext(
        "That was too often. Please try again in a minute.",
        "That was too often. Please try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    return TooManyRequests(text, retry_after=resets_in)


def count(budget: Budget, subject: str) -> Usage:
    """Count one use in the cache and say where the subject stands. Two cache commands at most."""
    start, resets_in = budget.window(time.time())
    key = f"budget:{counter_key(budget, subject)}:{start}"
    if cache.add(key, 1, timeout=budget.seconds):
        return Usage(budget, used=1, resets_in=resets_in)
    try:
        used = cache.incr(key)
    except ValueError:  # evicted between the two commands
        used = 1
    return Usage(budget, used=used, resets_in=resets_in)


def forget_old_counters(before: datetime) -> int:
    """Delete counters of windows that began before this moment; returns how many."""
    deleted, _ = BudgetCounter.objects.filter(window_start__lt=before).delete()
    return deleted
