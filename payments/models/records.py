"""Payments, refunds, what providers told, and which providers an event offers."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from payments.money import Money
from payments.querysets import PaymentQuerySet, ProviderEventQuerySet, RefundQuerySet


def new_reference() -> str:
    """Our name for an attempt at the provider: letters, digits and a hyphen, which all of them take."""
    return f"foyer-{secrets.token_hex(12)}"


class Payment(models.Model):
    """One attempt to pay one thing at one provider. A thing may have several attempts; each is settled at most once."""

    class State(models.TextChoices):
        CREATED = "created", _("being started")
        PENDING = "pending", _("waiting for the buyer")
        CONFIRMED = "confirmed", _("paid")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")
        NEEDS_REVIEW = "needs_review", _("needs a person")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("for"), max_length=40)
    subject = models.CharField(_("of"), max_length=64)
    event = models.ForeignKey(
        "site_pages.EventPage", verbose_name=_("event"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    provider = models.CharField(_("provider"), max_length=20)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    description = models.CharField(_("description"), max_length=200)
    buyer_email = models.CharField(_("buyer's e-mail"), max_length=254)
    buyer_name = models.CharField(_("buyer"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CREATED)
    # Stored before the provider is called, so that no answer is needed to find the payment again.
    reference = models.CharField(_("our reference"), max_length=50, unique=True, default=new_reference)
    provider_ref = models.CharField(_("provider's reference"), max_length=200, blank=True)
    # What people read at the provider: the confirmation code, the payment intent, the transaction's number.
    charge_ref = models.CharField(_("confirmation"), max_length=100, blank=True, db_index=True)
    redirect_url = models.URLField(max_length=2000, blank=True)
    method = models.CharField(_("paid by"), max_length=100, blank=True)
    # The provider said no, but the buyer may try again on its page until the deadline.
    is_declined = models.BooleanField(_("declined once"), default=False)
    deadline = models.DateTimeField(_("can be paid until"))
    next_query_at = models.DateTimeField(_("provider is asked next"), null=True, blank=True)
    queries = models.PositiveIntegerField(_("times asked"), default=0)
    created_at = models.DateTimeField(_("started"), default=clock.now)
    confirmed_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    refund_requested = models.BigIntegerField(_("given back, in minor units"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    # The CMS lists these rows; it need not look up on every save where they are used.
    wagtail_reference_index_ignore = True

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["purpose", "subject"], name="payment_of_subject"),
            models.Index(fields=["next_query_at"], condition=Q(next_query_at__isnull=False), name="payment_due"),
            models.Index(fields=["created_at"], condition=Q(state="needs_review"), name="payment_needing_review"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(refund_requested__gte=0, refund_requested__lte=F("amount")), name="payment_refund_within"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="payment_confirmed_has_time"
            ),
            models.CheckConstraint(
                condition=Q(refund_requested=0) | Q(confirmed_at__isnull=False), name="payment_refund_of_money_only"
            ),
            # One transaction at the provider pays one payment.
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="payment_provider_ref_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money} · {self.reference}"

    @property
    def money(self) -> Money:
        """What was asked for."""
        return Money(self.amount, self.currency)

    @property
    def refundable(self) -> Money:
        """What has not been given back, nor asked to be."""
        return Money(self.amount - self.refund_requested if self.confirmed_at else 0, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether the buyer can still pay."""
        return self.state in {self.State.CREATED, self.State.PENDING}


class Refund(models.Model):
    """Money on its way back."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("to be sent")
        SENT = "sent", _("taken by the provider")
        DONE = "done", _("given back")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    amount = models.BigIntegerField(_("amount in minor units"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REQUESTED)
    reason = models.CharField(_("reason"), max_length=300)
    dedupe_key = models.CharField(max_length=100, unique=True)
    provider_ref = models.CharField(_("provider's reference"), max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("requested by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("requested"), default=clock.now)
    next_query_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    attempts = models.PositiveIntegerField(_("times sent"), default=0)
    done_at = models.DateTimeField(_("given back at"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    # The CMS lists these rows; it need not look up on every save where they are used.
    wagtail_reference_index_ignore = True

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_query_at"], condition=Q(state__in=["requested", "sent"]), name="refund_due")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="refund_done_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money} · {self.public_id}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.payment.currency)


class ProviderEvent(models.Model):
    """What a provider told, once, as it came. Kept for disputes; holds people's data, so not for ever."""

    provider = models.CharField(max_length=20)
    dedupe_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    provider_ref = models.CharField(max_length=200, blank=True)
    charge_ref = models.CharField(max_length=100, blank=True)
    body = models.BinaryField()
    # None where the provider does not sign.
    signature_ok = models.BooleanField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=100, blank=True)

    # The CMS lists these rows; it need not look up on every save where they are used.
    wagtail_reference_index_ignore = True

    objects = ProviderEventQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("provider's notification")
        verbose_name_plural = _("providers' notifications")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["received_at"], condition=Q(processed_at__isnull=True), name="provider_event_waiting")
        ]
        constraints = [models.UniqueConstraint(fields=["provider", "dedupe_key"], name="provider_event_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.dedupe_key}"


class EventProvider(models.Model):
    """A provider that an event offers for a currency. An event without any offers the platform's."""

    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="payment_providers")
    currency = models.CharField(_("currency"), max_length=3)
    provider = models.CharField(_("provider"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("event's payment provider")
        verbose_name_plural = _("events' payment providers")
        constraints = [
            models.UniqueConstraint(fields=["event", "currency", "provider"], name="event_provider_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} ({self.currency})"
