"""Every change of state of the room: queueing, delivering, webhook endpoints."""

from notifications.actions.mail import queue_mail, queue_mails
from notifications.actions.outbox import claim_due, forget_settled, record_failed, record_retry, record_sent
from notifications.actions.webhooks import queue_webhooks

__all__ = [
    "claim_due",
    "forget_settled",
    "queue_mail",
    "queue_mails",
    "queue_webhooks",
    "record_failed",
    "record_retry",
    "record_sent",
]
