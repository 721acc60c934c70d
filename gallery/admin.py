"""Galleries and what was ordered for them in Wagtail's admin: flat records, for platform administrators to read."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from gallery.actions.orders import name_of
from gallery.choices import GalleryStatus
from gallery.lifecycle import status_of
from gallery.models import Gallery, GalleryOrder
from payments.admin import PlatformOnly
from payments.money import Money


class ReadOnly(PlatformOnly):
    """A list; the organizers' pages hold everything else."""

    def user_can_inspect_obj(self, user: object, obj: object) -> bool:
        return False


class GalleryAdmin(ModelAdmin):
    """All galleries, with a link to where they are worked on."""

    model = Gallery
    menu_label = _("Galleries")
    menu_icon = "image"
    base_url_path = "galleries"
    list_display = ("at_organizers", "status_now", "event_date", "guests_text", "paid_text", "created_at")
    list_filter = ("status", "compression_mode", "event_date")
    list_select_related: ClassVar[list[str]] = ["event"]
    search_fields = ("name", "slug")
    ordering = ("-event_date", "-pk")
    inspect_view_enabled = False
    history_view_enabled = False
    permission_helper_class = ReadOnly

    def at_organizers(self, gallery: Gallery) -> SafeString:
        """The name, leading to the gallery's own page."""
        address = reverse("gallery_organize:photos", args=[gallery.event.slug])
        return format_html('<a href="{}">{}</a>', address, gallery.name)

    at_organizers.short_description = _("name")  # type: ignore[attr-defined]
    at_organizers.admin_order_field = "name"  # type: ignore[attr-defined]

    def status_now(self, gallery: Gallery) -> str:
        return str(GalleryStatus(status_of(gallery, now=clock.now())).label)

    status_now.short_description = _("status")  # type: ignore[attr-defined]

    def guests_text(self, gallery: Gallery) -> str:
        return f"{gallery.guests_used} / {gallery.max_guests}"

    guests_text.short_description = _("guests")  # type: ignore[attr-defined]

    def paid_text(self, gallery: Gallery) -> str:
        return str(Money(gallery.paid_fee, gallery.currency))

    paid_text.short_description = _("paid")  # type: ignore[attr-defined]


class GalleryOrderAdmin(ModelAdmin):
    """What was ordered, and whether its money came; the payments themselves are under Payments."""

    model = GalleryOrder
    menu_label = _("Orders")
    menu_icon = "list-ul"
    base_url_path = "gallery-orders"
    list_display = ("name_text", "requested_by", "amount_text", "state", "problem", "created_at", "applied_at")
    list_filter = ("state", "created_at")
    list_select_related: ClassVar[list[str]] = ["gallery", "requested_by"]
    search_fields = ("gallery__name", "requested_by__email")
    ordering = ("-created_at", "-pk")
    inspect_view_enabled = False
    history_view_enabled = False
    permission_helper_class = ReadOnly

    def get_queryset(self, request: HttpRequest) -> QuerySet[GalleryOrder]:
        return GalleryOrder.objects.select_related("gallery", "requested_by").order_by(*self.ordering)

    def name_text(self, order: GalleryOrder) -> str:
        return name_of(order)

    name_text.short_description = _("event")  # type: ignore[attr-defined]

    def amount_text(self, order: GalleryOrder) -> str:
        return str(order.money)

    amount_text.short_description = _("to pay")  # type: ignore[attr-defined]


class GalleriesGroup(ModelAdminGroup):
    menu_label = _("Photo galleries")
    menu_icon = "image"
    menu_order = 157
    items = (GalleryAdmin, GalleryOrderAdmin)
