"""The outbox: one table of everything that goes out, and the webhook endpoints with their delivery log."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from notifications.querysets import OutboxQuerySet, WebhookEndpointQuerySet
from notifications.signing import new_nonce


class WebhookType(models.TextChoices):
    """What an endpoint can ask to be told."""

    PAGE_PUBLISHED = "page.published", _("a page was published or changed")
    PAGE_UNPUBLISHED = "page.unpublished", _("a page was unpublished or deleted")
    EVENT_UPDATED = "event.updated", _("something visitors see of an event changed")
    SESSION_CHANGED = "session.changed", _("a session was published, changed or removed")
    ORDER_PAID = "order.paid", _("an order was paid, or was free")
    ORDER_REFUNDED = "order.refunded", _("money of an order went back")
    ORDER_CANCELLED = "order.cancelled", _("an order was cancelled or ran out")
    TICKET_TRANSFERRED = "ticket.transferred", _("a ticket went to another person")
    TICKET_CANCELLED = "ticket.cancelled", _("a ticket was cancelled")
    TICKET_CHECKED_IN = "ticket.checked_in", _("a ticket was checked in")


class WebhookEndpoint(models.Model):
    """An address that is told what happens, in one event or (without event) on the whole platform.

    The signing secret is not stored: it is derived from SECRET_KEY and `nonce` (notifications/signing.py).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(
        "site_pages.EventPage",
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="webhook_endpoints",
        help_text=_("Empty: told about every event (platform administrators only)."),
    )
    url = models.URLField(_("address"), max_length=500)
    description = models.CharField(_("note"), max_length=200, blank=True, help_text=_("What receives it, for you."))
    types = ArrayField(models.CharField(max_length=40, choices=WebhookType.choices), verbose_name=_("told about"))
    is_active = models.BooleanField(_("active"), default=True)
    nonce = models.CharField(max_length=64, default=new_nonce, editable=False)
    previous_nonce = models.CharField(max_length=64, blank=True, editable=False)
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    disabled_reason = models.CharField(_("switched off because"), max_length=200, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes: ClassVar[list[models.Index]] = [
            # Every cause asks who listens; mostly nobody does.
            models.Index(fields=["event"], condition=models.Q(is_active=True), name="webhook_listening")
        ]

    def __str__(self) -> str:
        return self.description or self.url


class Outcome(models.TextChoices):
    """What became of a message after the other side took it, as far as its service tells."""

    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("did not arrive")
    UNSUBSCRIBED = "unsubscribed", _("person wants no more mail")
    COMPLAINED = "complained", _("reported as spam")


class OutboxMessage(models.Model):
    """One mail to one person, or one webhook to one endpoint; written by whoever causes it, sent by a worker.

    Sent at least once: a worker that dies leaves the row `sending` until its lease ends, then another
    sends it again under the same Message-ID or webhook-id.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail")
        SMS = "sms", _("SMS")
        WEBHOOK = "webhook", _("webhook")

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        RETRY = "retry", _("will be tried again")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNWANTED = "unwanted", _("no longer wanted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    recipient = models.CharField(_("to"), max_length=500)
    payload = models.JSONField()
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    # The same cause told twice makes one row.
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # The id that the mail or SMS service gave it; empty with plain SMTP.
    service_id = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_detail = models.CharField(max_length=60, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes: ClassVar[list[models.Index]] = [
            # The claim reads only what waits; sent rows, the great majority, are not in these.
            models.Index(
                fields=["kind", "next_try_at"], condition=models.Q(state__in=["queued", "retry"]), name="outbox_waiting"
            ),
            models.Index(fields=["kind", "lease_until"], condition=models.Q(state="sending"), name="outbox_sending"),
            models.Index(fields=["service_id"], condition=~models.Q(service_id=""), name="outbox_of_service"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sending", lease_until__isnull=False)
                | (~models.Q(state="sending") & models.Q(lease_until__isnull=True)),
                name="outbox_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="outbox_sent_at_when_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="webhook", endpoint__isnull=False)
                | models.Q(kind__in=["mail", "sms"], endpoint__isnull=True),
                name="outbox_endpoint_for_webhooks",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", outcome_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(outcome_at__isnull=False)),
                name="outbox_outcome_at_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def title(self) -> str:
        """A line that names it: subject of a mail, type of a webhook; a mail not built yet has its kind only."""
        return str(next((self.payload[key] for key in ("subject", "type", "build") if self.payload.get(key)), self))


class WebhookDelivery(models.Model):
    """One attempt to deliver one webhook, as its sender saw it."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    attempted_at = models.DateTimeField(_("when"), default=clock.now)
    succeeded = models.BooleanField(_("delivered"))
    response_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("took (ms)"))
    body_excerpt = models.CharField(_("answer's text"), max_length=500, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        ordering = ["-attempted_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["endpoint", "-attempted_at"], name="delivery_of_endpoint")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.response_code or self.error}"
