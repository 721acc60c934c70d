"""The life of an outbox row: queued → sending → sent, retry, failed or unwanted.

Each step is one short transaction; nothing is sent while one is open. `attempts` grows with every claim
and fences the result: a worker that lost its lease cannot overwrite what its successor recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone as clock

from notifications.models import OutboxMessage
from notifications.work import hand_to_worker

State = OutboxMessage.State
LONGEST_ERROR = 300
log = structlog.get_logger("foyer.outbox")


def add_to_outbox(messages: Sequence[OutboxMessage]) -> None:
    """Insert rows in the caller's transaction; those whose dedupe key is there already are left out."""
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    wake_workers_on_commit()


class WakeWorkers:
    """Asks for delivery, once. Without a broker the rows wait for the scheduler; nothing is lost."""

    is_done = False

    def __call__(self) -> None:
        from notifications.tasks import deliver_due  # the task calls these actions

        if not self.is_done:
            self.is_done = True
            hand_to_worker(deliver_due, expires=30)


def wake_workers_on_commit() -> None:
    """Delivery begins once the caller's transaction stands: one hand-over, however many rows are queued.

    A savepoint that is rolled back takes its registration with it, so each savepoint has its own of the same call.
    """
    connection = transaction.get_connection()
    around = set(connection.savepoint_ids)
    known = [(ids, call) for ids, call, _ in reversed(connection.run_on_commit) if isinstance(call, WakeWorkers)]
    if not any(ids <= around for ids, _ in known):
        transaction.on_commit(known[0][1] if known else WakeWorkers(), robust=True)


def claim_due(kind: str, *, limit: int, lease: timedelta) -> list[OutboxMessage]:
    """Take up to `limit` due rows for this worker until the lease ends. Others skip locked rows."""
    now = clock.now()
    with transaction.atomic():
        due = OutboxMessage.objects.filter(kind=kind).due(now).select_related("endpoint")
        messages = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        for message in messages:
            message.state = State.SENDING
            message.attempts += 1
            message.lease_until = now + lease
        OutboxMessage.objects.bulk_update(messages, ["state", "attempts", "lease_until"])
    return messages


def record_sent(message: OutboxMessage, *, service_id: str = "") -> bool:
    """The other side took it, under its own id if it gives one. False when the lease was lost meanwhile."""
    kept = {"payload": without_words(message.payload)} if is_secret(message) else {}
    return _settle(message, state=State.SENT, sent_at=clock.now(), last_error="", service_id=service_id[:200], **kept)


def record_unwanted(message: OutboxMessage) -> bool:
    """What it would tell is not so any more; it is not sent. False when the lease was lost meanwhile."""
    return _settle(message, state=State.UNWANTED, last_error="")


def is_secret(message: OutboxMessage) -> bool:
    """Whether its words are kept no longer than they must. In development they stay, to be read at /dev/outbox/."""
    return bool(message.payload.get("is_secret")) and not settings.DEBUG


def without_words(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with its text taken out."""
    return payload | {name: "" for name in ("text", "html") if name in payload}


def is_expired(message: OutboxMessage) -> bool:
    """Whether nobody can use it any more."""
    expires_at = message.payload.get("expires_at")
    return expires_at is not None and datetime.fromisoformat(expires_at) <= clock.now()


def record_retry(message: OutboxMessage, *, error: str, wait: timedelta) -> bool:
    """It did not work and is tried again after `wait`. False when the lease was lost meanwhile."""
    return _settle(message, state=State.RETRY, next_try_at=clock.now() + wait, last_error=error[:LONGEST_ERROR])


def record_failed(message: OutboxMessage, *, error: str) -> bool:
    """It will not be tried again. False when the lease was lost meanwhile."""
    log.warning("outbox_failed", kind=message.kind, message=str(message.public_id), error=error[:LONGEST_ERROR])
    return _settle(message, state=State.FAILED, last_error=error[:LONGEST_ERROR])


def forget_settled(*, before: datetime) -> int:
    """Delete messages that were settled and are older than this, with their delivery log; returns how many rows."""
    deleted, _ = OutboxMessage.objects.settled_before(before).delete()
    return deleted


def _settle(message: OutboxMessage, **values: Any) -> bool:
    if "build" in message.payload:  # filled in by this attempt; the next one builds a secret's words again
        kept = without_words(message.payload) if is_secret(message) else message.payload
        values = {"recipient": message.recipient, "payload": kept} | values
    own = OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING, attempts=message.attempts)
    return bool(own.update(lease_until=None, **values))
