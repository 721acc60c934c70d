"""Reads about people and their events that several rooms share."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone as clock

from accounts.models import AccessToken, AddressDevice, AddressKind, EventRole, User, UserSession
from accounts.rules import ORGANIZING_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.addresses import Address


def organizers_of(event_id: int) -> QuerySet[User]:
    """Active owners and collaborators of an event, in the order in which they were added."""
    roles = EventRole.objects.for_event(event_id).organizing()
    return User.objects.filter(is_active=True, event_roles__in=roles).order_by("event_roles__created_at", "pk")


def organized_event_ids(user: User | AnonymousUser) -> frozenset[int]:
    """The events whose owner or collaborator the person is."""
    return frozenset(event for event, role in _roles_of(user).items() if role in ORGANIZING_ROLES)


def owned_event_ids(user: User | AnonymousUser) -> frozenset[int]:
    """The events whose owner the person is."""
    return frozenset(event for event, role in _roles_of(user).items() if role == EventRole.Role.OWNER)


def _roles_of(user: User | AnonymousUser) -> dict[int, str]:
    """Roles by event; asked once per user object, which lives for one request."""
    if not user.is_authenticated or not user.is_active:
        return {}
    known: dict[int, str] | None = user.__dict__.get("_event_roles")
    if known is None:
        known = dict(EventRole.objects.for_user(user.pk).values_list("event_id", "role"))
        user.__dict__["_event_roles"] = known
    return known


def person_at(address: Address) -> User | None:
    """Whose address this is: proved by them, or given to an account by an invitation. Two queries at most."""
    device = AddressDevice.objects.at(address.kind, address.value).select_related("user").first()
    if device is not None:
        return device.user
    return User.objects.filter(**{address.kind: address.value}).first()


def addresses_of(user: User) -> list[AddressDevice]:
    """The person's proved addresses, mail first, primary ones first. One query."""
    return list(AddressDevice.objects.of_user(user.pk))


def sessions_of(user: User) -> list[UserSession]:
    """Where the person is signed in, the most recent first. One query."""
    return list(UserSession.objects.of_user(user.pk, clock.now()))


def access_tokens_of(user: User) -> list[AccessToken]:
    """The person's tokens that still work. One query."""
    return list(AccessToken.objects.of_user(user.pk, clock.now()))


def users_by_verified_email(emails: Collection[str]) -> dict[str, int]:
    """Who has proved which of these mail addresses (stored form): user ids by address. One query."""
    devices = AddressDevice.objects.filter(kind=AddressKind.EMAIL, value__in=emails, user__is_active=True)
    return dict(devices.values_list("value", "user_id"))


def verified_emails(user_ids: Collection[int]) -> set[str]:
    """The mail addresses that these people have proved. One query, none for nobody."""
    if not user_ids:
        return set()
    return set(AddressDevice.objects.filter(kind=AddressKind.EMAIL, user__in=user_ids).values_list("value", flat=True))
