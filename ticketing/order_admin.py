"""Orders in Wagtail's admin, read only: a flat record, so wagtail-modeladmin (ARCHITECTURE, decision 10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, cast

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from accounts.models import User
from accounts.selectors import organized_event_ids
from site_pages.admin.filters import events_for
from site_pages.models import EventPage
from ticketing.models import Order


class OrderRights(PermissionHelper):
    """Organizers see their events' orders, superusers all. Nothing is written here: the organizers' pages do that."""

    def user_can_list(self, user: User) -> bool:
        return user.is_superuser or bool(organized_event_ids(user))

    def user_can_inspect_obj(self, user: User, obj: Order) -> bool:
        return False

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Order) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Order) -> bool:
        return False


class OwnEventFilter(SimpleListFilter):
    """The person's own events only."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(str(event.pk), event.title) for event in events_for(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        value = self.value()
        return queryset.filter(event_id=int(value)) if value and value.isdecimal() else queryset


class OrderAdmin(ModelAdmin):
    """All orders of the person's events, with a link to where they are worked on."""

    model = Order
    menu_label = _("Orders")
    menu_icon = "list-ul"
    menu_order = 155
    base_url_path = "orders"
    list_display = ("at_organizers", "buyer_name", "buyer_email", "event_title", "state", "total_text", "created_at")
    list_filter = (OwnEventFilter, "state", "source", "created_at")
    list_export = ("number", "event_title", "buyer_name", "buyer_email", "state", "source", "total_text", "created_at")
    export_filename = "orders"
    list_select_related: ClassVar[list[str]] = ["event"]
    search_fields = ("number", "buyer_name", "buyer_email", "tickets__number")
    ordering = ("-created_at", "-pk")
    inspect_view_enabled = False
    history_view_enabled = False
    permission_helper_class = OrderRights

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        mine = Order.objects.placed().select_related("event")
        user = cast("User", request.user)
        if not user.is_superuser:
            mine = mine.filter(event__in=organized_event_ids(user))
        return mine.order_by(*self.ordering)

    def at_organizers(self, order: Order) -> SafeString:
        """The number, leading to the order's own page."""
        address = reverse("organize:order", args=[order.event.slug, order.number])
        return format_html('<a href="{}">{}</a>', address, order.number)

    at_organizers.short_description = _("number")  # type: ignore[attr-defined]
    at_organizers.admin_order_field = "number"  # type: ignore[attr-defined]

    def event_title(self, order: Order) -> str:
        return order.event.title

    event_title.short_description = _("event")  # type: ignore[attr-defined]

    def total_text(self, order: Order) -> str:
        return str(order.money)

    total_text.short_description = _("total")  # type: ignore[attr-defined]
    total_text.admin_order_field = "total"  # type: ignore[attr-defined]


def organizer_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From the event in the editor to its organizer pages."""
    if not issubclass(page.specific_class or Page, EventPage):
        return
    if user.is_superuser or page.pk in organized_event_ids(user):
        address = reverse("organize:overview", args=[page.slug])
        yield Button(_("Orders and tickets"), address, icon_name="list-ul", priority=15)
