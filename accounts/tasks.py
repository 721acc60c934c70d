"""What the scheduler runs for accounts."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone as clock

from accounts.budgets import forget_old_counters
from accounts.limits import forget_old_failures
from accounts.models import AccessToken, LoginChallenge
from accounts.session_store import SessionStore

# Longer than the longest window of any budget.
KEEP = timedelta(days=2)


@shared_task
def forget_old_budgets() -> None:
    """Delete counters of windows long closed."""
    forget_old_counters(clock.now() - KEEP)


@shared_task
def forget_old_sign_ins() -> None:
    """Delete challenges after a day (they hold addresses), sessions and tokens that ended, and old failures."""
    now = clock.now()
    LoginChallenge.objects.filter(created_at__lt=now - timedelta(hours=24)).delete()
    AccessToken.objects.filter(expires_at__lt=now).delete()
    forget_old_failures(now - KEEP)
    SessionStore.clear_expired()
