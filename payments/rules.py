"""What follows from what a provider says, and when it is asked again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from payments.models import Payment
from payments.providers.contract import Outcome, Report

State = Payment.State

# When an open payment is asked about, counted from its start; then hourly, until three days are over.
FIRST_QUERIES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15))
HOUR = timedelta(hours=1)
QUERIES_END = timedelta(hours=72)
# A refund may wait for a person at the provider: hourly for three days, then daily for a month.
DAY = timedelta(days=1)
REFUND_QUERIES_END = timedelta(days=31)
# The last question about an open session comes when the provider, too, knows that it is over.
DEADLINE_GRACE = timedelta(seconds=20)
UNPAID_STATES = frozenset({State.CREATED, State.PENDING, State.FAILED, State.EXPIRED, State.CANCELLED})


class Step(Enum):
    """What becomes of a payment."""

    STAY = auto()
    CONFIRM = auto()
    FAIL = auto()
    EXPIRE = auto()
    REVIEW = auto()


def step_for(payment: Payment, report: Report, *, now: datetime) -> Step:
    """What the provider's word means for this payment as it stands."""
    if payment.confirmed_at is not None:
        return Step.REVIEW if report.outcome == Outcome.REVERSED and not payment.refund_requested else Step.STAY
    if payment.state == State.NEEDS_REVIEW:
        return Step.STAY
    if report.outcome == Outcome.PAID:
        return Step.CONFIRM if report.money == payment.money else Step.REVIEW
    if not payment.is_open:
        return Step.STAY
    return step_unpaid(payment, report, now=now)


def step_unpaid(payment: Payment, report: Report, *, now: datetime) -> Step:
    """For an open payment without money. A decline is not the end while the buyer may try again."""
    if report.outcome == Outcome.EXPIRED:
        return Step.EXPIRE
    if report.outcome == Outcome.REVERSED or (report.outcome == Outcome.FAILED and report.is_final):
        return Step.FAIL
    if now >= payment.deadline:
        return Step.FAIL if report.outcome == Outcome.FAILED else Step.EXPIRE
    return Step.STAY


def next_payment_query(payment: Payment, *, now: datetime) -> datetime | None:
    """When to ask about it next; None when three days are over. Its deadline is a moment to ask as well."""
    after = next_after(payment.created_at, now=now, hours_end=QUERIES_END)
    if now < payment.deadline:
        at_deadline = payment.deadline + DEADLINE_GRACE
        return min(after, at_deadline) if after else at_deadline
    return after


def next_refund_query(created_at: datetime, *, now: datetime) -> datetime | None:
    """When to ask about a refund next; None after a month."""
    soon = next_after(created_at, now=now, hours_end=QUERIES_END)
    if soon is not None:
        return soon
    return now + DAY if now - created_at < REFUND_QUERIES_END else None


def next_after(start: datetime, *, now: datetime, hours_end: timedelta) -> datetime | None:
    """The next moment of the timetable that begins at `start`."""
    age = now - start
    for offset in FIRST_QUERIES:
        if age < offset:
            return start + offset
    hours = age // HOUR + 1
    return start + hours * HOUR if hours * HOUR <= hours_end else None
