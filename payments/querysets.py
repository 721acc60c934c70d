"""Vocabulary of payments. Chains; never writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from payments.models import Payment, ProviderEvent, Refund, SandboxNotice  # noqa: F401 - named in strings below


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments."""

    def for_subject(self, purpose: str, subject: str) -> PaymentQuerySet:
        """All attempts to pay one thing, the newest first."""
        return self.filter(purpose=purpose, subject=subject).order_by("-created_at", "-pk")

    def due(self, now: datetime) -> PaymentQuerySet:
        """Those about which the provider should be asked, the longest waiting first."""
        return self.filter(next_query_at__lte=now).order_by("next_query_at", "pk")

    def needing_review(self) -> PaymentQuerySet:
        return self.filter(state="needs_review")


class RefundQuerySet(models.QuerySet["Refund"]):
    """Refunds."""

    def due(self, now: datetime) -> RefundQuerySet:
        """Those to send, and those about which the provider should be asked."""
        return self.filter(state__in=("requested", "sent"), next_query_at__lte=now).order_by("next_query_at", "pk")


class ProviderEventQuerySet(models.QuerySet["ProviderEvent"]):
    """What providers told."""

    def waiting(self, received_before: datetime) -> ProviderEventQuerySet:
        """Not processed, though there was time."""
        return self.filter(processed_at=None, received_at__lt=received_before).order_by("received_at", "pk")


class SandboxNoticeQuerySet(models.QuerySet["SandboxNotice"]):
    """Webhooks of the sandbox."""

    def due(self, now: datetime) -> SandboxNoticeQuerySet:
        """To be sent now. After eight tries nobody is listening; our own question finds the payment all the same."""
        return self.filter(sent_at=None, attempts__lt=8, due_at__lte=now).order_by("due_at", "pk")
