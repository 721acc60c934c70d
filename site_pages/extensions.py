"""Places on this room's pages that an upper room fills, without being imported from here.

An upper room calls `register_panel` in its AppConfig.ready. Places: `join` (a session that is live), `tickets` (the
ticket shop), `prices` (what it costs, on the landing page), `photos` (the approved guest photos), `recording`
(beside the player, for those who may watch the recording), `recording_wait` (between the end and the recording) and
`run` (an online session, for somebody who is signed in and may run it). A renderer gets the page and the request and
returns safe HTML, or None where it has nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page

PanelRenderer = Callable[[Page, HttpRequest], SafeString | None]

_panels: dict[str, PanelRenderer] = {}


def register_panel(place: str, renderer: PanelRenderer) -> PanelRenderer | None:
    """Let this function fill the place; the last registration counts. Returns what filled it before."""
    former = _panels.get(place)
    _panels[place] = renderer
    return former


def unregister_panel(place: str) -> None:
    """Leave the place empty again."""
    _panels.pop(place, None)


def render_panel(place: str, page: Page, request: HttpRequest) -> SafeString | None:
    """What fills the place on this page; None when nobody does."""
    renderer = _panels.get(place)
    return renderer(page, request) if renderer else None
