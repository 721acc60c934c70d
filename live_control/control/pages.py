"""What the room puts into the navigation of an event's organizer pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from live_control.rules import RUNNING_ROLES
from site_pages.organizer.registry import OrganizerPage, register_organizer_page


def register() -> None:
    """Name it (AppConfig.ready)."""
    page = OrganizerPage("live", _("Live sessions"), "live_tv", "live_list:sessions", 46, roles=RUNNING_ROLES)
    register_organizer_page(page)
