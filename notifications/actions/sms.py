"""Queueing short messages."""

from __future__ import annotations

from notifications.actions.outbox import add_to_outbox
from notifications.mails import secrecy, storable
from notifications.models import OutboxMessage
from notifications.sms import Sms

LONGEST = 670  # four parts in the wide alphabet


def queue_sms(sms: Sms) -> None:
    """Put a short message into the outbox in the caller's transaction; a worker sends it after commit."""
    words = {"subject": "SMS", "text": storable(sms.text)[:LONGEST]}
    add_to_outbox(
        [
            OutboxMessage(
                kind=OutboxMessage.Kind.SMS,
                recipient=sms.to,
                payload=words | secrecy(is_secret=sms.is_secret, expires_at=sms.expires_at),
                dedupe_key=sms.dedupe_key,
            )
        ]
    )
