"""The way from a person's account to the events that they organize."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.panels import register_account_panel
from site_pages.organizer.events import roles_by_event


def render(request: HttpRequest) -> SafeString | None:
    """Nothing for whoever organizes no event. One query."""
    count = len(roles_by_event(request))
    return render_to_string("organizer/account_panel.html", {"count": count}, request) if count else None


def register() -> None:
    """Put it on the account page (AppConfig.ready)."""
    register_account_panel("organizer", render)
