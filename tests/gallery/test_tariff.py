"""Fees: the table of spec 5, and what must hold for any settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gallery.choices import Compression
from gallery.tariff import Fee, Tariff, blocks, fee_for

RUPEES = Tariff(
    currency="INR",
    free_guests=100,
    guests_block=100,
    per_guests_block=20_000,
    free_shots=10,
    shots_block=10,
    per_shots_block=10_000,
    per_raw_image=100,
)
MODES = some.sampled_from(Compression.values)
GUESTS, SHOTS = some.integers(1, 5_000), some.integers(1, 500)


@pytest.mark.parametrize(
    ("guests", "shots", "mode", "parts"),
    [
        (1, 1, "compressed", (0, 0, 0)),
        (100, 10, "compressed", (0, 0, 0)),
        (101, 10, "compressed", (20_000, 0, 0)),
        (200, 20, "compressed", (20_000, 20_000, 0)),
        (201, 20, "compressed", (40_000, 30_000, 0)),
        (50, 11, "compressed", (0, 10_000, 0)),
        (50, 10, "raw", (0, 0, 50_000)),
        (200, 20, "raw", (20_000, 20_000, 400_000)),
    ],
)
def test_fee_is_what_the_table_says(guests: int, shots: int, mode: str, parts: tuple[int, int, int]):
    fee = fee_for(guests=guests, shots=shots, compression=mode, tariff=RUPEES)

    assert fee == Fee(*parts, currency="INR")
    assert fee.total == sum(parts)


def test_platforms_own_table_asks_four_hundred_rupees_for_the_specifications_example():
    assert fee_for(guests=200, shots=20, compression="compressed").money.as_json() == {
        "amount": "400.00",
        "currency": "INR",
    }


@given(guests=GUESTS, shots=SHOTS, mode=MODES, more=some.integers(0, 300))
def test_more_never_costs_less(guests: int, shots: int, mode: str, more: int):
    fee = fee_for(guests=guests, shots=shots, compression=mode, tariff=RUPEES).total

    assert 0 <= fee <= fee_for(guests=guests + more, shots=shots, compression=mode, tariff=RUPEES).total
    assert fee <= fee_for(guests=guests, shots=shots + more, compression=mode, tariff=RUPEES).total
    assert fee <= fee_for(guests=guests, shots=shots, compression="raw", tariff=RUPEES).total


@given(count=some.integers(-500, 10_000), size=some.integers(1, 100))
def test_block_that_is_begun_counts_whole(count: int, size: int):
    found = blocks(count, size=size)

    assert (found - 1) * size < max(count, 0) <= found * size or found == 0 >= count
