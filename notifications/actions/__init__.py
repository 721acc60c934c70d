"""Every change of state of the room: queueing, delivering, webhook endpoints."""

from notifications.actions.again import failed, reason_not_to_send_again, send_again, send_failed_again
from notifications.actions.deliveries import record_delivery
from notifications.actions.later import queue_later, queue_many_later
from notifications.actions.mail import queue_mail, queue_mails
from notifications.actions.outbox import (
    claim_due,
    forget_settled,
    record_failed,
    record_retry,
    record_sent,
    record_unwanted,
)
from notifications.actions.outcomes import note_outcome
from notifications.actions.sms import queue_sms
from notifications.actions.webhooks import (
    check_endpoint,
    queue_test,
    queue_webhooks,
    replay,
    rotate_secret,
    save_endpoint,
)

__all__ = [
    "check_endpoint",
    "claim_due",
    "failed",
    "forget_settled",
    "note_outcome",
    "queue_later",
    "queue_mail",
    "queue_mails",
    "queue_many_later",
    "queue_sms",
    "queue_test",
    "queue_webhooks",
    "reason_not_to_send_again",
    "record_delivery",
    "record_failed",
    "record_retry",
    "record_sent",
    "record_unwanted",
    "replay",
    "rotate_secret",
    "save_endpoint",
    "send_again",
    "send_failed_again",
]
