"""Amounts at a provider's edge. Each counts in its own units, which are not always those of ISO 4217."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from payments.errors import ProviderRefused
from payments.money import EXPONENTS, LARGEST, Money


@dataclass(frozen=True, slots=True)
class Units:
    """A provider's exponents: those of `special` first, then `everywhere`, then ISO's."""

    special: Mapping[str, int] = field(default_factory=dict)
    everywhere: int | None = None

    def exponent(self, currency: str) -> int:
        return self.special.get(currency, EXPONENTS[currency] if self.everywhere is None else self.everywhere)

    def of(self, money: Money) -> int:
        """The amount as the provider counts. Raises ProviderRefused where it has no unit so small."""
        units = money.major.scaleb(self.exponent(money.currency))
        if units != units.to_integral_value():
            raise ProviderRefused(f"{money} is no whole amount there")
        return int(units)

    def money(self, units: object, currency: str) -> Money | None:
        """Our money from the provider's whole number; None where it is none that we could have asked for."""
        if isinstance(units, bool) or not isinstance(units, int) or currency not in EXPONENTS:
            return None
        return money_of(Decimal(units).scaleb(-self.exponent(currency)), currency)


def money_of(major: object, currency: str) -> Money | None:
    """Our money from an amount in whole units; None where it is not exactly one."""
    if currency not in EXPONENTS:
        return None
    try:
        minor = Decimal(str(major)).scaleb(EXPONENTS[currency])
    except InvalidOperation:
        return None
    if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor <= LARGEST:
        return None
    return Money(int(minor), currency)
