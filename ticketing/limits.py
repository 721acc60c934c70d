"""How often one network may hold seats, try vouchers or put people in line. Cheap counts; see accounts/budgets.py."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.budgets import Budget, count, too_many
from accounts.client_ip import client_key
from accounts.limits import for_network

# Generous: a company's whole office buys from behind one address.
ORDERS = Budget("shop-orders", limit=120, seconds=600)
VOUCHERS = Budget("shop-vouchers", limit=30, seconds=600)
WAITING = Budget("shop-waiting", limit=30, seconds=600)
MAILS = Budget("shop-mails", limit=10, seconds=3600)
# Looks at orders by number and secret.
SECRETS = Budget("shop-secrets", limit=600, seconds=600)


def limit(request: HttpRequest, budget: Budget) -> None:
    """Count one use for the caller's network. Raises TooManyRequests."""
    network = client_key(request)
    usage = count(for_network(budget, network), network)
    if usage.is_exceeded:
        raise too_many(usage.resets_in)


def limit_order(budget: Budget, number: str) -> None:
    """Count one use for an order: what sends mail to its buyer. Raises TooManyRequests."""
    usage = count(budget, number)
    if usage.is_exceeded:
        raise too_many(usage.resets_in)
