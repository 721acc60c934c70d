"""How people sign in: verified addresses, open challenges, sessions, tokens and recovery codes.

Every secret is kept as a MAC or a hash whose key, or whose cost, a copy of the database does not give away
(research/identity-security, sections 3 and 5).
"""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from accounts.querysets import AccessTokenQuerySet, AddressManager, ChallengeQuerySet, UserSessionManager

MOST_ATTEMPTS, MOST_SENDS = 5, 3


def new_public_id() -> str:
    """128 random bits: whoever knows the id of a challenge was given it."""
    return secrets.token_hex(16)


class AddressKind(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")


class AddressDevice(Device):
    """An address that its owner has proved. Never holds a code: it records which address proved a session."""

    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind.choices)
    value = models.CharField(_("address"), max_length=254)
    is_primary = models.BooleanField(_("primary"), default=False)
    verified_at = models.DateTimeField(_("verified"), default=clock.now)

    objects = AddressManager()

    class Meta:
        ordering = ["kind", "-is_primary", "value"]
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="one_owner_per_address"),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(is_primary=True),
                name="one_primary_address_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class LoginChallenge(models.Model):
    """One attempt to prove an address: a code of six digits and, in a mail, a link. There may be no user yet."""

    class Purpose(models.TextChoices):
        LOGIN = "login", _("sign in")
        ADD_ADDRESS = "add-address", _("add an address")
        STEP_UP = "step-up", _("confirm who you are")
        BREAK_GLASS = "break-glass", _("regain access")

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    address = models.CharField(max_length=254)
    address_key = models.CharField(max_length=64, db_index=True)
    code_mac = models.CharField(max_length=64, blank=True)  # empty: only the link signs in
    link_mac = models.CharField(max_length=64, unique=True)
    return_to = models.CharField(max_length=512, blank=True)
    network = models.CharField(max_length=50)
    device_label = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(default=1)
    consumed_at = models.DateTimeField(null=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(attempts__lte=MOST_ATTEMPTS), name="challenge_attempts_limited"),
            models.CheckConstraint(condition=models.Q(sends__range=(1, MOST_SENDS)), name="challenge_sends_limited"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at"))
                & models.Q(expires_at__lte=models.F("sent_at") + timedelta(minutes=15)),
                name="challenge_lives_minutes",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="login", user__isnull=True)
                | (~models.Q(purpose="login") & models.Q(user__isnull=False)),
                name="challenge_names_user_unless_login",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id[:6]}…"


class AddressFailures(models.Model):
    """Wrong codes for one address since its last success; at the limit only links are accepted for a day."""

    address_key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now, db_index=True)
    digits_off_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} wrong codes"


class UserSession(AbstractBaseSession):
    """A browser's session, anonymous or signed in; accounts/session_store.py reads and writes it.

    `session_key` is a hash of the cookie's value, so this table signs nobody in.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    device_label = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=254, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(default=clock.now)
    strong_at = models.DateTimeField(null=True)

    # The base class declares its manager for one model of a project.
    objects = UserSessionManager()  # type: ignore[misc]

    class Meta(AbstractBaseSession.Meta):
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return self.device_label or "session"


class AccessToken(models.Model):
    """What a client without cookies sends as Bearer, or what an outside sign-in was exchanged for."""

    class Kind(models.TextChoices):
        BEARER = "bearer", _("signed in by a code")
        ORGANIZER_COOKIE = "organizer", _("outside sign-in of an organizer")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BEARER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    device_label = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(default=clock.now)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.device_label or str(self.public_id)


class RecoveryCode(models.Model):
    """One of the codes that stand in for a lost authenticator, once; kept under a slow hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return "used" if self.used_at else "unused"
