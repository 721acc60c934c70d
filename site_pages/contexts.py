"""Which selector fills which page's template. A page model stays free of queries.

`@fills(PageClass)` registers a function `(page, request) -> dict`; SitePage.get_context calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

Context = dict[str, Any]
Filler = Callable[[Any, HttpRequest], Context]

_fillers: dict[type[Page], Filler] = {}


def fills(page_class: type[Page]) -> Callable[[Filler], Filler]:
    """Register the function that reads what this page class's template shows."""

    def register(filler: Filler) -> Filler:
        _fillers[page_class] = filler
        return filler

    return register


def context_of(page: Page, request: HttpRequest) -> Context:
    """The template context of a page; empty for a class without a filler."""
    filler = _fillers.get(type(page))
    return filler(page, request) if filler else {}
