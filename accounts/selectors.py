"""Reads about people and their events that several rooms share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import EventRole, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def organized_event_ids(user: User | AnonymousUser) -> frozenset[int]:
    """The events whose owner or collaborator the person is. One query per user object, which lives for one request."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_organized_event_ids"):
        ids = EventRole.objects.for_user(user.pk).organizing().values_list("event_id", flat=True)
        user._organized_event_ids = frozenset(ids)  # type: ignore[attr-defined]
    return user._organized_event_ids  # type: ignore[attr-defined]


def organizers_of(event_id: int) -> QuerySet[User]:
    """Active owners and collaborators of an event, in the order in which they were added."""
    roles = EventRole.objects.for_event(event_id).organizing()
    return User.objects.filter(is_active=True, event_roles__in=roles).order_by("event_roles__created_at", "pk")
