"""What follows from an attempt to deliver a webhook: the log, the next attempt, an endpoint given up."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications import backoff
from notifications.actions.mail import queue_mail
from notifications.actions.outbox import record_failed, record_retry, record_sent
from notifications.mails import Mail
from notifications.models import OutboxMessage, WebhookDelivery, WebhookEndpoint
from notifications.outbound import Answer
from notifications.theme import MailTheme

GONE = 410


def record_delivery(message: OutboxMessage, answer: Answer) -> None:
    """Log the attempt, settle the message and note how the endpoint fares."""
    assert message.endpoint_id is not None, "a constraint gives every webhook its endpoint"
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.select_for_update().get(pk=message.endpoint_id)
        WebhookDelivery.objects.create(
            message=message,
            endpoint=endpoint,
            succeeded=answer.is_success,
            response_code=answer.status,
            duration_ms=answer.duration_ms,
            body_excerpt=answer.excerpt,
            error=answer.error,
        )
        if answer.is_success:
            record_sent(message)
            note_success(endpoint)
        else:
            settle_failure(message, answer)
            note_failure(endpoint, answer)


def settle_failure(message: OutboxMessage, answer: Answer) -> None:
    """Try again later, not before the receiver asked for, until the attempts are used up."""
    wait = backoff.WEBHOOK.wait_after(message.attempts)
    if wait is None or answer.status == GONE:
        record_failed(message, error=answer.error)
        return
    asked = timedelta(seconds=answer.retry_after or 0)
    record_retry(message, error=answer.error, wait=min(max(wait, asked), backoff.WEBHOOK.longest))


def note_success(endpoint: WebhookEndpoint) -> None:
    if endpoint.failing_since is not None:
        endpoint.failing_since = None
        endpoint.save(update_fields=["failing_since"])


def note_failure(endpoint: WebhookEndpoint, answer: Answer) -> None:
    """Switch the endpoint off when it says that it is gone, or has failed for too long without a break."""
    now = clock.now()
    limit = timedelta(days=settings.WEBHOOK_DISABLE_AFTER_DAYS)
    if answer.status == GONE:
        switch_off(endpoint, reason=_("it answered that it is gone (410)"))
    elif endpoint.failing_since is None:
        endpoint.failing_since = now
        endpoint.save(update_fields=["failing_since"])
    elif now - endpoint.failing_since > limit:
        switch_off(endpoint, reason=_("it failed for %(days)d days without a break") % {"days": limit.days})


def switch_off(endpoint: WebhookEndpoint, *, reason: str) -> None:
    """Stop telling the endpoint, drop what waits for it, and mail whoever made it."""
    if not endpoint.is_active:
        return
    endpoint.is_active = False
    endpoint.disabled_reason = reason
    endpoint.save(update_fields=["is_active", "disabled_reason"])
    waiting = OutboxMessage.objects.filter(endpoint=endpoint, state__in=("queued", "retry"))
    waiting.update(state=OutboxMessage.State.FAILED, last_error=_("the webhook was switched off"))
    if endpoint.created_by is not None and endpoint.created_by.email:
        queue_mail(
            Mail(
                to=endpoint.created_by.email,
                subject=_("A webhook was switched off"),
                template="notifications/mail/webhook_off",
                theme=MailTheme(),
                context={"endpoint": endpoint, "reason": reason},
            )
        )
