"""Queueing webhooks, and the life of their endpoints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.actions.outbox import add_to_outbox, wake_workers_on_commit
from notifications.errors import Conflict, InvalidInput
from notifications.models import OutboxMessage, WebhookEndpoint, WebhookType
from notifications.outbound import Refused, check_url
from notifications.signing import new_nonce, secret_for

LARGEST_PAYLOAD = 64 * 1024
TEST_TYPE = "webhook.test"
State = OutboxMessage.State


def queue_webhooks(
    webhook_type: str, *, event_id: int | None, data: Mapping[str, Any], dedupe_key: str | None = None
) -> None:
    """Tell every endpoint that asked for this type, in the caller's transaction.

    `data` is what any visitor may see, or what an event's organizers may, and names no person.
    `dedupe_key` names the cause: it is told once to each endpoint.
    """
    endpoints = list(WebhookEndpoint.objects.told_about(webhook_type, event_id=event_id))
    if endpoints:
        add_to_outbox([_message(endpoint, webhook_type, data, dedupe_key) for endpoint in endpoints])


def _message(
    endpoint: WebhookEndpoint, webhook_type: str, data: Mapping[str, Any], dedupe_key: str | None
) -> OutboxMessage:
    payload = {"type": webhook_type, "timestamp": clock.now().isoformat(), "data": dict(data)}
    if len(json.dumps(payload, ensure_ascii=False).encode()) > LARGEST_PAYLOAD:
        raise ValueError(f"a {webhook_type} webhook is larger than {LARGEST_PAYLOAD} bytes")
    return OutboxMessage(
        kind=OutboxMessage.Kind.WEBHOOK,
        recipient=endpoint.url,
        endpoint=endpoint,
        payload=payload,
        dedupe_key=f"{endpoint.public_id}:{dedupe_key}" if dedupe_key else None,
    )


def save_endpoint(endpoint: WebhookEndpoint) -> None:
    """Store a new or changed endpoint. Switched on again, it starts with a clean record.

    Raises InvalidInput with the fields at fault.
    """
    check_endpoint(endpoint)
    if endpoint.is_active:
        endpoint.failing_since, endpoint.disabled_reason = None, ""
    endpoint.save()


def check_endpoint(endpoint: WebhookEndpoint) -> None:
    """Raise InvalidInput where the address must not be called or the types are not known."""
    fields = {}
    try:
        check_url(httpx.URL(endpoint.url))
    except Refused as refusal:
        fields["url"] = str(refusal)[:1].upper() + str(refusal)[1:] + "."
    except httpx.InvalidURL:
        fields["url"] = _("Enter a valid URL.")
    if not endpoint.types or not set(endpoint.types) <= set(WebhookType.values):
        fields["types"] = _("Choose what it is told about.")
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)


def rotate_secret(endpoint: WebhookEndpoint) -> str:
    """Give the endpoint a new secret and return it; the former one keeps signing for a day."""
    with transaction.atomic():
        locked = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        locked.previous_nonce, locked.nonce, locked.rotated_at = locked.nonce, new_nonce(), clock.now()
        locked.save(update_fields=["previous_nonce", "nonce", "rotated_at"])
    return secret_for(locked.nonce)


def queue_test(endpoint: WebhookEndpoint) -> None:
    """Send the endpoint a message that means nothing, to see whether it arrives."""
    if not endpoint.is_active:
        raise Conflict(_("Switch the webhook on first."))
    add_to_outbox([_message(endpoint, TEST_TYPE, {"message": "Hello from Foyer."}, None)])


def replay(message: OutboxMessage) -> None:
    """Send a webhook again under its id, whether it was delivered or given up.

    Raises Conflict while it is on its way or its endpoint is switched off.
    """
    with transaction.atomic():
        locked = OutboxMessage.objects.select_for_update(of=("self",)).select_related("endpoint").get(pk=message.pk)
        if locked.endpoint is None or not locked.endpoint.is_active:
            raise Conflict(_("Switch the webhook on first."))
        if locked.state not in {State.SENT, State.FAILED}:
            raise Conflict(_("This message is still on its way."))
        locked.state, locked.attempts, locked.sent_at, locked.next_try_at = State.QUEUED, 0, None, clock.now()
        locked.save(update_fields=["state", "attempts", "sent_at", "next_try_at"])
        wake_workers_on_commit()
