"""A gallery, whoever takes photos for it, and what its organizer ordered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from gallery.choices import Compression, GalleryStatus, OrderState
from gallery.querysets import GalleryQuerySet, GuestQuerySet
from payments.money import Money


class Gallery(models.Model):
    """One event's photos. `slug` is the address on the QR code.

    `public_id` is the "event id" of the organizer API, and the same as its event's (actions/create.py).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.OneToOneField(
        "site_pages.EventPage", verbose_name=_("event"), on_delete=models.PROTECT, related_name="gallery"
    )
    # Its own, so that a printed QR code outlives a renamed page.
    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=120)
    event_date = models.DateField(_("date"))
    end_date = models.DateField(_("last day"))
    max_guests = models.PositiveIntegerField(_("guests"), default=100)
    max_uploads_per_guest = models.PositiveIntegerField(_("photos for each guest"), default=10)
    compression_mode = models.CharField(
        _("photos"), max_length=10, choices=Compression.choices, default=Compression.COMPRESSED
    )
    # HMAC of the PIN under a key outside the database; four digits have no secret of their own (gallery/pins.py).
    pin_hash = models.CharField(max_length=64, blank=True, editable=False)
    cover_image = models.ForeignKey(
        "site_pages.SiteImage",
        verbose_name=_("cover"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    show_on_site = models.BooleanField(_("show the photos on the event's site"), default=False)
    # As it was found last; `lifecycle.status_of` says what is true now.
    status = models.CharField(
        _("status"), max_length=10, choices=GalleryStatus.choices, default=GalleryStatus.DRAFT, editable=False
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Mails that are sent once.
    told_closing_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_purge_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Guests who have joined, never more than `max_guests`: docs/locking.md.
    guests_used = models.PositiveIntegerField(default=0, editable=False)
    # Minor units of `currency`: what the settings cost, what has come, and what is left of it for dearer settings.
    total_fee = models.BigIntegerField(default=0, editable=False)
    paid_fee = models.BigIntegerField(default=0, editable=False)
    credit = models.BigIntegerField(default=0, editable=False)
    currency = models.CharField(max_length=3, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = GalleryQuerySet.as_manager()

    class Meta:
        ordering = ["-event_date", "-pk"]
        verbose_name = _("photo gallery")
        verbose_name_plural = _("photo galleries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end_date__gte=F("event_date")), name="gallery_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(max_guests__gte=1), name="gallery_has_guests"),
            models.CheckConstraint(condition=Q(max_uploads_per_guest__gte=1), name="gallery_has_shots"),
            models.CheckConstraint(condition=Q(guests_used__lte=F("max_guests")), name="gallery_guests_within"),
            models.CheckConstraint(condition=Q(total_fee__gte=0, credit__gte=0), name="gallery_fees_not_negative"),
            models.CheckConstraint(
                condition=Q(paid_fee=F("total_fee") + F("credit")), name="gallery_paid_is_fee_and_credit"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_pin(self) -> bool:
        return bool(self.pin_hash)


class GuestSession(models.Model):
    """One guest's browser in one gallery. Its cookie is kept as a hash."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="guests")
    display_name = models.CharField(_("name"), max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_active = models.BooleanField(_("may take photos"), default=True)
    # Photos that are on their way or here, hidden ones too: docs/locking.md.
    shots_used = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_active_at = models.DateTimeField(default=clock.now, editable=False)

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("guest")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["gallery", "-created_at", "-id"], name="guest_latest"),
        ]

    def __str__(self) -> str:
        return self.display_name or str(self.public_id)


class GalleryOrder(models.Model):
    """Settings that cost something, from the wish to the day they count: a new gallery, or dearer settings of one.

    `proposal` holds the settings as `gallery/proposals.py` writes them. With no `gallery` the event does not exist
    either: it comes into being when the payment settles (spec 5).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, null=True, blank=True, related_name="orders")
    # Empty once the account is deleted: what was paid stays, without the person (spec 2).
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    proposal = models.JSONField()
    # Minor units: what the settings cost in all, and what of it is to be paid now.
    total_fee = models.BigIntegerField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.PENDING)
    # Why money that came was given back.
    problem = models.CharField(max_length=300, blank=True)
    # Until then somebody is asking the provider for a page to pay at; two clicks must not open two.
    starting_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("order of a gallery")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0, total_fee__gte=F("amount")), name="gallery_order_amount"),
            models.UniqueConstraint(fields=["gallery"], condition=Q(state="pending"), name="gallery_one_pending_order"),
        ]

    def __str__(self) -> str:
        return f"{self.money}: {self.state}"

    @property
    def money(self) -> Money:
        """What is to be paid now."""
        return Money(self.amount, self.currency)


class CreateRequest(models.Model):
    """A request to create an event that carried an Idempotency-Key: sent again, it makes nothing (actions/create.py).

    What it led to is the gallery, or the order that has to be paid first.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # SHA-256 of what was asked: a key names one request, not several.
    fingerprint = models.CharField(max_length=64)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, null=True, related_name="+")
    order = models.ForeignKey(GalleryOrder, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="gallery_request_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"
