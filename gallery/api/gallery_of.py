"""The gallery that a call of the organizer API is about, and that its caller may do it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.authentication import Caller
from gallery.models import Gallery
from notifications.errors import NotFound

EVENT = "/organizer/events/{event_id}"


def gallery_of(request: HttpRequest, event_id: UUID, *, scope: str) -> Gallery:
    """The gallery with this id, where the caller has the scope in its event. Two queries.

    Raises NotFound: a missing right and a missing gallery look the same.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    gallery = Gallery.objects.select_related("event").filter(public_id=event_id).first()
    if gallery is None or not caller.may(scope, event_id=gallery.event_id):
        raise NotFound(_("There is no such event."))
    return gallery
