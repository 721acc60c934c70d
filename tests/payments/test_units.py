"""Amounts at the providers' edges: exact both ways, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.errors import ProviderRefused
from payments.money import EXPONENTS, LARGEST, Money
from payments.providers import paystack, stripe
from payments.providers.units import Units, money_of


@pytest.mark.parametrize(
    ("units", "money", "there"),
    [
        (stripe.UNITS, Money(150_000, "KES"), 150_000),
        (stripe.UNITS, Money(500, "JPY"), 500),
        (stripe.UNITS, Money(500, "UGX"), 50_000),
        (stripe.UNITS, Money(500, "ISK"), 50_000),
        (stripe.UNITS, Money(1_230, "KWD"), 1_230),
        (paystack.UNITS, Money(150_000, "NGN"), 150_000),
        (paystack.UNITS, Money(500, "XOF"), 50_000),
    ],
)
def test_amounts_as_the_provider_counts(units: Units, money: Money, there: int):
    assert (units.of(money), units.money(there, money.currency)) == (there, money)


@given(st.integers(0, LARGEST), st.sampled_from(sorted(EXPONENTS)))
def test_amount_sent_and_read_back_is_the_same(minor: int, currency: str):
    money = Money(minor, currency)

    assert stripe.UNITS.money(stripe.UNITS.of(money), currency) == money
    assert money_of(float(money.major), currency) == money


def test_amount_that_the_provider_has_no_unit_for_is_refused():
    with pytest.raises(ProviderRefused):
        paystack.UNITS.of(Money(1_235, "KWD"))


@pytest.mark.parametrize("units", [None, True, "150000", 1.5, Decimal("1.5"), -5, 50_050])
def test_what_is_no_amount_there_is_none_here(units: object):
    assert stripe.UNITS.money(units, "UGX") is None


@pytest.mark.parametrize("major", [None, "", "ten", "NaN", "Infinity", "1.005", -1, 10**12])
def test_what_is_no_amount_in_whole_units_is_none(major: object):
    assert (money_of(major, "KES"), money_of(5, "QQQ")) == (None, None)
