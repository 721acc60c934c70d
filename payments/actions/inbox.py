"""The inbox: what providers tell is kept once, as it came, and followed up by a worker."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import NotFound
from notifications.work import hand_to_worker
from payments.actions.refunds import send_refund
from payments.actions.settle import settle_payment
from payments.models import Payment, ProviderEvent, Refund
from payments.providers import provider_named
from payments.providers.contract import Notification

log = structlog.get_logger("foyer.payments")
HINT_EVERY = 2


def receive_notification(
    provider: str, *, body: bytes, headers: Mapping[str, str], query: Mapping[str, str]
) -> Notification:
    """Verify, keep and hand to a worker. Says nothing about the payment: the worker asks the provider itself.

    Raises NotFound for an unknown provider, Forged (401) for a wrong signature, InvalidInput for nonsense. Forged
    ones are not kept, so nobody fills the table from outside, nor takes an event's place in it; nor are unsigned ones
    about no payment of ours.
    """
    adapter = provider_named(provider)
    notification = adapter.read(body, headers=headers, query=query)
    signed = adapter.capabilities.signed_webhook
    if not signed and not Payment.objects.filter(provider=provider, reference=notification.reference).exists():
        raise NotFound(_("There is no such payment."))
    event, is_new = ProviderEvent.objects.get_or_create(
        provider=provider,
        dedupe_key=notification.dedupe_key[:200],
        defaults={
            "kind": notification.kind[:100],
            "reference": notification.reference[:200],
            "provider_ref": notification.provider_ref[:200],
            "charge_ref": notification.charge_ref[:100],
            "body": body,
            "signature_ok": True if signed else None,
        },
    )
    if not is_new and not signed:
        # Unsigned ones carry no event of their own: the same words may announce the next change.
        ProviderEvent.objects.filter(pk=event.pk).update(processed_at=None, received_at=clock.now())
    if is_new or not signed or event.processed_at is None:
        wake(event)
    return notification


def wake(event: ProviderEvent) -> None:
    """Follow it up now; without a broker the scheduler's next run does."""
    from payments.tasks import process_event_now  # the task calls these actions

    hand_to_worker(process_event_now, event.pk, expires=60)


def process_event(event_id: int) -> None:
    """Ask the provider about the payment that the event names. Raises ProviderTrouble; the event then waits on.

    So do unsigned ones that come too soon after another: anybody may send them, and each costs a question.
    """
    event = ProviderEvent.objects.get(pk=event_id)
    if event.processed_at is not None:
        return
    if event.signature_ok is None and not cache.add(f"payment-hint:{event.reference}", 1, timeout=HINT_EVERY):
        return
    payment = payment_named(event)
    if payment is None:
        outcome = "no such payment"
    else:
        payment = settle_payment(payment, hint=event.provider_ref)
        for refund in payment.refunds.filter(state=Refund.State.SENT):
            Refund.objects.filter(pk=refund.pk).update(next_query_at=clock.now())
            send_refund(refund.pk)
        outcome = payment.state
    ProviderEvent.objects.filter(pk=event.pk).update(processed_at=clock.now(), outcome=outcome)


def payment_named(event: ProviderEvent) -> Payment | None:
    """The provider's payment with that reference of ours, or with one of its own."""
    if event.reference:
        names = Q(reference=event.reference)
    elif event.charge_ref:
        names = Q(charge_ref=event.charge_ref)
    else:
        names = Q(provider_ref=event.provider_ref) & ~Q(provider_ref="")
    return Payment.objects.filter(names, provider=event.provider).first()
