"""Users and what they are to an event."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import EventRoleQuerySet, UserManager, normalise_email


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from relations (spec 2), not from a field here."""

    email = models.EmailField(_("e-mail"), unique=True)
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
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]
        ordering = ["email"]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        self.email = normalise_email(self.email)

    def get_full_name(self) -> str:
        """The name, or the address until one is known (the name Django and Wagtail ask for)."""
        return self.name or self.email

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
