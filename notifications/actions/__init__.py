"""Every change of state of the room: queueing, delivering, webhook endpoints."""

from notifications.actions.deliveries import record_delivery
from notifications.actions.mail import queue_mail, queue_mails
from notifications.actions.outbox import claim_due, forget_settled, record_failed, record_retry, record_sent
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
    "forget_settled",
    "queue_mail",
    "queue_mails",
    "queue_test",
    "queue_webhooks",
    "record_delivery",
    "record_failed",
    "record_retry",
    "record_sent",
    "replay",
    "rotate_secret",
    "save_endpoint",
]
