"""`{% frame as frame %}`: the surroundings of the page that is being rendered."""

from typing import Any

from django import template

from site_pages.page_contexts.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context: dict[str, Any]) -> Frame | None:
    """The frame, or None where there is no request (the plainest error page)."""
    request = context.get("request")
    if request is None:
        return None
    return frame_of(context.get("page"), request, event=context.get("event"))
