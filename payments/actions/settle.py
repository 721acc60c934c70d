"""Settling: ask the provider, which alone knows, and apply what it says. Notifications and redirects are only hints."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.db.models import F
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from payments.actions.start import record_started
from payments.actions.transitions import locked, take_step
from payments.errors import ProviderRefused, ProviderTrouble
from payments.models import Payment
from payments.providers import provider_named
from payments.providers.contract import Outcome, Provider, Report, Started
from payments.rules import Step, next_payment_query, step_for
from payments.selectors import attempt_of

log = structlog.get_logger("foyer.payments")


def settle_payment(payment: Payment, *, hint: str = "") -> Payment:
    """Bring the payment to where the provider says it stands; returns it fresh.

    Idempotent, and safe from redirect, webhook and poll at once: everybody may ask, but the answer is applied under
    the payment's lock, where only the first one finds it unsettled. Call it outside a transaction.
    `hint` is the provider's reference as a notification gives it, for a payment whose start got no answer.
    Raises ProviderTrouble when the provider does not answer; the payment is then asked about later.
    """
    provider = provider_named(payment.provider)
    payment.refresh_from_db()
    try:
        report = ask(payment, provider, hint=hint)
    except ProviderTrouble as trouble:
        note_asked(payment, problem=trouble.detail)
        raise
    apply_report(payment, report)
    payment.refresh_from_db()
    return payment


def ask(payment: Payment, provider: Provider, *, hint: str = "") -> Report:
    """The provider's report. An open session whose time is over is closed first, so that no money comes later."""
    if not payment.provider_ref:
        if hint:
            return ask_by_hint(payment, provider, hint=hint)
        if (nothing := find_start(payment, provider)) is not None:
            return nothing
    report = provider.query(attempt_of(payment))
    is_over = payment.is_open and clock.now() >= payment.deadline
    if is_over and report.outcome in {Outcome.OPEN, Outcome.FAILED} and not report.is_final:
        return close_and_ask(payment, provider, report=report)
    return report


def ask_by_hint(payment: Payment, provider: Provider, *, hint: str) -> Report:
    """Ask about the reference that a notification names; it is ours only if the provider says so."""
    report = provider.query(replace(attempt_of(payment), provider_ref=hint))
    if report.reference == payment.reference:
        record_started(payment, Started(provider_ref=hint, redirect_url=""))
    return report


def find_start(payment: Payment, provider: Provider) -> Report | None:
    """For a start that got no answer: find what became of it, or the report that there is nothing."""
    try:
        started = provider.find(attempt_of(payment))
    except ProviderRefused:
        return Report(Outcome.EXPIRED, payment.reference, is_final=True)
    if started is None:
        return Report(Outcome.UNKNOWN, payment.reference)
    record_started(payment, started)
    payment.refresh_from_db()
    return None


def close_and_ask(payment: Payment, provider: Provider, *, report: Report) -> Report:
    """Close the session where that can be done, and ask once more: the buyer may have paid in between."""
    if not provider.capabilities.cancel_session:
        return report
    try:
        provider.cancel(attempt_of(payment))
    except ProviderRefused as refusal:
        log.info("payment_not_closed", payment=str(payment.public_id), detail=refusal.detail)
    return provider.query(attempt_of(payment))


def apply_report(payment: Payment, report: Report) -> None:
    """Apply a report under both locks. One about another payment changes nothing."""
    if is_of_another(payment, report):
        log.error("payment_report_of_another", payment=str(payment.public_id), provider=payment.provider)
        note_asked(payment, problem="the provider reported about another payment")
        return
    now = clock.now()
    with locked(payment.pk) as current:
        step = step_for(current, report, now=now)
        take_step(current, step, problem=problem_of(current, report, step=step), **learned_from(current, report, now))


def is_of_another(payment: Payment, report: Report) -> bool:
    """Before anybody paid, a provider may not say whose payment it is; money always has a name."""
    if not report.reference:
        return report.outcome in {Outcome.PAID, Outcome.REVERSED}
    return report.reference != payment.reference


def learned_from(payment: Payment, report: Report, now: datetime) -> dict[str, Any]:
    """What the report tells about a payment besides its state."""
    over = report.is_final or payment.confirmed_at is not None or payment.state == Payment.State.NEEDS_REVIEW
    return {
        "queries": payment.queries + 1,
        "method": report.method[:100] or payment.method,
        "charge_ref": report.charge_ref[:100] or payment.charge_ref,
        "is_declined": payment.is_open and report.outcome == Outcome.FAILED,
        "next_query_at": None if over else next_payment_query(payment, now=now),
    }


def problem_of(payment: Payment, report: Report, *, step: Step) -> str:
    """In words for staff, what a person has to look at."""
    if step != Step.REVIEW:
        return ""
    if report.outcome == Outcome.REVERSED:
        return _("the provider gave the money back, or it was charged back, without our asking")
    reported = report.money or _("an amount that cannot be read")
    return _("asked for %(asked)s, the provider reports %(reported)s") % {"asked": payment.money, "reported": reported}


def note_asked(payment: Payment, *, problem: str) -> None:
    """The provider gave nothing to go by; ask again at the next moment of the timetable."""
    now = clock.now()
    Payment.objects.filter(pk=payment.pk).exclude(next_query_at=None).update(
        next_query_at=next_payment_query(payment, now=now), queries=F("queries") + 1
    )
    log.warning("payment_unanswered", payment=str(payment.public_id), provider=payment.provider, detail=problem)
