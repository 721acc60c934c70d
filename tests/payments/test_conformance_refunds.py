"""Refunds, the same suite for all providers: never more than was paid, never twice, never lost."""

from datetime import timedelta

import pytest
from django.db import transaction

from notifications.errors import Conflict, InvalidInput
from payments.actions import refund_payment, settle_payment, start_payment
from payments.models import Payment, Refund
from payments.money import Money
from payments.providers import http
from tests.factories import UserFactory
from tests.payments.benches import OVER_HTTP, Bench
from tests.payments.shop import PRICE, Shop
from tests.payments.walk import fresh, send_refunds

pytestmark = pytest.mark.django_db

PART = Money(50_000, "KES")


@pytest.fixture
def paid(bench: Bench, shop: Shop) -> Payment:
    """A settled payment, and a shop that remembers only what comes now."""
    payment = start_payment(shop.charge(), provider=bench.name)
    bench.pay(payment)
    settle_payment(payment)
    shop.told.clear()
    return payment


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0))


def ask(payment: Payment, money: Money, *, key: str = "order:1", by: object = None) -> Refund:
    return refund_payment(payment, money=money, reason="The buyer cancelled", dedupe_key=key, by=by)


def state_of(refund: Refund) -> str:
    return Refund.objects.get(pk=refund.pk).state


def test_whole_refund_is_sent_and_done(bench: Bench, paid: Payment, shop: Shop):
    refund = ask(paid, PRICE)
    assert (refund.state, fresh(paid).refundable, shop.told) == ("requested", Money(0, "KES"), [])

    send_refunds()
    bench.finish_refunds(paid)
    send_refunds()
    send_refunds()

    assert (state_of(refund), bench.given_back(paid)) == ("done", [PRICE.minor])
    assert shop.told == [("refunded", "KES 1,500.00")]
    assert fresh(paid).state == "confirmed"


def test_refund_asked_twice_under_one_key_is_one(bench: Bench, paid: Payment):
    first, second = ask(paid, PRICE), ask(paid, PRICE)
    send_refunds()

    assert (first, bench.given_back(paid)) == (second, [PRICE.minor])


def test_key_of_another_refund_is_refused(bench: Bench, paid: Payment):
    ask(paid, PRICE)

    with pytest.raises(Conflict, match="with another amount"):
        ask(paid, PART)


def test_partial_refunds_where_the_provider_does_them(bench: Bench, paid: Payment, shop: Shop):
    if bench.name == "pesapal":
        with pytest.raises(Conflict, match="only as a whole"):
            ask(paid, PART)
        assert (fresh(paid).refund_requested, Refund.objects.count()) == (0, 0)
        return
    ask(paid, PART, key="a")
    ask(paid, PART, key="b")
    with pytest.raises(Conflict, match="not so much left"):
        ask(paid, PRICE, key="c")
    send_refunds()
    bench.finish_refunds(paid)
    send_refunds()

    assert (bench.given_back(paid), fresh(paid).refundable) == ([50_000, 50_000], PART)
    assert shop.told == [("refunded", "KES 500.00")] * 2


def test_second_whole_refund_is_refused_before_anything_is_sent(bench: Bench, paid: Payment):
    ask(paid, PRICE, key="a")

    with pytest.raises(Conflict):
        ask(paid, PRICE, key="b")
    send_refunds()

    assert (Refund.objects.count(), bench.given_back(paid)) == (1, [PRICE.minor])


@pytest.mark.parametrize("money", [Money(0, "KES"), Money(-1, "KES"), Money(100, "EUR")])
def test_what_is_no_amount_of_the_payment_is_refused(bench: Bench, paid: Payment, money: Money):
    with pytest.raises(InvalidInput):
        ask(paid, money)


def test_unpaid_payment_has_nothing_to_give_back(bench: Bench, shop: Shop):
    payment = start_payment(shop.charge(), provider=bench.name)

    with pytest.raises(Conflict, match="not so much left"):
        ask(payment, PRICE)


def test_refund_that_the_provider_refuses_can_be_asked_again(bench: Bench, paid: Payment, shop: Shop):
    refund = ask(paid, PRICE, by=UserFactory())
    bench.refuse_refunds(paid)
    send_refunds()

    assert (state_of(refund), fresh(paid).refundable, fresh(paid).state) == ("refused", PRICE, "confirmed")
    assert shop.told == [("refund refused", "KES 1,500.00")]
    assert ask(paid, PRICE, key="order:1:again").state == "requested"


def test_refused_refund_that_nobody_asked_for_needs_a_person(bench: Bench, paid: Payment, shop: Shop):
    ask(paid, PRICE)
    bench.refuse_refunds(paid)
    send_refunds()

    held = fresh(paid)
    assert (held.state, held.problem.startswith("a refund of KES 1,500.00 was refused")) == ("needs_review", True)


def test_callers_rolled_back_transaction_asks_for_nothing(bench: Bench, paid: Payment):
    with transaction.atomic():
        ask(paid, PRICE)
        transaction.set_rollback(True)

    send_refunds()
    assert (fresh(paid).refund_requested, bench.given_back(paid)) == (0, [])


@pytest.mark.parametrize("bench", OVER_HTTP, indirect=True)
def test_lost_answer_never_makes_two_refunds(bench: Bench, paid: Payment, shop: Shop):
    money = PRICE if bench.name == "pesapal" else PART
    refund = ask(paid, money)
    lose_refund_answers(bench)
    send_refunds()
    assert (state_of(refund), bench.given_back(paid)) == ("requested", [money.minor])

    send_refunds()
    bench.finish_refunds(paid)
    send_refunds()
    assert (state_of(refund), bench.given_back(paid), shop.told) == (
        "done",
        [money.minor],
        [("refunded", str(money))],
    )


def lose_refund_answers(bench: Bench) -> None:
    """The call that makes the refund is done, but its answer (and that of every repetition) is lost."""
    assert bench.fake is not None
    reads_before = {"paystack": [], "stripe": [None], "pesapal": [None]}[bench.name]
    bench.fake.faults = [*reads_before, "lost", "lost", "lost"]


@pytest.mark.parametrize("bench", OVER_HTTP, indirect=True)
def test_provider_that_is_down_is_asked_later(bench: Bench, paid: Payment):
    refund = ask(paid, PRICE)
    bench.fake.faults = [503] * 6
    send_refunds()
    assert (state_of(refund), bench.given_back(paid)) == ("requested", [])

    bench.fake.faults = []
    send_refunds()
    assert bench.given_back(paid) == [PRICE.minor]


@pytest.mark.parametrize("bench", OVER_HTTP, indirect=True)
def test_refund_without_an_end_needs_a_person_after_a_month(bench: Bench, paid: Payment):
    if bench.name != "pesapal":
        bench.fake.refund_status = "pending"
    ask(paid, PRICE)
    send_refunds()
    send_refunds(ahead=timedelta(days=32))

    held = fresh(paid)
    assert (held.state, held.problem) == ("needs_review", "a refund of KES 1,500.00 has not been done for a month")
