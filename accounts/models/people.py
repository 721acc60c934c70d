"""Users, what they are to an event, their API keys, and counters of budgets."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import APIKeyQuerySet, EventRoleQuerySet, UserManager, normalise_email


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from relations (spec 2), not from a field here."""

    # Empty for somebody who signs in by phone only. Like `phone` the primary one of the verified addresses
    # (AddressDevice), or the one an organizer invited and nobody has proved yet.
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(
        _("phone"),
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\+[1-9]\d{6,14}$", _("Use the international form, like +4930123456."))],
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            # With unique=True this makes addresses unique without case, and keeps the stored form one.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False), name="user_has_an_address"
            ),
        ]
        ordering = ["email"]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        self.email = normalise_email(self.email) if self.email else None

    def get_full_name(self) -> str:
        """The name, or the address until one is known (the name Django and Wagtail ask for)."""
        return self.name or self.email or self.phone or ""

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:
        """Wagtail sorts and shows users by first and last name; Foyer keeps one name."""
        return self.name

    @property
    def last_name(self) -> str:
        return ""


class EventRole(models.Model):
    """One person's role in one event; the only source of organizer rights (spec 2)."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        COLLABORATOR = "collaborator", _("collaborator")
        REVIEWER = "reviewer", _("reviewer")
        MODERATOR = "moderator", _("moderator")
        CHECK_IN = "check_in", _("check-in")

    # The event is named lazily: accounts lies below site_pages and imports nothing from it
    # (docs/decisions/0002-event-roles.md).
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="event_roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventRoleQuerySet.as_manager()

    class Meta:
        ordering = ["event_id", "role", "user_id"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_role_per_person_and_event")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class APIKey(models.Model):
    """A key for a program that acts for its creator, never with more rights than they have themselves."""

    class Scope(models.TextChoices):
        READ_LIVE = "read-live", _("read published content")
        READ_DRAFT = "read-draft", _("read drafts")
        WRITE = "write", _("change content")
        READ_ORDERS = "read-orders", _("read orders and attendees")
        WRITE_ORDERS = "write-orders", _("resend and cancel orders, give tickets away")
        REFUND = "refund", _("return money")
        CHECK_IN = "check-in", _("check people in")
        RUN_LIVE = "run-live", _("run live sessions")
        MODERATE_PHOTOS = "moderate-photos", _("see, hide and download guests' photos")
        MANAGE_PHOTOS = "manage-photos", _("make, pay, close and archive photo galleries")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, help_text=_("What uses it, for you."))
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys", editable=False)
    # HMAC of the key under a key outside the database (accounts/api_keys.py); the key itself is shown once.
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=12, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("may"))
    events = models.ManyToManyField(
        "site_pages.EventPage",
        verbose_name=_("events"),
        blank=True,
        related_name="+",
        help_text=_("None chosen: every event that its creator owns."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = APIKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("created_at") + timedelta(days=366)),
                name="api_key_lives_a_year_at_most",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BudgetCounter(models.Model):
    """How much of one budget is used in one window of time; changed only by accounts/budgets.py."""

    key = models.CharField(max_length=100)
    window_start = models.DateTimeField(db_index=True)
    used = models.PositiveIntegerField()
    ceiling = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "window_start"], name="one_counter_per_budget_and_window"),
            models.CheckConstraint(condition=models.Q(used__lte=models.F("ceiling")), name="budget_within_ceiling"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.used}/{self.ceiling}"
