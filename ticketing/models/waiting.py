"""The waiting list: strictly first come, first served, per category."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from ticketing.choices import WaitingState
from ticketing.models.catalogue import TicketCategory
from ticketing.querysets import WaitingQuerySet


class WaitingListEntry(models.Model):
    """Somebody who would take so many tickets of a category once there are seats."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="waiting_entries")
    category = models.ForeignKey(TicketCategory, on_delete=models.CASCADE, related_name="waiting_entries")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    quantity = models.PositiveSmallIntegerField(_("tickets"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=WaitingState.choices, default=WaitingState.WAITING)
    created_at = models.DateTimeField(_("since"), default=clock.now, editable=False)
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer open until"), null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("waiting-list entry")
        verbose_name_plural = _("waiting list")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["category", "created_at"], condition=Q(state="waiting"), name="waiting_in_line"),
            models.Index(fields=["offer_expires_at"], condition=Q(state="offered"), name="waiting_offers"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "email"], condition=Q(state__in=("waiting", "offered")), name="in_line_once"
            ),
            models.CheckConstraint(condition=Q(quantity__range=(1, 100)), name="waiting_quantity"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_expires_at__isnull=False), name="offer_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.category_id}"
