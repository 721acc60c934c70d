"""Sending again, by hand, what did not arrive."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.actions.outbox import is_expired, wake_workers_on_commit
from notifications.actions.webhooks import replay
from notifications.errors import Conflict
from notifications.models import OutboxMessage, Outcome
from notifications.querysets import OutboxQuerySet

State = OutboxMessage.State
AFRESH = {
    "state": State.QUEUED,
    "attempts": 0,
    "sent_at": None,
    "outcome": "",
    "outcome_at": None,
    "outcome_detail": "",
}


def send_again(message: OutboxMessage) -> None:
    """Queue a message again under its id. Raises Conflict where that makes no sense."""
    if message.kind == OutboxMessage.Kind.WEBHOOK:
        replay(message)
        return
    with transaction.atomic():
        locked = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
        reason = reason_not_to_send_again(locked)
        if reason is not None:
            raise Conflict(reason)
        OutboxMessage.objects.filter(pk=locked.pk).update(**AFRESH, next_try_at=clock.now())
        wake_workers_on_commit()


def reason_not_to_send_again(message: OutboxMessage) -> str | None:
    """Why not; None when it can be. A mail that arrived stays alone: programs drop a second one under its id."""
    is_webhook = message.kind == OutboxMessage.Kind.WEBHOOK
    if message.state not in {State.SENT, State.FAILED}:
        return _("This message is still on its way, or was not wanted any more.")
    if is_webhook:
        return (
            None if message.endpoint is not None and message.endpoint.is_active else _("Switch the webhook on first.")
        )
    if message.state == State.SENT and message.outcome != Outcome.BOUNCED:
        return _("This message was sent.")
    if is_expired(message):
        return _("This message has expired.")
    if message.state == State.SENT and message.payload.get("is_secret") and "build" not in message.payload:
        return _("The words of this message were deleted when it was sent.")
    return None


def failed() -> OutboxQuerySet:
    """Mails and short messages that were given up for other reasons than their address, and are still of use."""
    given_up = OutboxMessage.objects.filter(kind__in=("mail", "sms"), state=State.FAILED, outcome="")
    # Codes and offers expire: asking for another is quicker.
    return given_up.filter(payload__expires_at__isnull=True)


def send_failed_again() -> int:
    """Queue all of those again, as after a long failure of the mail server; returns how many."""
    with transaction.atomic():
        count = failed().update(**AFRESH, next_try_at=clock.now())
        if count:
            wake_workers_on_commit()
    return count
