"""What a ticket costs. Pure, in minor units; prices include tax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ticketing.choices import Discount

if TYPE_CHECKING:
    from ticketing.models import TicketCategory, Voucher

WHOLE = 10_000  # hundredths of a percent


@dataclass(frozen=True, slots=True)
class PricedLine:
    """So many tickets of a category. Prices are for one ticket, before and after the voucher."""

    category: TicketCategory
    quantity: int
    list_price: int
    price: int
    tax_rate: int
    with_voucher: bool

    @property
    def total(self) -> int:
        return self.price * self.quantity


def price_with(voucher: Voucher, list_price: int) -> int:
    """The price of one ticket with the voucher; half units are rounded in the buyer's favour."""
    if voucher.discount == Discount.PERCENT:
        return list_price * (100 - voucher.value) // 100
    if voucher.discount == Discount.AMOUNT:
        return max(0, list_price - voucher.value)
    if voucher.discount == Discount.FIXED:
        return min(list_price, voucher.value)
    return list_price


def tax_within(gross: int, rate: int) -> int:
    """The tax that a price includes, at `rate` hundredths of a percent, rounded half up."""
    net_times = WHOLE + rate
    return (2 * gross * rate + net_times) // (2 * net_times)
