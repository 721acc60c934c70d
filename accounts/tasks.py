"""What the scheduler runs for accounts."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone as clock

from accounts.budgets import forget_old_counters

# Longer than the longest window of any budget.
KEEP = timedelta(days=2)


@shared_task
def forget_old_budgets() -> None:
    """Delete counters of windows long closed."""
    forget_old_counters(clock.now() - KEEP)
