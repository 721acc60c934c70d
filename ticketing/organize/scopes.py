"""What programs may do with orders, by scope (accounts/rules.py)."""

from __future__ import annotations

from accounts.rules import ORGANIZING_ROLES, register_scope

# As accounts.models.APIKey.Scope has them. Nobody registers `refund`: it is the owner's alone.
READ, WRITE, REFUND = "read-orders", "write-orders", "refund"


def register() -> None:
    """Name the roles (AppConfig.ready)."""
    for scope in (READ, WRITE):
        register_scope(scope, roles=ORGANIZING_ROLES)
