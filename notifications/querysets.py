"""Vocabulary for the outbox and webhook endpoints. Chains; never writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from notifications.models import OutboxMessage, WebhookEndpoint  # noqa: F401 - the querysets' models


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Outgoing messages."""

    def due(self, now: datetime) -> OutboxQuerySet:
        """Waiting ones whose time has come, and those whose worker was lost, oldest first."""
        waiting = Q(state__in=("queued", "retry"), next_try_at__lte=now)
        lost = Q(state="sending", lease_until__lt=now)
        return self.filter(waiting | lost).order_by("next_try_at", "pk")

    def matching(self, words: str) -> OutboxQuerySet:
        """Those whose recipient, subject, words or type hold this text."""
        found = Q(recipient__icontains=words)
        for key in ("subject", "text", "type", "build"):
            found |= Q(**{f"payload__{key}__icontains": words})
        return self.filter(found)

    def webhooks(self) -> OutboxQuerySet:
        return self.filter(kind="webhook")

    def settled_before(self, moment: datetime) -> OutboxQuerySet:
        """Sent, given up or not wanted any more, and old."""
        return self.filter(state__in=("sent", "failed", "unwanted"), created_at__lt=moment)


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    """Who is told what."""

    def active(self) -> WebhookEndpointQuerySet:
        return self.filter(is_active=True)

    def told_about(self, webhook_type: str, *, event_id: int | None) -> WebhookEndpointQuerySet:
        """Active endpoints of this event, and of the whole platform, that want this type."""
        scope = Q(event__isnull=True)
        if event_id is not None:
            scope |= Q(event_id=event_id)
        return self.active().filter(scope, types__contains=[webhook_type])
