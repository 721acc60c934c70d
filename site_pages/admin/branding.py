"""Foyer's look in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem


def admin_css() -> SafeString:
    """Wagtail's hook insert_global_admin_css."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


def drop_release_notes(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's hook construct_help_menu: what is new in Wagtail is for those who run the platform."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if not item.name.startswith("whats-new")]
