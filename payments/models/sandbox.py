"""The sandbox provider's own little ledger: the other side, as if it were somebody else's database."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone as clock

from payments.querysets import SandboxNoticeQuerySet


def new_token() -> str:
    """128 random bits: the address of the payment page."""
    return secrets.token_urlsafe(16)


class SandboxCharge(models.Model):
    """One payment page of the sandbox."""

    class State(models.TextChoices):
        OPEN = "open"
        PROCESSING = "processing"
        PAID = "paid"
        DECLINED = "declined"
        CLOSED = "closed"

    token = models.CharField(max_length=40, unique=True, default=new_token)
    reference = models.CharField(max_length=50, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=200)
    buyer_email = models.CharField(max_length=254)
    return_url = models.URLField(max_length=500)
    webhook_url = models.URLField(max_length=500)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    # A payment that is processing has come through at this moment.
    paid_from = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    refunded = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="sandbox_refund_within"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class SandboxRefund(models.Model):
    """Money that the sandbox gave back."""

    reference = models.CharField(max_length=50, unique=True)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.CASCADE, related_name="refunds")
    amount = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference


class SandboxNotice(models.Model):
    """A webhook that the sandbox sends to us over HTTP; tried again until we answer with success."""

    event_id = models.UUIDField(default=uuid.uuid4)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = SandboxNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="sandbox_notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
