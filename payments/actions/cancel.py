"""Giving a payment up: the buyer or the upper room does not want it any more."""

from __future__ import annotations

import structlog
from django.utils import timezone as clock

from payments.actions.settle import apply_report, ask
from payments.actions.transitions import end, locked
from payments.errors import ProviderRefused, ProviderTrouble
from payments.models import Payment
from payments.providers import provider_named
from payments.providers.contract import Outcome, Provider
from payments.rules import next_payment_query
from payments.selectors import attempt_of

log = structlog.get_logger("foyer.payments")


def cancel_payment(payment: Payment) -> Payment:
    """Close the provider's session where it can be closed, and cancel; money that came meanwhile settles instead.

    Call it outside a transaction. A provider that does not answer does not stop it: the payment is cancelled, asked
    about for three days all the same, and money that comes after all goes to `settled`.
    """
    provider = provider_named(payment.provider)
    payment.refresh_from_db()
    if payment.is_open:
        if not is_paid_after_closing(payment, provider):
            mark_cancelled(payment)
        payment.refresh_from_db()
    return payment


def is_paid_after_closing(payment: Payment, provider: Provider) -> bool:
    """Close, then ask; the answer's money is applied here."""
    try:
        if payment.provider_ref and provider.capabilities.cancel_session:
            provider.cancel(attempt_of(payment))
    except ProviderTrouble as trouble:
        level = log.info if isinstance(trouble, ProviderRefused) else log.warning
        level("payment_not_closed", payment=str(payment.public_id), detail=trouble.detail)
    try:
        report = ask(payment, provider)
    except ProviderTrouble as trouble:
        log.warning("payment_unanswered", payment=str(payment.public_id), detail=trouble.detail)
        return False
    if report.outcome != Outcome.PAID:
        return False
    apply_report(payment, report)
    return True


def mark_cancelled(payment: Payment) -> None:
    """Under both locks; one that was settled meanwhile stays so."""
    with locked(payment.pk) as current:
        if current.is_open:
            current.next_query_at = next_payment_query(current, now=clock.now())
            end(current, Payment.State.CANCELLED)
