"""`{% icon "add" %}`: a symbol of static/vendor/material-symbols in the text's colour, for decoration only."""

from __future__ import annotations

from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The drawing itself: no font, no request, and it takes the colour of its surroundings."""
    path = finders.find(f"vendor/material-symbols/{name}.svg")
    if not isinstance(path, str):
        raise template.TemplateSyntaxError(f"There is no symbol {name}.svg in static/vendor/material-symbols")
    with open(path, encoding="ascii") as file:  # noqa: PTH123 - finders give text
        drawing = file.read().strip()
    drawing = drawing.replace("<svg ", '<svg class="symbol" aria-hidden="true" ', 1)
    return mark_safe(drawing)  # noqa: S308 - a vendored file of our own
