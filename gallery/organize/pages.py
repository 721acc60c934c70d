"""What the room puts into the navigation of an event's organizer pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gallery.rules import MODERATING_ROLES
from site_pages.organizer.registry import OrganizerPage, register_organizer_page

PAGES = (OrganizerPage("photos", _("Photos"), "photo_library", "gallery_organize:photos", 60, roles=MODERATING_ROLES),)


def register() -> None:
    """Name them (AppConfig.ready)."""
    for page in PAGES:
        register_organizer_page(page)
