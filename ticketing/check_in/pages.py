"""What the doors put into the navigation of an event's organizer pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from site_pages.organizer.registry import DOOR, OrganizerPage, register_organizer_page


def register() -> None:
    """Name it (AppConfig.ready)."""
    page = OrganizerPage("check-in", _("Check-in"), "qr_code_scanner", "check_in:scanner", 60, roles=DOOR)
    register_organizer_page(page)
