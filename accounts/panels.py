"""Sections of the account page that upper rooms fill (tickets, photos), without being imported from here.

`register_account_panel("tickets", render)` in AppConfig.ready; the function gets the request of a signed-in
person and returns safe HTML, or None where it has nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

Panel = Callable[[HttpRequest], SafeString | None]

_panels: dict[str, Panel] = {}


def register_account_panel(name: str, render: Panel) -> None:
    """Let this function fill a section; the last registration of a name counts."""
    _panels[name] = render


def render_panels(request: HttpRequest) -> list[SafeString]:
    """What the rooms show, in the order of their registration."""
    shown = (render(request) for render in _panels.values())
    return [panel for panel in shown if panel]
