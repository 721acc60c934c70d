"""Who may edit which record in the admin: staff by model permission, organizers by the record's event."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import EventRole, User
from accounts.rules import ORGANIZING_ROLES
from accounts.selectors import organized_event_ids


class EventRecordPolicy(ModelPermissionPolicy):
    """Organizers have `organizer_actions` on records whose `event_field` names an event of theirs, and on no other."""

    def __init__(self, model: type[Model], *, event_field: str, organizer_actions: frozenset[str]) -> None:
        super().__init__(model)
        self.event_field = event_field
        self.organizer_actions = organizer_actions

    def edits_all(self, user: User) -> bool:
        """Staff, who hold the model permission."""
        return super().user_has_permission(user, "change")

    def user_has_permission(self, user: User, action: str) -> bool:
        if super().user_has_permission(user, action):
            return True
        return action in self.organizer_actions and bool(organized_event_ids(user))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        if super().user_has_permission(user, action):
            return True
        event_id = getattr(instance, f"{self.event_field}_id")
        return action in self.organizer_actions and event_id in organized_event_ids(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Model]:
        wanted = set(actions)
        everything = self.model._default_manager.all()
        if any(super(EventRecordPolicy, self).user_has_permission(user, action) for action in wanted):
            return everything
        if not wanted & self.organizer_actions:
            return everything.none()
        return everything.filter(**{f"{self.event_field}__in": organized_event_ids(user)})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        wanted = set(actions)
        allowed = self._get_users_with_any_permission_codenames_filter(self._get_permission_codenames(wanted))
        if wanted & self.organizer_actions:
            organizing = EventRole.objects.filter(role__in=ORGANIZING_ROLES).values("user_id")
            allowed |= Q(is_active=True, pk__in=organizing)
        return User.objects.filter(allowed).distinct()

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet[User]:
        wanted = set(actions)
        allowed = self._get_users_with_any_permission_codenames_filter(self._get_permission_codenames(wanted))
        if wanted & self.organizer_actions:
            roles = EventRole.objects.for_event(getattr(instance, f"{self.event_field}_id")).organizing()
            allowed |= Q(is_active=True, pk__in=roles.values("user_id"))
        return User.objects.filter(allowed).distinct()


EDITING = frozenset({"add", "change", "delete", "view"})
READING = frozenset({"change", "view"})
