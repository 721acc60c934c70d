"""Sending the outbox's short messages by Twilio. Without an account they are read at `/dev/outbox/`, in development."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import httpx
import structlog
from django.conf import settings
from django.urls import reverse

from notifications import backoff, twilio
from notifications.actions.outbox import claim_due, is_expired, record_failed, record_retry, record_sent
from notifications.models import OutboxMessage

# Longer than one call and its second connection.
LEASE = timedelta(minutes=1)
log = structlog.get_logger("foyer.sms")


def deliver_sms(*, seconds: float) -> int:
    """Send what is due, for at most about `seconds`; returns how many were taken."""
    until, taken = time.monotonic() + seconds, 0
    with service() as client:
        while time.monotonic() < until:
            claimed = claim_due(OutboxMessage.Kind.SMS, limit=1, lease=LEASE)
            if not claimed:
                break
            taken += 1
            if not deliver_one(claimed[0], client=client):
                break
    return taken


@contextmanager
def service() -> Iterator[httpx.Client | None]:
    """A client of the service, if there is one."""
    if not twilio.is_set_up():
        yield None
        return
    with twilio.new_client() as client:
        yield client


def deliver_one(message: OutboxMessage, *, client: httpx.Client | None) -> bool:
    """Send one claimed message and record how it went. False when no other should be tried now."""
    if message.attempts > backoff.SMS.attempts:
        record_failed(message, error="given up: its worker was lost at every attempt")
    elif is_expired(message):
        record_failed(message, error="expired before it could be sent")
    elif client is not None:
        return send(message, client=client)
    elif settings.DEBUG:
        record_sent(message)
    else:
        record_failed(message, error="no SMS service is set up")
    return True


def send(message: OutboxMessage, *, client: httpx.Client) -> bool:
    """Hand one message to the service. False when the service is in trouble."""
    expires_at = message.payload.get("expires_at")
    try:
        sid = twilio.send(
            client,
            to=message.recipient,
            text=message.payload["text"],
            callback=callback_for(message),
            expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
        )
    except twilio.SmsRefused as refusal:
        record_failed(message, error=str(refusal))
        return True
    except twilio.SmsTrouble as trouble:
        log.warning("sms_service_in_trouble", error=str(trouble))
        retry_or_give_up(message, trouble)
        return False
    record_sent(message, service_id=sid)
    return True


def retry_or_give_up(message: OutboxMessage, trouble: twilio.SmsTrouble) -> None:
    """Try again after the back-off, and not before the service asked for."""
    wait = backoff.SMS.wait_after(message.attempts)
    if wait is None:
        record_failed(message, error=f"given up after {message.attempts} attempts: {trouble}")
        return
    asked = timedelta(seconds=trouble.wait)
    record_retry(message, error=str(trouble), wait=min(max(wait, asked), backoff.SMS.longest))


def callback_for(message: OutboxMessage) -> str:
    """Where the service tells what became of the message; it calls public https addresses only."""
    if not settings.BASE_URL.startswith("https://"):
        return ""
    return settings.BASE_URL + reverse("sms_status", args=[message.public_id])
