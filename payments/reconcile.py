"""Reconciling: whatever notification is lost, whatever worker dies, the provider is asked and the truth applied.

Workers share the rows: each takes one by SKIP LOCKED and moves its next question ahead before it asks, so nobody
else asks about it meanwhile, and a worker that dies leaves a row that is due again soon.
"""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone as clock

from payments.actions.inbox import process_event
from payments.actions.refunds import send_refund
from payments.actions.settle import settle_payment
from payments.errors import ProviderTrouble
from payments.models import Payment, ProviderEvent, Refund

log = structlog.get_logger("foyer.payments")
LEASE = timedelta(minutes=3)
# A notification's own task has this long before the scheduler takes it up.
HEAD_START = timedelta(seconds=30)
EVENTS_AT_ONCE = 100


def query_due_payments(*, seconds: float) -> int:
    """Ask about every payment whose time has come, for at most about `seconds`; returns how many were asked about."""
    until = time.monotonic() + seconds
    asked = 0
    while time.monotonic() < until and (payment := claim_payment()) is not None:
        asked += 1
        try:
            settle_payment(payment)
        except ProviderTrouble:
            continue  # logged, and due again by its timetable
        except Exception:  # one payment's fault must not keep the others from being settled
            log.exception("payment_not_settled", payment=str(payment.public_id))
    return asked


def claim_payment() -> Payment | None:
    """The payment that waits longest, kept from other workers until the lease ends."""
    now = clock.now()
    with transaction.atomic():
        payment = Payment.objects.due(now).select_for_update(skip_locked=True).first()
        if payment is not None:
            payment.next_query_at = now + LEASE
            payment.save(update_fields=["next_query_at"])
    return payment


def send_due_refunds(*, seconds: float) -> int:
    """Send refunds and ask about sent ones, for at most about `seconds`; returns how many."""
    until = time.monotonic() + seconds
    taken = 0
    for refund_id in Refund.objects.due(clock.now()).values_list("pk", flat=True)[:500]:
        if time.monotonic() > until:
            break
        send_refund(refund_id)
        taken += 1
    return taken


def follow_up_events() -> int:
    """Process notifications whose own task was lost or got no answer; returns how many were processed."""
    done = 0
    waiting = ProviderEvent.objects.waiting(clock.now() - HEAD_START)
    for event_id in waiting.values_list("pk", flat=True)[:EVENTS_AT_ONCE]:
        try:
            process_event(event_id)
        except ProviderTrouble:
            continue
        done += 1
    return done
