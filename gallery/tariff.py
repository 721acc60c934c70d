"""What a gallery costs (spec 5, Fees). The table is `GALLERY_TARIFF` in the settings; amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from gallery.choices import Compression
from payments.money import Money


@dataclass(frozen=True, slots=True)
class Tariff:
    """The prices, in minor units of `currency`, and what is free."""

    currency: str
    free_guests: int
    guests_block: int
    per_guests_block: int
    free_shots: int
    shots_block: int
    # For each block of shots, and each block of guests that may take them.
    per_shots_block: int
    # For each original that there is room for.
    per_raw_image: int


@dataclass(frozen=True, slots=True)
class Fee:
    """The price and what it is made of, in minor units; the parts are what the organizer's page shows."""

    guests: int
    shots: int
    raw: int
    currency: str

    @property
    def total(self) -> int:
        return self.guests + self.shots + self.raw

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)


def blocks(count: int, *, size: int) -> int:
    """How many blocks hold the count, the last one begun counting whole; none for nothing."""
    return max(0, -(-count // size))


def fee_for(*, guests: int, shots: int, compression: str, tariff: Tariff | None = None) -> Fee:
    """What a gallery for so many guests with so many photos each costs."""
    table = tariff or settings.GALLERY_TARIFF
    guest_blocks = blocks(guests - table.free_guests, size=table.guests_block)
    shot_blocks = blocks(shots - table.free_shots, size=table.shots_block)
    groups = blocks(guests, size=table.guests_block)
    raw = guests * shots * table.per_raw_image if compression == Compression.RAW else 0
    return Fee(
        guests=guest_blocks * table.per_guests_block,
        shots=shot_blocks * groups * table.per_shots_block,
        raw=raw,
        currency=table.currency,
    )
