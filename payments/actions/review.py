"""What platform administrators do about payments that need a person."""

from __future__ import annotations

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.errors import Conflict
from payments.actions.settle import settle_payment
from payments.actions.transitions import LONGEST_PROBLEM, locked
from payments.models import Payment
from payments.purposes import purpose_named

State = Payment.State


def review_again(payment: Payment) -> Payment:
    """Ask the provider again, now. One whose money did not fit is judged anew: the provider may have put it right."""
    with locked(payment.pk) as current:
        if current.state == State.NEEDS_REVIEW and current.confirmed_at is None:
            current.state, current.next_query_at = State.PENDING, clock.now()
            current.save(update_fields=["state", "next_query_at"])
    return settle_payment(payment)


def close_review(payment: Payment, *, note: str, by: User) -> Payment:
    """A person has dealt with it outside: money that was confirmed stays so, a payment that never fitted has failed.

    Raises Conflict where nothing waits for a person.
    """
    with locked(payment.pk) as current:
        if current.state != State.NEEDS_REVIEW:
            raise Conflict(_("This payment does not wait for anybody."))
        current.state = State.CONFIRMED if current.confirmed_at else State.FAILED
        current.problem = f"{current.problem} | {by}: {note}"[-LONGEST_PROBLEM:]
        current.save(update_fields=["state", "problem"])
        if current.state == State.FAILED:
            purpose_named(current.purpose).failed(current)
    payment.refresh_from_db()
    return payment
