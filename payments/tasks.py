"""What workers and the scheduler run."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone as clock

from payments.actions import process_event, send_refund
from payments.actions.sandbox import send_due_notices
from payments.errors import ProviderTrouble
from payments.models import ProviderEvent
from payments.reconcile import follow_up_events, query_due_payments, send_due_refunds

# A run ends after this long even when more waits; the scheduler starts the next one seconds later.
PAYMENT_SECONDS, REFUND_SECONDS = 40, 20
# Kept for disputes, which banks allow for some months; then forgotten: raw events name buyers.
EVENTS_KEPT = timedelta(days=180)


@shared_task
def reconcile() -> None:
    """Ask about open payments, send and follow up refunds, process what was told. Several may run at once."""
    follow_up_events()
    query_due_payments(seconds=PAYMENT_SECONDS)
    send_due_refunds(seconds=REFUND_SECONDS)
    send_due_notices()


@shared_task
def process_event_now(event_id: int) -> None:
    """Follow up one notification; where the provider does not answer, `reconcile` tries again."""
    try:
        process_event(event_id)
    except ProviderTrouble:
        return


@shared_task
def send_refund_now(refund_id: int) -> None:
    """Send one refund."""
    send_refund(refund_id)


@shared_task
def send_sandbox_notices() -> None:
    """Send the sandbox's webhooks that are due."""
    send_due_notices()


@shared_task
def forget_old_events() -> None:
    """Delete processed notifications of half a year ago."""
    ProviderEvent.objects.filter(processed_at__isnull=False, received_at__lt=clock.now() - EVENTS_KEPT).delete()
