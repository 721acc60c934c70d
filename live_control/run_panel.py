"""In an online session's page, for those who run it: the way to its control page.

Organizers find it in their pages, too; a moderator by the programme alone has no other way to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from live_control.control.addresses import control_path
from live_control.rules import runs_page
from site_pages.extensions import register_panel
from site_pages.models import SessionPage

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from wagtail.models import Page


def render(page: Page, request: HttpRequest) -> SafeString | None:
    """Nothing for whoever does not run it. One query."""
    assert isinstance(page, SessionPage)
    if not runs_page(request.user, page):
        return None
    return render_to_string("live_control/run_panel.html", {"control_path": control_path(page)}, request=request)


def register() -> None:
    """Called by AppConfig.ready."""
    register_panel("run", render)
