"""What a mail service tells of mails that it took (django-anymail's tracking events)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.dispatch import receiver

from notifications.actions import note_outcome
from notifications.models import OutboxMessage, Outcome

OUTCOMES = {
    EventType.DELIVERED: Outcome.DELIVERED,
    EventType.BOUNCED: Outcome.BOUNCED,
    EventType.REJECTED: Outcome.BOUNCED,
    EventType.COMPLAINED: Outcome.COMPLAINED,
    EventType.UNSUBSCRIBED: Outcome.UNSUBSCRIBED,
}


@receiver(tracking)
def on_tracking(event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """Note the outcome. Events of mails that are not ours, or long forgotten, are nobody's."""
    outcome = OUTCOMES.get(event.event_type)
    message = message_of(event) if outcome else None
    if outcome is not None and message is not None:
        note_outcome(message, outcome, detail=event.reject_reason or "")


def message_of(event: AnymailTrackingEvent) -> OutboxMessage | None:
    """By our own id, which travels with the mail; else by the service's, known once it has answered."""
    mails = OutboxMessage.objects.filter(kind=OutboxMessage.Kind.MAIL)
    try:
        return mails.get(public_id=UUID(str(event.metadata.get("message"))))
    except (ValueError, OutboxMessage.DoesNotExist):
        return mails.filter(service_id=event.message_id).first() if event.message_id else None
