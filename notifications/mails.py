"""Mails: what a caller says, the rendered form that the outbox keeps, and the message that goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from anymail.message import AnymailMessage
from django.conf import settings
from django.template.loader import render_to_string

from notifications.models import OutboxMessage
from notifications.theme import MailTheme

LONGEST_SUBJECT, LONGEST_PREVIEW = 200, 110
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
ENCODED_WORD = re.compile(r"=\?|\?=")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person: `template` names `<template>.html` and `<template>.txt`, filled from `context`.

    `reply_to` is an address or `Name <address>`. `dedupe_key`: a second mail with the same key is not queued.
    After `expires_at` it is not sent any more; the words of one that `is_secret` are kept until it is sent.
    `attachments` are never stored: only a mail that is built when it is delivered has them (mail_kinds.py).
    """

    to: str
    subject: str
    template: str
    theme: MailTheme
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    dedupe_key: str | None = None
    is_secret: bool = False
    expires_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


def one_line(text: str) -> str:
    """Text that fits a header: no line breaks or control characters, no encoded words of its own."""
    return " ".join(ENCODED_WORD.sub("", CONTROL.sub(" ", text)).split())


def storable(text: str) -> str:
    """PostgreSQL keeps every character but NUL."""
    return text.replace("\0", "")


def named_address(name: str, address: str) -> str:
    """`Name <address>` with a name that cannot break out of its header; Django encodes it when it is sent."""
    name, address = one_line(name), one_line(address)
    if name.isascii():
        return formataddr((name, address))
    quoted = name.replace("\\", r"\\").replace('"', r"\"")
    return f'"{quoted}" <{address}>'


def rendered(mail: Mail) -> dict[str, Any]:
    """What the outbox row's payload says of the mail: its words and headers, and which files go with it."""
    subject = one_line(mail.subject)[:LONGEST_SUBJECT]
    context = {"subject": subject, "theme": mail.theme, "base_url": settings.BASE_URL, **mail.context}
    text = render_to_string(f"{mail.template}.txt", context).strip() + "\n"
    # What lists of mails show beside the subject, unless the template says better.
    context = {"preview": one_line(text)[:LONGEST_PREVIEW]} | context
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return {
        "subject": subject,
        "text": storable(text),
        "html": storable(render_to_string(f"{mail.template}.html", context)),
        "from": named_address(mail.theme.name, sender),
        "reply_to": CONTROL.sub(" ", mail.reply_to),
        **({"attachments": [described(file) for file in mail.attachments]} if mail.attachments else {}),
        **secrecy(is_secret=mail.is_secret, expires_at=mail.expires_at),
    }


def described(attachment: Attachment) -> dict[str, Any]:
    """What is kept of a file: not its content."""
    return {
        "filename": one_line(attachment.filename),
        "mime_type": attachment.mime_type,
        "size": len(attachment.content),
    }


def secrecy(*, is_secret: bool, expires_at: datetime | None) -> dict[str, Any]:
    """What a payload says of its own life; nothing for an ordinary message."""
    said: dict[str, Any] = {"is_secret": True} if is_secret else {}
    return said | ({"expires_at": expires_at.isoformat()} if expires_at else {})


def message_id(message: OutboxMessage) -> str:
    """The same at every attempt, so a mail delivered twice is recognised as one."""
    return f"<{message.public_id}@{urlsplit(settings.BASE_URL).hostname}>"


def as_email(message: OutboxMessage, *, attachments: Iterable[Attachment] = ()) -> AnymailMessage:
    """The mail of an outbox row, ready to send. `metadata` comes back with what a mail service tells of it."""
    payload = message.payload
    email = AnymailMessage(
        subject=payload["subject"],
        body=payload["text"],
        from_email=payload["from"],
        to=[message.recipient],
        reply_to=[payload["reply_to"]] if payload["reply_to"] else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        metadata={"message": str(message.public_id)},
    )
    email.attach_alternative(payload["html"], "text/html")
    for file in attachments:
        email.attach(one_line(file.filename), file.content, file.mime_type)
    return email
