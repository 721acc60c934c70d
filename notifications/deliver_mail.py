"""Sending the outbox's mails through Django's mail backend."""

from __future__ import annotations

import time
import traceback
from datetime import timedelta

import structlog
from anymail.message import AnymailMessage
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications import backoff
from notifications.actions.outbox import (
    claim_due,
    is_expired,
    record_failed,
    record_retry,
    record_sent,
    record_unwanted,
)
from notifications.actions.outcomes import note_outcome
from notifications.mail_faults import SENDING_ERRORS, Fault, fault_of
from notifications.mail_kinds import build_mail, fill_in, is_built_later
from notifications.mails import Attachment, as_email
from notifications.models import OutboxMessage, Outcome

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
    if is_expired(message):
        record_failed(message, error="expired before it could be sent")
        return
    attachments = prepared(message)
    if attachments is None:
        return
    try:
        email = as_email(message, attachments=attachments)
        connection.open()
        connection.send_messages([email])
    except SENDING_ERRORS as error:
        fault = fault_of(error)
        settle(message, fault)
        close_quietly(connection)
        if fault.is_trouble and not fault.pause:
            raise ServerTrouble from error
        time.sleep(fault.pause)
    except (ValueError, TypeError, KeyError) as error:
        record_failed(message, error=f"cannot be written as a mail ({type(error).__name__})")
    else:
        record_sent(message, service_id=service_id_of(email))


def service_id_of(email: AnymailMessage) -> str:
    """What the mail service calls it; plain SMTP knows it by our Message-ID."""
    given = email.anymail_status.message_id
    return given if isinstance(given, str) else ""


def prepared(message: OutboxMessage) -> tuple[Attachment, ...] | None:
    """Build the mail where it was queued to be built now; its attachments. None: nothing to send, and settled.

    Whatever a room's function raises is one mail's trouble: it must not stop the others.
    """
    if not is_built_later(message):
        return ()
    try:
        mail = build_mail(message)
        if mail is not None:
            return fill_in(message, mail)
    except Exception as error:  # noqa: BLE001 - see above
        log_fault(message, error)
        retry_or_give_up(message, error=f"cannot be built ({type(error).__name__})")
    else:
        record_unwanted(message)
    return None


def log_fault(message: OutboxMessage, error: Exception) -> None:
    """Where a build broke, without its words: an error's text may repeat the mail's."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "mail_not_built",
        build=message.payload["build"],
        message=str(message.public_id),
        error=type(error).__name__,
        place=f"{last.filename}:{last.lineno}",
    )


def settle(message: OutboxMessage, fault: Fault) -> None:
    """Record an attempt that failed, and tell it where the address is at fault."""
    if not fault.is_final:
        retry_or_give_up(message, error=fault.text)
    elif record_failed(message, error=fault.text) and fault.is_bounce:
        note_bounce(message)


def note_bounce(message: OutboxMessage) -> None:
    """The server itself refused the address. A room that cannot take the news must not stop the other mails."""
    try:
        note_outcome(message, Outcome.BOUNCED, detail="refused")
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("bounce_not_noted", message=str(message.public_id), error=type(error).__name__)


def retry_or_give_up(message: OutboxMessage, *, error: str) -> None:
    """Try again after the back-off, until the attempts are used up."""
    wait = backoff.MAIL.wait_after(message.attempts)
    if wait is None:
        record_failed(message, error=f"given up after {message.attempts} attempts: {error}")
    else:
        record_retry(message, error=error, wait=wait)


def close_quietly(connection: BaseEmailBackend) -> None:
    """A connection that is gone already needs no farewell."""
    try:
        connection.close()
    except SENDING_ERRORS as error:
        log.debug("mail_connection_lost", error=type(error).__name__)
