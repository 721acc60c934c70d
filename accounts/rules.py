"""Who may do what with an event (spec 2, "Organizer rights"). Pure predicates over EventRole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import EventRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

Role = EventRole.Role
ORGANIZING_ROLES = frozenset({Role.OWNER, Role.COLLABORATOR})


def role_in(user: User | AnonymousUser, event_id: int) -> str | None:
    """The person's role in that event, or None. One query, none for an anonymous visitor."""
    if not user.is_authenticated or not user.is_active:
        return None
    return EventRole.objects.for_event(event_id).for_user(user.pk).values_list("role", flat=True).first()


def is_platform_admin(user: User | AnonymousUser) -> bool:
    """Runs the whole platform: every event is theirs to see."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def can_organize(user: User | AnonymousUser, event_id: int) -> bool:
    """Edit the event's mini-site, run its sessions, read its messages: owner and collaborator."""
    return is_platform_admin(user) or role_in(user, event_id) in ORGANIZING_ROLES


def can_own(user: User | AnonymousUser, event_id: int) -> bool:
    """Close, archive or delete the event, add and remove organizers: owner only."""
    return is_platform_admin(user) or role_in(user, event_id) == Role.OWNER


# What a role may do through the organizer API, by scope. Other rooms add theirs with `register_scope`.
SCOPE_ROLES: dict[str, frozenset[str]] = {
    "read-live": frozenset(Role.values),
    "read-draft": ORGANIZING_ROLES,
    "write": ORGANIZING_ROLES,
}


def register_scope(scope: str, *, roles: frozenset[str]) -> None:
    """Name the roles to which this scope is open. A scope that nobody registered is the owner's alone."""
    SCOPE_ROLES[scope] = roles


def has_scope(user: User | AnonymousUser, scope: str, *, event_id: int) -> bool:
    """The person's role in the event allows this. One query. Says nothing of platform administrators."""
    return role_in(user, event_id) in SCOPE_ROLES.get(scope, frozenset({Role.OWNER}))
