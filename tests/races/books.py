"""Where everything about one purchase stands, and where it may stand in the end."""

from __future__ import annotations

from typing import NamedTuple

PRICE, SEATS = 4000, 2


class Books(NamedTuple):
    """Where everything stands. `kept` and `booked` in minor units: at the provider, and with us."""

    order: str
    kept: int
    booked: int
    tickets: int
    seats: int
    used: int
    rights: int
    invoices: int
    mails: tuple[str, ...]
    unfinished: tuple[str, ...] = ()


BOUGHT = ("ticketing.order_confirmed", "ticketing.ticket_issued")
PAID = Books("paid", SEATS * PRICE, SEATS * PRICE, SEATS, SEATS, SEATS, SEATS, 1, BOUGHT)
NOT_ORDERED = Books("", 0, 0, 0, 0, 0, 0, 0, ())
NOT_PAID = NOT_ORDERED._replace(order="expired")
GIVEN_BACK = NOT_ORDERED._replace(
    order="refunded",
    invoices=2,
    mails=(BOUGHT[0], "ticketing.refunded", BOUGHT[1], "ticketing.tickets_cancelled"),
)
CAME_TOO_LATE = GIVEN_BACK._replace(invoices=0, mails=("ticketing.money_returned", "ticketing.refunded"))
