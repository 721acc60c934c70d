"""What an upper room puts on a page, for the length of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from site_pages.extensions import PanelRenderer, register_panel, unregister_panel


@contextmanager
def panel(place: str, renderer: PanelRenderer) -> Iterator[None]:
    """This function fills the place; afterwards whatever did before does again."""
    former = register_panel(place, renderer)
    try:
        yield
    finally:
        if former is None:
            unregister_panel(place)
        else:
            register_panel(place, former)
