"""Mails that a worker builds when it delivers them: which kinds there are, and who builds each.

A room registers its kinds when it is loaded and queues them by name (`actions.queue_later`). The outbox row
keeps ids only, so the mail says what is true when it leaves, and PDF files are made by the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.mails import Attachment, Mail, rendered
from notifications.models import OutboxMessage

Build = Callable[[Mapping[str, Any]], Mail | None]
# What stays of a row's payload from one attempt to the next.
QUEUED = ("build", "context", "expires_at")
_builds: dict[str, Build] = {}


@dataclass(frozen=True, slots=True)
class Later:
    """One mail to build later: to whom, from which ids, and the key under which it is queued once."""

    to: str
    context: Mapping[str, Any]
    dedupe_key: str | None = None
    expires_at: datetime | None = None


def register_mail(kind: str, build: Build) -> None:
    """Name the function that builds mails of this kind from the context they were queued with.

    It answers None when the mail is not wanted any more. It only reads: it runs again at every attempt.
    The mail goes to the address that it names, so an address corrected meanwhile is the one written to.
    """
    if _builds.setdefault(kind, build) != build:
        raise ValueError(f"two functions build the mail {kind!r}")


def is_mail_kind(kind: str) -> bool:
    return kind in _builds


def is_built_later(message: OutboxMessage) -> bool:
    return "build" in message.payload


def build_mail(message: OutboxMessage) -> Mail | None:
    """Build the mail of a row that was queued to be built. Raises what the registered function raises."""
    return _builds[message.payload["build"]](message.payload["context"])


def fill_in(message: OutboxMessage, mail: Mail) -> tuple[Attachment, ...]:
    """Put the built mail's address and words into the row in memory; its attachments, which are never stored."""
    message.recipient = mail.to
    queued = {name: message.payload[name] for name in QUEUED if name in message.payload}
    message.payload = queued | rendered(mail)
    return mail.attachments
