"""Budgets in the database and in the cache."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone as clock

from accounts.budgets import Budget, Usage, count, forget_old_counters, spend
from accounts.models import BudgetCounter
from accounts.tasks import forget_old_budgets
from notifications.errors import TooManyRequests

pytestmark = pytest.mark.django_db

TWO = Budget("two", limit=2, seconds=86_400)


def test_budget_is_refused_beyond_its_limit_with_the_wait():
    spend([(TWO, "ada")])
    spend([(TWO, "ada")])

    with pytest.raises(TooManyRequests) as caught:
        spend([(TWO, "ada")])

    assert 0 < caught.value.retry_after <= 86_400
    assert (caught.value.status, caught.value.code) == (429, "RATE_LIMITED")
    assert BudgetCounter.objects.get().used == 2


def test_budget_is_counted_for_each_subject_apart():
    spend([(TWO, "ada")])
    spend([(TWO, "ada")])

    spend([(TWO, "grace")])

    assert sorted(BudgetCounter.objects.values_list("used", flat=True)) == [1, 2]


def test_charge_refused_by_one_budget_takes_nothing_from_another():
    one = Budget("one", limit=1, seconds=86_400)
    spend([(one, "event")])

    with pytest.raises(TooManyRequests):
        spend([(TWO, "ada"), (one, "event")])

    assert list(BudgetCounter.objects.values_list("used", flat=True)) == [1]


def test_budget_opens_again_in_the_next_window():
    spend([(TWO, "ada")])
    spend([(TWO, "ada")])
    BudgetCounter.objects.update(window_start=clock.now() - timedelta(days=1))

    spend([(TWO, "ada")])

    assert BudgetCounter.objects.count() == 2


def test_counter_names_nobody():
    spend([(TWO, "ada@example.org")])

    assert "ada" not in BudgetCounter.objects.get().key


def test_counter_cannot_pass_its_ceiling():
    spend([(TWO, "ada")])

    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetCounter.objects.update(used=3)


def test_old_counters_are_forgotten():
    spend([(TWO, "ada")])
    BudgetCounter.objects.create(key="old", window_start=clock.now() - timedelta(days=3), used=1, ceiling=1)

    forget_old_budgets()

    assert BudgetCounter.objects.count() == 1
    assert forget_old_counters(datetime(2999, 1, 1, tzinfo=UTC)) == 1


def test_cheap_counter_says_where_the_subject_stands():
    usages = [count(TWO, "ada") for _ in range(3)]

    assert [(usage.used, usage.is_exceeded) for usage in usages] == [(1, False), (2, False), (3, True)]
    assert count(TWO, "grace").used == 1


def test_headers_follow_the_draft():
    budget = Budget("api", limit=600, seconds=60)

    assert Usage(budget, used=100, resets_in=12).headers() == {
        "RateLimit-Policy": '"api";q=600;w=60',
        "RateLimit": '"api";r=500;t=12',
    }
    assert Usage(budget, used=601, resets_in=12).headers() == {
        "RateLimit-Policy": '"api";q=600;w=60',
        "RateLimit": '"api";r=0;t=12',
        "Retry-After": "12",
    }
