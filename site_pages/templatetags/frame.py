"""`{% frame as frame %}`: the surroundings of the page that is being rendered."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from site_pages.page_contexts.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context: dict[str, Any]) -> Frame | None:
    """The frame, or None where there is no request (the plainest error page)."""
    request = context.get("request")
    if request is None:
        return None
    return frame_of(context.get("page"), request, event=context.get("event"))


@register.filter
def may_edit_pages(user: User | AnonymousUser | None) -> bool:
    """Whether Wagtail's bar is worth asking about: most who sign in have no right in the CMS at all. One query."""
    if user is None or not user.is_authenticated:
        return False
    return bool(user.is_superuser or user.groups.exists())
