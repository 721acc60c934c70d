"""The one place where a payment changes its state: under both locks, the upper room told in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone as clock

from payments.models import Payment
from payments.providers import provider_named
from payments.purposes import purpose_named
from payments.rules import Step

log = structlog.get_logger("foyer.payments")
State = Payment.State
ENDS = {Step.FAIL: State.FAILED, Step.EXPIRE: State.EXPIRED}
LONGEST_PROBLEM = 300


@contextmanager
def locked(payment_id: int) -> Iterator[Payment]:
    """The payment under the upper room's lock and its own, in this order, inside a transaction."""
    with transaction.atomic():
        known = Payment.objects.only("purpose", "subject").get(pk=payment_id)
        purpose_named(known.purpose).lock(known.subject)
        yield Payment.objects.select_for_update().get(pk=payment_id)


def apply_step(payment_id: int, step: Step, *, problem: str = "", **learned: Any) -> None:
    """Lock and take one step; see `take_step`."""
    with locked(payment_id) as payment:
        take_step(payment, step, problem=problem, **learned)


def take_step(payment: Payment, step: Step, *, problem: str = "", **learned: Any) -> None:
    """Change a locked payment and tell the upper room once. `learned` are fields that the provider told."""
    for name, value in learned.items():
        setattr(payment, name, value)
    if problem:
        payment.problem = problem[:LONGEST_PROBLEM]
    if step == Step.CONFIRM and payment.confirmed_at is None:
        confirm(payment)
    elif step == Step.REVIEW:
        hold_for_review(payment)
    elif step in ENDS and payment.is_open:
        end(payment, ENDS[step])
    else:
        payment.save()


def confirm(payment: Payment) -> None:
    """Money has come, for the first time. The upper room says what becomes of it."""
    payment.state, payment.confirmed_at = State.CONFIRMED, clock.now()
    payment.is_declined, payment.problem, payment.next_query_at = False, "", None
    payment.save()
    log.info("payment_confirmed", payment=str(payment.public_id), provider=payment.provider)
    verdict = purpose_named(payment.purpose).settled(payment)
    if verdict.refund_reason:
        give_back(payment, verdict.refund_reason)


def give_back(payment: Payment, reason: str) -> None:
    """The upper room has nothing for this money (any more): all of it goes back, or a person is asked."""
    from payments.actions.refunds import refund_payment  # which records its results through this module

    log.warning("payment_too_late", payment=str(payment.public_id), provider=payment.provider)
    if not provider_named(payment.provider).capabilities.refund:
        hold_for_review(payment, reason)
        return
    refund_payment(payment, money=payment.money, reason=reason, dedupe_key=f"late:{payment.public_id}", by=None)


def end(payment: Payment, state: str) -> None:
    """No money has come; if it comes after all, the upper room is asked again what becomes of it."""
    payment.state = state
    payment.save()
    purpose_named(payment.purpose).failed(payment)


def hold_for_review(payment: Payment, problem: str = "") -> None:
    """Nothing more happens by itself: platform administrators find it in their list and in the log."""
    payment.state, payment.next_query_at = State.NEEDS_REVIEW, None
    payment.problem = (problem or payment.problem)[:LONGEST_PROBLEM]
    payment.save()
    log.error(
        "payment_needs_review", payment=str(payment.public_id), provider=payment.provider, problem=payment.problem
    )
