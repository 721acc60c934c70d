"""Many callers at once spend one budget."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone as clock

from accounts.budgets import Budget, spend
from accounts.models import BudgetCounter
from notifications.errors import TooManyRequests

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

CALLERS, LIMIT = 12, 5
BUDGET = Budget("race", limit=LIMIT, seconds=86_400)


def all_at_once(act: Callable[[], bool]) -> int:
    """Let every caller act at the same moment; how many succeeded."""
    barrier = Barrier(CALLERS)

    def call() -> bool:
        try:
            barrier.wait(timeout=30)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CALLERS) as pool:
        return sum(future.result(timeout=60) for future in [pool.submit(call) for _ in range(CALLERS)])


def spend_once() -> bool:
    try:
        spend([(BUDGET, "everybody")])
    except TooManyRequests:
        return False
    return True


def test_budget_spent_by_many_at_once_gives_exactly_its_limit():
    assert all_at_once(spend_once) == LIMIT
    assert BudgetCounter.objects.get().used == LIMIT


def test_control_reading_before_writing_gives_more_than_the_limit():
    """Without the conditional statement the same callers overspend: the race is real."""
    BudgetCounter.objects.create(key="control", window_start=clock.now(), used=0, ceiling=1000)
    everybody_has_read = Barrier(CALLERS)

    def check_then_write() -> bool:
        used = BudgetCounter.objects.get(key="control").used
        everybody_has_read.wait(timeout=30)
        if used >= LIMIT:
            return False
        BudgetCounter.objects.filter(key="control").update(used=used + 1)
        return True

    assert all_at_once(check_then_write) > LIMIT
