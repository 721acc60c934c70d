"""What stands in a session's page between its end and its recording: that it is coming, or that it has failed.

With a form for whoever wants to be told (wish_page.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse

from live_control.choices import RecordingState
from live_control.control.addresses import control_path
from live_control.models import Recording
from live_control.rules import runs_page
from live_control.wish_forms import empty_form
from site_pages.event_dates import event_above
from site_pages.extensions import register_panel
from site_pages.models import SessionPage

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from wagtail.models import Page


def render(page: Page, request: HttpRequest) -> SafeString | None:
    """Two queries, three where recording failed. With its CSRF token no cache keeps the page."""
    assert isinstance(page, SessionPage)
    state = state_of(page)
    context = {
        "state": state,
        "access_path": reverse("api:get_access", args=[page.public_id]),
        "control_path": control_path(page) if state == "failed" and runs_page(request.user, page) else "",
        "wish_path": reverse("live_pages:recording_wish", args=[event_above(page).slug, page.slug]),
        "form": empty_form(request),
    }
    return render_to_string("live_control/recording_wait.html", context, request=request)


def state_of(session: SessionPage) -> str:
    """`announced` where nothing was recorded here: an editor may bring a file. One query."""
    states = set(Recording.objects.filter(session=session.pk).values_list("state", flat=True))
    if not states:
        return "announced"
    return "failed" if states == {RecordingState.FAILED} else "coming"


def register() -> None:
    """Called by AppConfig.ready."""
    register_panel("recording_wait", render)
