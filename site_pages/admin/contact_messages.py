"""Messages from the contact pages: a flat operational record, so wagtail-modeladmin (ARCHITECTURE, decision 10)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from accounts.models import User
from accounts.selectors import organized_event_ids
from notifications.errors import DomainError
from site_pages.admin.filters import events_for
from site_pages.admin.people import person_of
from site_pages.contact_inbox import handle_message, reopen_message
from site_pages.models import ContactMessage


class MessageRights(PermissionHelper):
    """Organizers read their event's messages; superusers all. Nobody writes or deletes one here."""

    def user_can_list(self, user: User) -> bool:
        return user.is_superuser or bool(organized_event_ids(user))

    def user_can_inspect_obj(self, user: User, obj: ContactMessage) -> bool:
        return user.is_superuser or obj.event_id in organized_event_ids(user)

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: ContactMessage) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: ContactMessage) -> bool:
        return False


class EventListFilter(SimpleListFilter):
    """The person's own events only."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(str(event.pk), event.title) for event in events_for(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ContactMessage]) -> QuerySet[ContactMessage]:
        value = self.value()
        return queryset.filter(event_id=int(value)) if value and value.isdecimal() else queryset


class StateListFilter(SimpleListFilter):
    """Waiting or handled."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("handled", _("handled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ContactMessage]) -> QuerySet[ContactMessage]:
        if self.value() in {"waiting", "handled"}:
            return queryset.filter(handled_at__isnull=self.value() == "waiting")
        return queryset


class MessageView(InspectView):
    """One message, with the button that marks it as handled."""

    page_title = _("Message")

    def get_template_names(self) -> list[str]:
        return ["site_pages/admin/contact_message.html"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        change = reopen_message if request.POST.get("action") == "reopen" else handle_message
        try:
            change(self.instance, by=person_of(request))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(request.path)


class ContactMessageAdmin(ModelAdmin):
    """The inbox."""

    model = ContactMessage
    menu_label = _("Messages")
    menu_icon = "mail"
    menu_order = 160
    base_url_path = "messages"
    list_display = ("subject", "name", "email", "event_title", "created_at", "handled_at", "handled_by")
    list_filter = (StateListFilter, EventListFilter, "created_at")
    list_export = ("created_at", "event_title", "name", "email", "subject", "text", "handled_at", "handled_by")
    export_filename = "contact-messages"
    list_select_related: ClassVar[list[str]] = ["event", "handled_by"]
    search_fields = ("subject", "name", "email", "text")
    ordering = ("-created_at", "-pk")
    inspect_view_enabled = True
    inspect_view_class = MessageView
    history_view_enabled = False
    permission_helper_class = MessageRights

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContactMessage]:
        mine = ContactMessage.objects.select_related("event", "handled_by")
        if not request.user.is_superuser:
            mine = mine.filter(event__in=organized_event_ids(request.user))
        return mine.order_by(*self.ordering)

    def event_title(self, message: ContactMessage) -> str:
        return message.event.title

    event_title.short_description = _("event")  # type: ignore[attr-defined]
