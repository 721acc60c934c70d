"""Money: exact, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.errors import InvalidInput
from payments.money import EXPONENTS, LARGEST, Money, parse_money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("400.00", "INR", 40_000),
        ("400", "INR", 40_000),
        (" 0.05 ", "EUR", 5),
        ("500", "UGX", 500),
        ("1.234", "KWD", 1234),
    ],
)
def test_parse_money_of_an_amount(amount: str, currency: str, minor: int):
    assert parse_money(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "EUR"),
        ("0.5", "UGX"),
        ("-1", "EUR"),
        ("", "EUR"),
        ("ten", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("1e30", "EUR"),
        ("1,5", "EUR"),
        ("99999999999", "EUR"),
    ],
)
def test_parse_money_of_something_else_is_refused_with_an_example(amount: str, currency: str):
    with pytest.raises(InvalidInput) as refused:
        parse_money(amount, currency)

    assert refused.value.fields == {"amount": f"Give an amount such as {Money(40_000, currency).amount}."}


def test_parse_money_of_an_unknown_currency_is_refused():
    with pytest.raises(InvalidInput) as refused:
        parse_money("5", "BTC")

    assert refused.value.fields == {"currency": "Not a known currency."}


def test_money_of_an_unknown_currency_cannot_be_made():
    with pytest.raises(InvalidInput):
        Money(5, "QQQ")


@given(st.integers(0, LARGEST), st.sampled_from(sorted(EXPONENTS)))
def test_amount_read_back_is_the_same_money(minor: int, currency: str):
    money = Money(minor, currency)

    assert parse_money(money.amount, currency) == money
    assert money.major == Decimal(money.amount)


@pytest.mark.parametrize(
    ("money", "text", "amount"),
    [
        (Money(1_234_567, "KES"), "KES 12,345.67", "12345.67"),
        (Money(1_234_567, "UGX"), "UGX 1,234,567", "1234567"),
        (Money(5, "KWD"), "KWD 0.005", "0.005"),
    ],
)
def test_money_is_written_with_its_currencys_digits(money: Money, text: str, amount: str):
    assert (str(money), money.as_json()) == (text, {"amount": amount, "currency": money.currency})


def test_money_is_added_subtracted_and_multiplied_in_one_currency():
    five, two = Money(500, "EUR"), Money(200, "EUR")

    assert (five + two, five - two, two * 3, bool(Money(0, "EUR"))) == (
        Money(700, "EUR"),
        Money(300, "EUR"),
        Money(600, "EUR"),
        False,
    )


@pytest.mark.parametrize("act", [lambda a, b: a + b, lambda a, b: a - b])
def test_two_currencies_are_never_mixed(act):
    with pytest.raises(ValueError, match="EUR and KES cannot be added"):
        act(Money(1, "EUR"), Money(1, "KES"))
