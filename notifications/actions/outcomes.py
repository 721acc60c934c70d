"""What became of a message after its service took it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone as clock

from notifications.models import OutboxMessage, Outcome
from notifications.signals import address_bounced

LONGEST_DETAIL = 60
# From weak to strong. News may come twice and in any order; a weaker one never replaces a stronger one.
STRENGTH = ["", Outcome.DELIVERED, Outcome.BOUNCED, Outcome.UNSUBSCRIBED, Outcome.COMPLAINED]


def note_outcome(message: OutboxMessage, outcome: Outcome, *, detail: str = "") -> bool:
    """Mark the message, and tell who listens that its address is no good. False when that was known already.

    `detail` is a short code of the service, never its prose, which may repeat addresses.
    """
    weaker = STRENGTH[: STRENGTH.index(outcome)]
    with transaction.atomic():
        marked = OutboxMessage.objects.filter(pk=message.pk, outcome__in=weaker)
        changed = marked.update(outcome=outcome, outcome_at=clock.now(), outcome_detail=detail[:LONGEST_DETAIL])
        if changed and message.kind == OutboxMessage.Kind.MAIL and outcome != Outcome.DELIVERED:
            address_bounced.send(OutboxMessage, address=message.recipient, kind=outcome, message=message)
    return bool(changed)
