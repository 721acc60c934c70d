"""Reads about people and their events that several rooms share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import EventRole, User
from accounts.rules import ORGANIZING_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


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
