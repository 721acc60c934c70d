"""What the room puts into the navigation of an event's organizer pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from site_pages.organizer.registry import OWNERS, OrganizerPage, register_organizer_page

PAGES = (
    OrganizerPage("overview", _("Overview"), "dashboard", "organize:overview", 10),
    OrganizerPage("orders", _("Orders"), "receipt_long", "organize:orders", 20),
    OrganizerPage("tickets", _("Attendees"), "group", "organize:tickets", 30),
    OrganizerPage("catalogue", _("Catalogue"), "category", "organize:catalogue", 40),
    OrganizerPage("vouchers", _("Vouchers"), "sell", "organize:vouchers", 50),
    OrganizerPage("waiting", _("Waiting list"), "hourglass_top", "organize:waiting", 55),
    OrganizerPage("settings", _("Settings"), "settings", "organize:settings", 90, roles=OWNERS),
)


def register() -> None:
    """Name them (AppConfig.ready)."""
    for page in PAGES:
        register_organizer_page(page)
