"""Queueing mails."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.actions.outbox import add_to_outbox
from notifications.mails import Mail, rendered
from notifications.models import OutboxMessage


def queue_mail(mail: Mail) -> None:
    """Put a mail into the outbox in the caller's transaction; a worker sends it after commit."""
    queue_mails([mail])


def queue_mails(mails: Iterable[Mail]) -> None:
    """Several mails, each to one person, in one statement. Rendered now, so they say what is true now."""
    mails = list(mails)
    if any(mail.attachments for mail in mails):
        raise ValueError("a mail with attachments is queued with queue_later")
    add_to_outbox(
        [
            OutboxMessage(
                kind=OutboxMessage.Kind.MAIL,
                recipient=mail.to,
                payload=rendered(mail),
                dedupe_key=mail.dedupe_key,
            )
            for mail in mails
        ]
    )
