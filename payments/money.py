"""Money: integer minor units and an ISO 4217 currency inside, decimal text outside (ARCHITECTURE, decision 5).

Only currencies listed here are sold in: guessing an exponent would shift a price by a power of ten.
Providers have exponents of their own (Stripe's UGX): payments/providers converts at its edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from notifications.errors import InvalidInput

# ISO 4217 minor units of what PesaPal, Paystack and Stripe sell in and our users asked for.
EXPONENTS = {
    **dict.fromkeys(
        "AED AUD BRL BWP CAD CHF CNY CZK DKK EGP ETB EUR GBP GHS HKD HUF IDR ILS INR KES LKR MAD MUR MWK MXN MYR "
        "NAD NGN NOK NZD PHP PKR PLN RON SEK SGD THB TRY TZS USD ZAR ZMW".split(),
        2,
    ),
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD JOD KWD OMR TND".split(), 3),
}
# The largest amount we take: ten digits of minor units; a typing error, not a price, lies beyond.
LARGEST = 9_999_999_999


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of an ISO currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise InvalidInput(_("This currency is not known here."), fields={"currency": _("Not a known currency.")})

    @property
    def major(self) -> Decimal:
        """The amount in whole units, exact."""
        return Decimal(self.minor).scaleb(-EXPONENTS[self.currency])

    @property
    def amount(self) -> str:
        """The amount as the API writes it: "400.00", or "400" where the currency has no smaller unit."""
        return f"{self.major:.{EXPONENTS[self.currency]}f}"

    def as_json(self) -> dict[str, str]:
        return {"amount": self.amount, "currency": self.currency}

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.currency} {self.major:,.{EXPONENTS[self.currency]}f}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")


def parse_money(amount: str, currency: str) -> Money:
    """Money from decimal text such as "400.00". Raises InvalidInput for anything that is not exactly an amount."""
    exponent = EXPONENTS.get(currency)
    if exponent is None:
        raise InvalidInput(_("This currency is not known here."), fields={"currency": _("Not a known currency.")})
    try:
        minor = Decimal(amount.strip()).scaleb(exponent)
    except (InvalidOperation, ValueError):
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor <= LARGEST:
        text = _("Give an amount such as %(example)s.") % {"example": Money(40_000, currency).amount}
        raise InvalidInput(_("This is not an amount."), fields={"amount": text})
    return Money(int(minor), currency)
