"""Sending the outbox's mails through Django's mail backend."""

from __future__ import annotations

import time
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications import backoff
from notifications.actions.outbox import claim_due, record_failed, record_retry, record_sent
from notifications.mails import as_email
from notifications.models import OutboxMessage

# Longer than the slowest conversation: about eight commands of EMAIL_TIMEOUT each.
LEASE = timedelta(minutes=5)
log = structlog.get_logger("foyer.mail")


class ServerTrouble(Exception):
    """The mail server itself is in trouble: the rest waits for the next run."""


def deliver_mails(*, seconds: float) -> int:
    """Send what is due over one connection, for at most about `seconds`; returns how many were taken.

    One row is claimed at a time (about 0.6 ms), so a lost worker leaves one mail in doubt and not a batch.
    """
    until = time.monotonic() + seconds
    connection = get_connection()
    taken = 0
    try:
        while time.monotonic() < until:
            claimed = claim_due(OutboxMessage.Kind.MAIL, limit=1, lease=LEASE)
            if not claimed:
                break
            taken += 1
            deliver_one(claimed[0], connection=connection)
    except ServerTrouble:
        pass
    finally:
        close_quietly(connection)
    return taken


def deliver_one(message: OutboxMessage, *, connection: BaseEmailBackend) -> None:
    """Send one claimed mail and record how it went. Raises ServerTrouble when no other should be tried now."""
    if message.attempts > backoff.MAIL.attempts:
        record_failed(message, error="given up: its worker was lost at every attempt")
        return
    try:
        connection.open()
        connection.send_messages([as_email(message)])
    except (SMTPException, OSError) as error:
        settle_error(message, error)
        close_quietly(connection)
        if is_server_trouble(error):
            raise ServerTrouble from error
    except (ValueError, TypeError, KeyError) as error:
        record_failed(message, error=f"cannot be written as a mail ({type(error).__name__})")
    else:
        record_sent(message)


def settle_error(message: OutboxMessage, error: Exception) -> None:
    """5xx is final; everything else is tried again until the attempts are used up."""
    text = describe(error)
    wait = backoff.MAIL.wait_after(message.attempts)
    if is_final(error):
        record_failed(message, error=text)
    elif wait is None:
        record_failed(message, error=f"given up after {message.attempts} attempts: {text}")
    else:
        record_retry(message, error=text, wait=wait)


def smtp_code(error: Exception) -> int | None:
    """The server's answer, where there was one."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, SMTPResponseException) else None


def is_final(error: Exception) -> bool:
    """The server refuses this mail for good. Refused credentials (535) are ours to mend, so it waits."""
    code = smtp_code(error)
    return code is not None and code >= 550


def is_server_trouble(error: Exception) -> bool:
    """No connection, no answer, wrong credentials, or the server is closing (421)."""
    code = smtp_code(error)
    if code is None:
        return isinstance(error, SMTPServerDisconnected | OSError)
    return code == 421 or 500 <= code < 550


def describe(error: Exception) -> str:
    """Kind and code only: a server's own words may repeat addresses or credentials."""
    code = smtp_code(error)
    return f"{type(error).__name__} {code}" if code is not None else type(error).__name__


def close_quietly(connection: BaseEmailBackend) -> None:
    """A connection that is gone already needs no farewell."""
    try:
        connection.close()
    except (SMTPException, OSError) as error:
        log.debug("mail_connection_lost", error=type(error).__name__)
