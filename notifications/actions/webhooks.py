"""Queueing webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone as clock

from notifications.actions.outbox import add_to_outbox
from notifications.models import OutboxMessage, WebhookEndpoint


def queue_webhooks(
    webhook_type: str, *, event_id: int | None, data: Mapping[str, Any], dedupe_key: str | None = None
) -> None:
    """Tell every endpoint that asked for this type, in the caller's transaction.

    `data` is what any visitor may see. `dedupe_key` names the cause: it is told once to each endpoint.
    """
    endpoints = list(WebhookEndpoint.objects.told_about(webhook_type, event_id=event_id))
    if endpoints:
        add_to_outbox([_message(endpoint, webhook_type, data, dedupe_key) for endpoint in endpoints])


def _message(
    endpoint: WebhookEndpoint, webhook_type: str, data: Mapping[str, Any], dedupe_key: str | None
) -> OutboxMessage:
    payload = {"type": webhook_type, "timestamp": clock.now().isoformat(), "data": dict(data)}
    return OutboxMessage(
        kind=OutboxMessage.Kind.WEBHOOK,
        recipient=endpoint.url,
        endpoint=endpoint,
        payload=payload,
        dedupe_key=f"{endpoint.public_id}:{dedupe_key}" if dedupe_key else None,
    )
