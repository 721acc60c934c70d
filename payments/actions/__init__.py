"""Every change of state of the room: starting, settling, giving back, cancelling, taking notifications."""

from payments.actions.cancel import cancel_payment
from payments.actions.inbox import process_event, receive_notification
from payments.actions.refunds import refund_payment, send_refund
from payments.actions.review import close_review, review_again
from payments.actions.settle import settle_payment
from payments.actions.start import Charge, start_payment

__all__ = [
    "Charge",
    "cancel_payment",
    "close_review",
    "process_event",
    "receive_notification",
    "refund_payment",
    "review_again",
    "send_refund",
    "settle_payment",
    "start_payment",
]
