"""Mails: what a caller says, the rendered form that the outbox keeps, and the message that goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications.models import OutboxMessage
from notifications.theme import MailTheme

LONGEST_SUBJECT = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
ENCODED_WORD = re.compile(r"=\?|\?=")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person: `template` names `<template>.html` and `<template>.txt`, filled from `context`.

    `reply_to` is an address or `Name <address>`. `dedupe_key`: a second mail with the same key is not queued.
    """

    to: str
    subject: str
    template: str
    theme: MailTheme
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    dedupe_key: str | None = None


def one_line(text: str) -> str:
    """Text that fits a header: no line breaks or control characters, no encoded words of its own."""
    return " ".join(ENCODED_WORD.sub("", CONTROL.sub(" ", text)).split())


def named_address(name: str, address: str) -> str:
    """`Name <address>` with a name that cannot break out of its header; Django encodes it when it is sent."""
    name, address = one_line(name), one_line(address)
    if name.isascii():
        return formataddr((name, address))
    quoted = name.replace("\\", r"\\").replace('"', r"\"")
    return f'"{quoted}" <{address}>'


def rendered(mail: Mail) -> dict[str, str]:
    """The outbox row's payload. Rendered when queued, so it says what was true then."""
    context = {"theme": mail.theme, "base_url": settings.BASE_URL, **mail.context}
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return {
        "subject": one_line(mail.subject)[:LONGEST_SUBJECT],
        "text": render_to_string(f"{mail.template}.txt", context).strip() + "\n",
        "html": render_to_string(f"{mail.template}.html", context),
        "from": named_address(mail.theme.name, sender),
        "reply_to": CONTROL.sub(" ", mail.reply_to),
    }


def message_id(message: OutboxMessage) -> str:
    """The same at every attempt, so a mail delivered twice is recognised as one."""
    return f"<{message.public_id}@{urlsplit(settings.BASE_URL).hostname}>"


def as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    """The mail of an outbox row, ready to send."""
    payload = message.payload
    email = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"],
        from_email=payload["from"],
        to=[message.recipient],
        reply_to=[payload["reply_to"]] if payload["reply_to"] else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(payload["html"], "text/html")
    return email
