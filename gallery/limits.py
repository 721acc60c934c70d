"""How often guests may try (research/gallery.md, section 1: a four-digit PIN has ten thousand values).

Wrong PINs count against their network and against the gallery; a right one costs nothing, so a hall of guests behind
one address comes in while a guesser is stopped. New guests count, too: a gallery without a PIN is open to anybody.
"""

from __future__ import annotations

from accounts.budgets import Budget, refuse_if_spent, spend, try_spend
from accounts.limits import for_network

WRONG_BY_NETWORK = Budget("gallery-pin-network", limit=10, seconds=600)
WRONG_BY_GALLERY = Budget("gallery-pin", limit=100, seconds=600)
JOINS_BY_NETWORK = Budget("gallery-joins", limit=600, seconds=600)


def refuse_guessing(slug: str, *, network: str) -> None:
    """Raise TooManyRequests where this network, or everybody together, has tried too many wrong PINs."""
    refuse_if_spent(for_network(WRONG_BY_NETWORK, network), f"{slug}|{network}")
    refuse_if_spent(WRONG_BY_GALLERY, slug)


def count_wrong_pin(slug: str, *, network: str) -> None:
    try_spend(for_network(WRONG_BY_NETWORK, network), f"{slug}|{network}")
    try_spend(WRONG_BY_GALLERY, slug)


def charge_join(*, network: str) -> None:
    """One more guest from this network; call it last in the transaction. Raises TooManyRequests."""
    spend([(for_network(JOINS_BY_NETWORK, network), network)])
