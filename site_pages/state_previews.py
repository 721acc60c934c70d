"""A session's preview in each of its states, whatever the clock says: before, while it is on, and afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from site_pages.choices import SessionState

# A mode's name is the state's.
STATES: tuple[tuple[str, Any], ...] = (
    (SessionState.UPCOMING.value, _("Before it begins")),
    (SessionState.LIVE.value, _("While it is on")),
    (SessionState.RECORDED.value, _("Afterwards, with its recording")),
    (SessionState.ENDED.value, _("Afterwards, without a recording")),
)


class StatePreviews:
    """For the session's page model."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [*super().preview_modes, *STATES]  # type: ignore[misc]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        if mode_name in dict(STATES):
            request.previewed_state = mode_name  # type: ignore[attr-defined]
        response: HttpResponseBase = super().serve_preview(request, mode_name)  # type: ignore[misc]
        return response


def previewed_state(request: HttpRequest) -> str | None:
    """The state that the editor wants to see; None for the session as it is now."""
    state: str | None = getattr(request, "previewed_state", None)
    return state
