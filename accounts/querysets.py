"""Vocabulary for users, roles and keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.sessions.base_session import BaseSessionManager
from django.db import models
from django_otp.models import DeviceManager

if TYPE_CHECKING:
    from accounts.models import (  # noqa: F401 - named in strings below
        AccessToken,
        AddressDevice,
        APIKey,
        EventRole,
        LoginChallenge,
        User,
        UserSession,
    )


def normalise_email(address: str) -> str:
    """Trimmed, whole address in lower case: how addresses are stored and compared (spec 2)."""
    return address.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, compared without case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normalise_email(username or ""))

    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> User:
        """A user who may sign in by a code to this address, or to the `phone` among the fields."""
        user = self.model(email=normalise_email(email) if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """Used by `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class EventRoleQuerySet(models.QuerySet["EventRole"]):
    """Who has which role where."""

    def for_event(self, event_id: int) -> EventRoleQuerySet:
        return self.filter(event_id=event_id)

    def for_user(self, user_id: int) -> EventRoleQuerySet:
        return self.filter(user_id=user_id)

    def organizing(self) -> EventRoleQuerySet:
        """Owners and collaborators: those who edit the mini-site and run the event."""
        return self.filter(role__in=("owner", "collaborator"))


class APIKeyQuerySet(models.QuerySet["APIKey"]):
    """API keys."""

    def usable(self, now: datetime) -> APIKeyQuerySet:
        """Neither revoked nor expired, of somebody who may still sign in."""
        return self.filter(revoked_at=None, expires_at__gt=now, created_by__is_active=True)

    def created_by_user(self, user: User) -> APIKeyQuerySet:
        return self.filter(created_by=user)


class AddressQuerySet(models.QuerySet["AddressDevice"]):
    """Verified addresses."""

    def of_user(self, user_id: int) -> AddressQuerySet:
        return self.filter(user_id=user_id)

    def at(self, kind: str, value: str) -> AddressQuerySet:
        return self.filter(kind=kind, value=value)


AddressManager = DeviceManager.from_queryset(AddressQuerySet)


class ChallengeQuerySet(models.QuerySet["LoginChallenge"]):
    """Challenges."""

    def open(self, now: datetime) -> ChallengeQuerySet:
        """Not used and not expired. Its digits may be dead all the same; then the link still works."""
        return self.filter(consumed_at=None, expires_at__gt=now)


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    """Sessions of people who are signed in."""

    def of_user(self, user_id: int, now: datetime) -> UserSessionQuerySet:
        return self.filter(user_id=user_id, expire_date__gt=now)


UserSessionManager = BaseSessionManager.from_queryset(UserSessionQuerySet)


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Bearer tokens."""

    def usable(self, now: datetime) -> AccessTokenQuerySet:
        """Not expired, of somebody who may still sign in."""
        return self.filter(expires_at__gt=now, user__is_active=True)

    def of_user(self, user_id: int, now: datetime) -> AccessTokenQuerySet:
        return self.filter(user_id=user_id, expires_at__gt=now)
