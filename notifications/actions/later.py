"""Queueing mails that the worker builds when it delivers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from notifications.actions.outbox import add_to_outbox
from notifications.mail_kinds import Later, is_mail_kind
from notifications.mails import secrecy
from notifications.models import OutboxMessage


def queue_later(
    kind: str,
    *,
    to: str,
    context: Mapping[str, Any],
    dedupe_key: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Queue one mail of a registered kind in the caller's transaction. `context` holds ids that JSON can keep."""
    queue_many_later(kind, [Later(to, context, dedupe_key, expires_at)])


def queue_many_later(kind: str, items: Iterable[Later]) -> None:
    """Several mails of one kind in one statement; nothing is rendered here."""
    if not is_mail_kind(kind):
        raise ValueError(f"nobody builds the mail {kind!r}")
    add_to_outbox(
        [
            OutboxMessage(
                kind=OutboxMessage.Kind.MAIL,
                recipient=item.to,
                payload={
                    "build": kind,
                    "context": dict(item.context),
                    **secrecy(is_secret=False, expires_at=item.expires_at),
                },
                dedupe_key=item.dedupe_key,
            )
            for item in items
        ]
    )
