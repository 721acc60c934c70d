"""Changes of who may do what in an event (spec 2, "Organizer rights")."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.addresses import read_email
from accounts.models import EventRole, User
from accounts.querysets import EventRoleQuerySet
from accounts.selectors import person_at
from accounts.signals import event_role_changed
from notifications.errors import Conflict, InvalidInput, NotAllowed


def grant_event_role(event_id: int, *, user: User, role: str, by: User | None) -> EventRole:
    """Give a person their role in an event. `by` is who does it; None for the system itself.

    Raises NotAllowed unless `by` owns the event, Conflict where the person has a role there already.
    """
    _check(event_id, role=role, by=by)
    with transaction.atomic():
        if _lock_roles(event_id).filter(user=user).exists():
            raise Conflict(_("This person has a role in the event already."), code="HAS_ROLE")
        granted = EventRole.objects.create(event_id=event_id, user=user, role=role)
        event_role_changed.send(sender=EventRole, event_id=event_id, user_id=user.pk)
    return granted


def invite_to_event(event_id: int, *, email: str, name: str, role: str, by: User | None) -> EventRole:
    """Give a role to whoever has this address; makes an account that signs in by a code where there is none."""
    _check(event_id, role=role, by=by)
    with transaction.atomic():
        address = read_email(email)
        person = person_at(address) or User.objects.create_user(address.value, name=name)
        return grant_event_role(event_id, user=person, role=role, by=by)


def change_event_role(event_role: EventRole, *, role: str, by: User | None) -> EventRole:
    """Give a person another role in the same event; the last owner stays one (Conflict)."""
    _check(event_role.event_id, role=role, by=by)
    with transaction.atomic():
        locked = _lock_roles(event_role.event_id).get(pk=event_role.pk)
        if role != EventRole.Role.OWNER:
            _keep_an_owner(locked)
        locked.role = role
        locked.save(update_fields=["role"])
        event_role_changed.send(sender=EventRole, event_id=locked.event_id, user_id=locked.user_id)
    return locked


def revoke_event_role(event_role: EventRole, *, by: User | None) -> None:
    """Take a person's role in an event away; the last owner stays (Conflict)."""
    _check(event_role.event_id, role=event_role.role, by=by)
    with transaction.atomic():
        locked = _lock_roles(event_role.event_id).get(pk=event_role.pk)
        _keep_an_owner(locked)
        locked.delete()
        event_role_changed.send(sender=EventRole, event_id=locked.event_id, user_id=locked.user_id)


def _check(event_id: int, *, role: str, by: User | None) -> None:
    if role not in EventRole.Role.values:
        raise InvalidInput(_("There is no such role."), fields={"role": _("There is no such role.")})
    if by is not None and not rules.can_own(by, event_id):
        raise NotAllowed(_("Only an owner of the event adds and removes organizers."))


def _lock_roles(event_id: int) -> EventRoleQuerySet:
    """Lock all roles of the event in the order of their ids, so two owners cannot remove each other at once."""
    roles = EventRole.objects.for_event(event_id)
    list(roles.select_for_update().order_by("pk"))
    return roles


def _keep_an_owner(event_role: EventRole) -> None:
    others = EventRole.objects.for_event(event_role.event_id).exclude(pk=event_role.pk)
    if event_role.role == EventRole.Role.OWNER and not others.filter(role=EventRole.Role.OWNER).exists():
        raise Conflict(_("An event keeps at least one owner."), code="LAST_OWNER")
