"""Numbers that people read, type and cannot guess."""

from __future__ import annotations

import re
import secrets

# Without 0/O, 1/I/L and U: what is read aloud at a door or typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ORDER_LETTERS, TICKET_LETTERS, GROUP = 10, 12, 4
NOISE = re.compile(r"[\s\-–—_.]+")


def new_order_number() -> str:
    """Ten letters, 49 bits; the order's secret link carries more."""
    return _draw(ORDER_LETTERS)


def new_ticket_number() -> str:
    """Twelve letters in groups of four, 58 bits: unguessable within the limits on trying."""
    letters = _draw(TICKET_LETTERS)
    return "-".join(letters[at : at + GROUP] for at in range(0, TICKET_LETTERS, GROUP))


def as_ticket_number(typed: str) -> str:
    """The stored form of a number as somebody typed it: any case, any spacing. Never fails, may match nothing."""
    letters = NOISE.sub("", typed).upper()[: 2 * TICKET_LETTERS]
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def as_order_number(typed: str) -> str:
    """The stored form of an order's number as somebody typed it."""
    return NOISE.sub("", typed).upper()[: 2 * ORDER_LETTERS]


def _draw(letters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))
