"""Writing the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ticketing.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from ticketing.models import Order, Ticket


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, the buyer by their secret link, or Foyer itself."""

    name: str
    user_id: int | None = None


def person(user: User) -> Actor:
    """An organizer or a signed-in buyer; named by id and name, never by address."""
    return Actor(name=(user.name or _("somebody without a name"))[:120], user_id=user.pk)


def buyer() -> Actor:
    """Whoever holds the order's link."""
    return Actor(name=_("buyer"))


def system() -> Actor:
    """A task, or a provider's notification."""
    return Actor(name="Foyer")


def record(
    order: Order, action: str, *, by: Actor, ticket: Ticket | None = None, changes: Mapping[str, Any] | None = None
) -> None:
    """Add an entry in the caller's transaction. One query."""
    AuditEntry.objects.create(
        event_id=order.event_id,
        order=order,
        ticket=ticket,
        action=action,
        actor_id=by.user_id,
        actor=by.name,
        changes=dict(changes or {}),
    )
