"""Check-in: the keys that sign codes, the lists of the doors, and every scan."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from ticketing.choices import Direction, ScanResult
from ticketing.models.catalogue import TicketCategory
from ticketing.models.orders import Ticket
from ticketing.querysets import CheckInListQuerySet, CheckInQuerySet


class EventKey(models.Model):
    """The Ed25519 key that signs an event's codes. Only the public half leaves the server.

    The private half is kept encrypted under a key outside the database (ticketing/codes.py).
    """

    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="ticket_keys")
    key_id = models.PositiveSmallIntegerField()
    public_key = models.BinaryField(max_length=32)
    private_key = models.BinaryField(max_length=200, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["event_id", "-key_id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "key_id"], name="one_event_key_per_id"),
            models.CheckConstraint(condition=Q(key_id__range=(1, 15)), name="event_key_id"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.key_id}"


class CheckInList(models.Model):
    """A door: whom it lets in, and whether they may come again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="check_in_lists")
    name = models.CharField(_("name"), max_length=120)
    categories = models.ManyToManyField(
        TicketCategory, blank=True, related_name="+", verbose_name=_("lets in"), help_text=_("Empty: all.")
    )
    session = models.ForeignKey(
        "site_pages.SessionPage", on_delete=models.CASCADE, null=True, blank=True, related_name="check_in_lists"
    )
    allows_exit = models.BooleanField(_("people are scanned out, too"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CheckInListQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("check-in list")
        verbose_name_plural = _("check-in lists")
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="list_name_once_in_event")]

    def __str__(self) -> str:
        return self.name


class Admission(models.Model):
    """A ticket that is in. The constraint lets a second scanner's entry fail, whatever both have read."""

    check_in_list = models.ForeignKey(CheckInList, on_delete=models.CASCADE, related_name="admissions")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="admissions")
    entered_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-entered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_in_list", "ticket"], condition=Q(left_at=None), name="in_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} at {self.check_in_list_id}"


class CheckIn(models.Model):
    """One scan, whatever it found; kept for good. A scan sent twice is stored once (`scan_id`)."""

    scan_id = models.UUIDField(unique=True)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="scans")
    check_in_list = models.ForeignKey(CheckInList, on_delete=models.CASCADE, related_name="scans")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="scans")
    admission = models.ForeignKey(Admission, on_delete=models.SET_NULL, null=True, blank=True, related_name="scans")
    direction = models.CharField(_("way"), max_length=5, choices=Direction.choices, default=Direction.ENTRY)
    result = models.CharField(_("result"), max_length=12, choices=ScanResult.choices)
    # Offline, a device lets people in by itself; what the server finds later is a conflict, not an undoing.
    was_offline = models.BooleanField(_("offline"), default=False)
    is_conflict = models.BooleanField(_("conflict"), default=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    scanned_at = models.DateTimeField(_("when"), default=clock.now)
    received_at = models.DateTimeField(default=clock.now)
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    device = models.CharField(_("device"), max_length=80, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-scanned_at", "-pk"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["check_in_list", "-scanned_at"], name="scan_of_list"),
            models.Index(fields=["event", "-scanned_at"], condition=Q(is_conflict=True), name="scan_conflicts"),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.scan_id}"
