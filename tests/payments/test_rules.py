"""What follows from a report, and the timetable. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from payments.models import Payment
from payments.money import Money
from payments.providers.contract import Outcome, Report
from payments.rules import Step, next_payment_query, next_refund_query, step_for

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DEADLINE = START + timedelta(minutes=30)
BEFORE, AFTER = START + timedelta(minutes=10), START + timedelta(minutes=31)
PRICE = Money(150_000, "KES")


def payment(state: str = "pending", **values: object) -> Payment:
    return Payment(state=state, amount=PRICE.minor, currency="KES", created_at=START, deadline=DEADLINE, **values)


def report(outcome: Outcome, **values: object) -> Report:
    return Report(outcome, "foyer-1", **{"money": PRICE, **values})


@pytest.mark.parametrize("state", ["created", "pending", "failed", "expired", "cancelled"])
def test_money_confirms_whatever_was_before(state: str):
    assert step_for(payment(state), report(Outcome.PAID), now=AFTER) == Step.CONFIRM


@pytest.mark.parametrize("money", [None, Money(149_999, "KES"), Money(150_001, "KES"), Money(150_000, "USD")])
def test_other_money_needs_a_person(money: Money | None):
    assert step_for(payment(), report(Outcome.PAID, money=money), now=BEFORE) == Step.REVIEW


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_needs_a_person_waits_for_one(outcome: Outcome):
    assert step_for(payment("needs_review"), report(outcome), now=AFTER) == Step.STAY


@pytest.mark.parametrize(
    ("outcome", "is_final", "before", "after"),
    [
        (Outcome.OPEN, False, Step.STAY, Step.EXPIRE),
        (Outcome.UNKNOWN, False, Step.STAY, Step.EXPIRE),
        (Outcome.FAILED, False, Step.STAY, Step.FAIL),
        (Outcome.FAILED, True, Step.FAIL, Step.FAIL),
        (Outcome.EXPIRED, True, Step.EXPIRE, Step.EXPIRE),
        (Outcome.REVERSED, False, Step.FAIL, Step.FAIL),
    ],
)
def test_unpaid_open_payment_before_and_after_its_deadline(outcome: Outcome, is_final: bool, before: Step, after: Step):
    said = report(outcome, is_final=is_final)

    assert [step_for(payment(), said, now=now) for now in (BEFORE, AFTER)] == [before, after]


@pytest.mark.parametrize("state", ["failed", "expired", "cancelled"])
@pytest.mark.parametrize("outcome", [Outcome.OPEN, Outcome.FAILED, Outcome.EXPIRED, Outcome.REVERSED, Outcome.UNKNOWN])
def test_payment_that_is_over_ends_only_once(state: str, outcome: Outcome):
    assert step_for(payment(state), report(outcome, is_final=True), now=AFTER) == Step.STAY


def test_confirmed_payment_stays_unless_money_went_back_without_us():
    paid = payment("confirmed", confirmed_at=START)
    ours = payment("confirmed", confirmed_at=START, refund_requested=PRICE.minor)

    assert [step_for(paid, report(outcome), now=AFTER) for outcome in (Outcome.PAID, Outcome.OPEN)] == [Step.STAY] * 2
    assert step_for(paid, report(Outcome.REVERSED), now=AFTER) == Step.REVIEW
    assert step_for(ours, report(Outcome.REVERSED), now=AFTER) == Step.STAY


def test_timetable_of_a_payment():
    asked, now = [], START
    while (now := next_payment_query(payment(), now=now)) is not None:
        asked.append(now - START)

    minutes = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15)]
    at_deadline = timedelta(minutes=30, seconds=20)
    assert asked == [*minutes, at_deadline, *(timedelta(hours=hour) for hour in range(1, 73))]


def test_session_longer_than_three_days_is_asked_about_at_its_end():
    long = payment()
    long.deadline = START + timedelta(days=5)

    assert next_payment_query(long, now=START + timedelta(days=4)) == long.deadline + timedelta(seconds=20)
    assert next_payment_query(long, now=START + timedelta(days=6)) is None


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(seconds=30)),
        (timedelta(minutes=20), timedelta(minutes=40)),
        (timedelta(days=10), timedelta(days=1)),
        (timedelta(days=31), None),
    ],
)
def test_timetable_of_a_refund(age: timedelta, wait: timedelta | None):
    now = START + age

    assert next_refund_query(START, now=now) == (None if wait is None else now + wait)
