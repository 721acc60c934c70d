"""What workers and the scheduler run."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone as clock

from notifications.actions import forget_settled
from notifications.deliver_mail import deliver_mails
from notifications.deliver_sms import deliver_sms
from notifications.deliver_webhooks import deliver_webhooks

# A run ends after this long even when more waits; the scheduler starts the next one seconds later.
MAIL_SECONDS, SMS_SECONDS, WEBHOOK_SECONDS = 40, 10, 20


@shared_task
def deliver_due() -> None:
    """Send what is due. Several may run at once; they share the rows by SKIP LOCKED."""
    deliver_mails(seconds=MAIL_SECONDS)
    deliver_sms(seconds=SMS_SECONDS)
    deliver_webhooks(seconds=WEBHOOK_SECONDS)


@shared_task
def forget_old_messages() -> None:
    """Delete what was sent or given up OUTBOX_KEEP_DAYS ago; it holds names and addresses."""
    forget_settled(before=clock.now() - timedelta(days=settings.OUTBOX_KEEP_DAYS))
