"""Rights that end give places back at once. Fan-out only; no rule lives here."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from ticketing.actions.joining import end_access, end_closed_tickets
from ticketing.models import Entitlement
from ticketing.signals import entitlements_revoked, tickets_closed


@receiver(entitlements_revoked)
def on_entitlements_revoked(entitlements: list[Entitlement], **kwargs: Any) -> None:
    transaction.on_commit(lambda: end_access(entitlements), robust=True)


@receiver(tickets_closed)
def on_tickets_closed(**kwargs: Any) -> None:
    transaction.on_commit(end_closed_tickets, robust=True)
