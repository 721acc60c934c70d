"""Who may take part in what, and the counted places of sessions held online."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from ticketing.choices import EntitlementSource
from ticketing.models.orders import Ticket
from ticketing.querysets import EntitlementQuerySet


class Entitlement(models.Model):
    """The right of one person, or of an address until its owner first signs in (spec 2, "Entitlements")."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="entitlements"
    )
    email = models.EmailField(blank=True)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="entitlements")
    # Empty: the whole event.
    session = models.ForeignKey(
        "site_pages.SessionPage", on_delete=models.CASCADE, null=True, blank=True, related_name="entitlements"
    )
    source = models.CharField(max_length=20, choices=EntitlementSource.choices)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="entitlements")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "-pk"]
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["event", "user"], condition=Q(revoked_at=None), name="entitlement_of_user"),
            models.Index(fields=["email"], condition=Q(revoked_at=None, user=None), name="entitlement_waiting"),
        ]
        constraints = [
            # Spec 2: never two live ones for the same holder, scope and source. Where somebody has two tickets,
            # the one that is left gives the right anew (actions/entitlements.py).
            models.UniqueConstraint(
                fields=["user", "event", "session", "source"],
                condition=Q(revoked_at=None, user__isnull=False),
                nulls_distinct=False,
                name="one_live_entitlement_of_user",
            ),
            models.UniqueConstraint(
                fields=["email", "event", "session", "source"],
                condition=Q(revoked_at=None, user__isnull=True),
                nulls_distinct=False,
                name="one_live_entitlement_of_email",
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(email=""), name="entitlement_has_holder"),
            models.CheckConstraint(
                condition=Q(source="ticket_purchase", ticket__isnull=False)
                | (~Q(source="ticket_purchase") & Q(ticket__isnull=True)),
                name="entitlement_of_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.event_id}/{self.session_id or 'all'}"


class SessionPlaces(models.Model):
    """How many take part in a session online; counted like a quota's seats (docs/locking.md)."""

    session = models.OneToOneField("site_pages.SessionPage", on_delete=models.CASCADE, related_name="places")
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(used__gte=0), name="places_never_negative")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.used}"


class OnlinePlace(models.Model):
    """One person's place in a session held online; given back when they leave or stay away."""

    places = models.ForeignKey(SessionPlaces, on_delete=models.CASCADE, related_name="taken")
    # A user, a ticket or a browser: `user:<id>`, `ticket:<id>`, `guest:<random>`.
    holder = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    joined_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = [F("joined_at").asc(), "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["seen_at"], name="place_seen")]
        constraints = [models.UniqueConstraint(fields=["places", "holder"], name="one_place_per_holder")]

    def __str__(self) -> str:
        return f"{self.places_id}: {self.holder.partition(':')[0]}"
