"""What is kept beside orders: who did what, numbered documents, requests that were answered."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from ticketing.choices import InvoiceKind
from ticketing.models.orders import Order, Ticket


class AuditEntry(models.Model):
    """Who did what to which order or ticket, when, with what change. The database refuses changes to it.

    `changes` names fields and values that organizers may read; never a secret, a code or a file.
    """

    event = models.ForeignKey("site_pages.EventPage", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_entries")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_entries")
    action = models.CharField(_("what"), max_length=60)
    # Not a foreign key: the entry outlives the account, and nothing may change it when that goes.
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(_("by"), max_length=120)
    changes = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["event", "-happened_at"], name="audit_of_event"),
            models.Index(fields=["order", "happened_at"], name="audit_of_order"),
        ]

    def __str__(self) -> str:
        return self.action


class InvoiceSeries(models.Model):
    """The running number of one event's documents; raised in the transaction that writes the document."""

    event = models.OneToOneField("site_pages.EventPage", on_delete=models.PROTECT, related_name="invoice_series")
    prefix = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("invoice series")
        verbose_name_plural = _("invoice series")

    def __str__(self) -> str:
        return self.prefix


class Invoice(models.Model):
    """A numbered document: what it said when it was written. Numbers have no gaps (docs/locking.md)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    # Names of a person are taken out when they delete their account where the law lets them (actions/people.py).
    content = models.JSONField()
    issued_at = models.DateTimeField(default=clock.now)
    # The cause of a credit note, so that one refund writes one.
    cause = models.CharField(max_length=80, default="order")

    class Meta:
        ordering = ["series_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="invoice_number_once"),
            models.UniqueConstraint(fields=["order", "kind", "cause"], name="one_document_per_cause"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as people read it: `TIDE-000042`."""
        return f"{self.series.prefix}-{self.number:06d}"


class IdempotentRequest(models.Model):
    """An `Idempotency-Key`, and what tells its answer again (actions/idempotency.py)."""

    key = models.CharField(max_length=255)
    # Whose key it is: keys of two callers never meet.
    scope = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="one_request_per_key"),
        ]

    def __str__(self) -> str:
        return self.scope
