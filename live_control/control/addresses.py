"""Where a session is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from site_pages.models import SessionPage


def control_path(session: SessionPage) -> str:
    """Of its control page. No query: the event's slug is in the page's own path."""
    return reverse("live_control:control", kwargs={"slug": session.url_path.split("/")[3], "session": session.slug})
