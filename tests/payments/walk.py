"""What happens around a payment, step by step: notifications, workers, the scheduler, the buyer's browser."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.test import Client
from django.utils import timezone as clock

from payments.models import Payment, ProviderEvent, Refund
from payments.reconcile import query_due_payments, send_due_refunds
from payments.tasks import process_event_now
from tests.payments.benches import Bench, Notice


def deliver(bench: Bench, notice: Notice) -> int:
    """The provider tells; returns how we answered."""
    address = f"/api/webhooks/payments/{bench.name}"
    return Client().post(address, notice.body, "application/json", headers=notice.headers).status_code


def work() -> None:
    """The worker follows up what was told."""
    cache.clear()
    for event in ProviderEvent.objects.filter(processed_at=None):
        process_event_now(event.pk)


def poll(*, ahead: timedelta = timedelta(0)) -> None:
    """The scheduler asks about every open payment, as if so much time had passed."""
    for payment in Payment.objects.exclude(next_query_at=None):
        Payment.objects.filter(pk=payment.pk).update(
            deadline=payment.deadline - ahead, created_at=payment.created_at - ahead, next_query_at=clock.now()
        )
    query_due_payments(seconds=30)


def send_refunds(*, ahead: timedelta = timedelta(0)) -> None:
    """The worker sends what waits and asks about what was sent, as if so much time had passed."""
    for refund in Refund.objects.exclude(next_query_at=None):
        Refund.objects.filter(pk=refund.pk).update(created_at=refund.created_at - ahead, next_query_at=clock.now())
    send_due_refunds(seconds=30)


def come_back(payment: Payment) -> str:
    """The browser returns; where it is sent, empty while it has to wait."""
    cache.clear()
    return Client().get(f"/payments/{payment.public_id}/return/").headers.get("Location", "")


def fresh(payment: Payment) -> Payment:
    return Payment.objects.get(pk=payment.pk)
