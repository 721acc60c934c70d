"""Who organizes an event: listed for its organizers, changed by its owners through the actions of `accounts`."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.actions import change_event_role, invite_to_event, revoke_event_role
from accounts.models import EventRole, User
from accounts.selectors import organized_event_ids, owned_event_ids
from notifications.errors import DomainError
from site_pages.models import EventPage


class RolePolicy(ModelPermissionPolicy):
    """Organizers see the roles of their event; owners (and superusers) change them. Model permissions count nothing."""

    def user_has_permission(self, user: User, action: str) -> bool:
        if user.is_superuser:
            return bool(user.is_active)
        return bool(organized_event_ids(user) if action == "view" else owned_event_ids(user))

    def user_has_permission_for_instance(self, user: User, action: str, instance: EventRole) -> bool:
        if user.is_superuser:
            return bool(user.is_active)
        return instance.event_id in (organized_event_ids(user) if action == "view" else owned_event_ids(user))

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[EventRole]:
        roles = EventRole.objects.select_related("user", "event")
        if user.is_superuser:
            return roles
        return roles.filter(event__in=organized_event_ids(user) if "view" in actions else owned_event_ids(user))


def owned_events(user: User) -> QuerySet[EventPage]:
    events = EventPage.objects.order_by("-starts_at")
    return events if user.is_superuser else events.filter(pk__in=owned_event_ids(user))


class RoleForm(forms.Form):
    """A person by e-mail and their role. Who has no account yet gets one: they sign in by a code to that address."""

    event = forms.ModelChoiceField(EventPage.objects.none(), label=_("Event"))
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Where the person signs in. An account is made if there is none.")
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=200, help_text=_("For a new account."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=EventRole.Role.choices,
        help_text=_(
            "Owners and collaborators edit the mini-site. Only owners manage organizers, unpublish, archive or delete. "
            "Reviewers, moderators and check-in staff work outside the CMS."
        ),
    )

    def __init__(self, *args: Any, instance: EventRole | None = None, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance, self.for_user = instance or EventRole(), for_user
        if self.instance.pk:
            for name in ("event", "email", "name"):
                del self.fields[name]
            self.fields["role"].initial = self.instance.role
        else:
            events = owned_events(for_user)
            offered = self.fields["event"]
            offered.queryset, offered.initial = events, events.first()  # type: ignore[attr-defined]

    def save(self) -> EventRole:
        """Grant or change the role; raises what the actions raise."""
        role = self.cleaned_data["role"]
        if self.instance.pk:
            return change_event_role(self.instance, role=role, by=self.for_user)
        sent = self.cleaned_data
        return invite_to_event(sent["event"].pk, email=sent["email"], name=sent["name"], role=role, by=self.for_user)


class RoleWriteMixin:
    """Saves through the form's action; a refusal is shown in the form, with everything typed kept."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"for_user": self.request.user}  # type: ignore[attr-defined]

    def form_valid(self, form: RoleForm) -> HttpResponse:
        try:
            self.object = form.save()
        except DomainError as error:
            form.add_error("role", error.message)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]
        log(self.object, self.log_name, user=self.request.user, data={"role": self.object.role})  # type: ignore[attr-defined]
        said = {"person": self.object.user, "role": self.object.get_role_display()}
        messages.success(self.request, _("%(person)s is %(role)s now.") % said)  # type: ignore[attr-defined]
        return redirect(self.get_success_url())  # type: ignore[attr-defined]


class OneRoleMixin:
    """Only owners of that event, whatever the address says."""

    def get_object(self, *args: Any, **kwargs: Any) -> Model:
        role: Model = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not self.user_has_permission_for_instance("change", role):  # type: ignore[attr-defined]
            raise PermissionDenied
        return role


class RoleCreateView(RoleWriteMixin, generic.CreateView):
    """Adds an organizer."""

    log_name = "wagtail.create"
    page_title = _("Add an organizer")
    page_subtitle = _("Organizer")
    error_message = _("The organizer could not be added.")


class RoleEditView(OneRoleMixin, RoleWriteMixin, generic.EditView):
    """Changes a role."""

    log_name = "wagtail.edit"
    error_message = _("The role could not be changed.")


class RoleDeleteView(OneRoleMixin, generic.DeleteView):
    """Takes a role away."""

    page_title = _("Remove")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            log(self.object, "wagtail.delete", user=self.request.user, data={"role": self.object.role})
            revoke_event_role(self.object, by=self.request.user)
        except DomainError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class RoleIndexView(generic.IndexView):
    """Roles of the person's events."""

    page_title = _("Organizers")
    add_item_label = _("Add an organizer")

    def get_base_queryset(self) -> QuerySet[EventRole]:
        roles: QuerySet[EventRole] = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, {"view"}
        )
        return roles


def organized_events(request: HttpRequest | None) -> QuerySet[EventPage]:
    if request is None:
        return EventPage.objects.none()
    events = EventPage.objects.order_by("-starts_at")
    return events if request.user.is_superuser else events.filter(pk__in=organized_event_ids(request.user))


class RoleFilterSet(WagtailFilterSet):
    """By event and role."""

    event = django_filters.ModelChoiceFilter(queryset=organized_events, label=_("Event"))
    role = django_filters.ChoiceFilter(choices=EventRole.Role.choices, label=_("Role"))

    class Meta:
        model = EventRole
        fields: ClassVar[list[str]] = []


class OrganizerViewSet(ModelViewSet):
    """Menu entry "Organizers"."""

    model = EventRole
    name = "organizers"
    icon = "group"
    menu_label = _("Organizers")
    menu_order = 170
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = RoleIndexView
    add_view_class = RoleCreateView
    edit_view_class = RoleEditView
    delete_view_class = RoleDeleteView
    form_fields: ClassVar[list[str]] = ["role"]
    list_display = (
        "user",
        "user__email",
        "role",
        "event",
        DateColumn("created_at", label=_("Since"), sort_key="created_at"),
    )
    list_export = ("user.name", "user.email", "role", "event", "created_at")
    export_headings: ClassVar[dict[str, Any]] = {"user.name": _("Person"), "user.email": _("E-mail")}
    export_filename = "organizers"
    filterset_class = RoleFilterSet
    search_fields = ("user__name", "user__email")
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return RoleForm
