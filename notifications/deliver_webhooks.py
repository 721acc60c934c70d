"""Sending the outbox's webhooks: signed, several at a time, each attempt logged."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import timedelta

from django.utils import timezone as clock

from notifications.actions.deliveries import record_delivery
from notifications.actions.outbox import claim_due, record_failed
from notifications.models import OutboxMessage, WebhookEndpoint
from notifications.outbound import Answer, new_client, post
from notifications.signing import signature_header

AT_ONCE = 10
# Much longer than one exchange (outbound.SECONDS) and a name server's own timeouts.
LEASE = timedelta(minutes=2)
# After a secret is renewed, the former one still signs for this long.
BOTH_SECRETS_FOR = timedelta(hours=24)


def deliver_webhooks(*, seconds: float) -> int:
    """Send what is due for at most about `seconds`; returns how many were taken."""
    until = time.monotonic() + seconds
    taken = 0
    while time.monotonic() < until:
        messages = claim_due(OutboxMessage.Kind.WEBHOOK, limit=AT_ONCE, lease=LEASE)
        if not messages:
            break
        taken += len(messages)
        wanted = [message for message in messages if endpoint_of(message).is_active]
        for message in messages:
            if message not in wanted:
                record_failed(message, error="the webhook was switched off")
        for message, answer in zip(wanted, asyncio.run(send_all(wanted)), strict=True):
            record_delivery(message, answer)
    return taken


async def send_all(messages: list[OutboxMessage]) -> list[Answer]:
    """All at once: a slow receiver delays the others by SECONDS at most."""
    async with new_client() as client:
        calls = []
        for message in messages:
            body = body_of(message)
            headers = headers_for(message, body=body)
            calls.append(post(client, endpoint_of(message).url, body=body, headers=headers))
        return await asyncio.gather(*calls)


def endpoint_of(message: OutboxMessage) -> WebhookEndpoint:
    assert message.endpoint is not None, "a constraint gives every webhook its endpoint"
    return message.endpoint


def body_of(message: OutboxMessage) -> bytes:
    """The same bytes at every attempt."""
    return json.dumps(message.payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def headers_for(message: OutboxMessage, *, body: bytes) -> dict[str, str]:
    """The headers of the Standard Webhooks scheme; the id is the same at every attempt."""
    message_id, timestamp = str(message.public_id), int(time.time())
    nonces = valid_nonces(endpoint_of(message))
    return {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Foyer-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature_header(nonces, message_id=message_id, timestamp=timestamp, body=body),
    }


def valid_nonces(endpoint: WebhookEndpoint) -> list[str]:
    """The current secret's nonce, and for a day after its renewal the former one's."""
    if endpoint.previous_nonce and endpoint.rotated_at and clock.now() < endpoint.rotated_at + BOTH_SECRETS_FOR:
        return [endpoint.nonce, endpoint.previous_nonce]
    return [endpoint.nonce]
