"""A gallery for an event that was made in the CMS."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gallery.actions.add import add_gallery
from gallery.models import Gallery
from gallery.organize.addresses import address_of
from gallery.organize.views.create import answer, chosen, form_for
from gallery.proposals import LONGEST_NAME
from payments.models import Payment
from site_pages.organizer.workspace import Workspace, show


def add_page(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The same form as for a new event, filled in from the event's page."""
    event, user = workspace.event, workspace.user
    form = form_for(request, user, initial_from(workspace))
    words: dict[str, Any] = {
        "title": _("Add a photo gallery"),
        "submit": _("Add the gallery"),
        "back": address_of("photos", event),
        "back_label": _("Photos"),
    }

    def act() -> Gallery | Payment:
        return add_gallery(event, form.wish(), by=user, provider=chosen(form))

    def draw(more: dict[str, Any], status: int) -> HttpResponse:
        return show(request, workspace, "gallery/organize/create", words | more, status=status)

    return answer(request, form, act, draw)


def initial_from(workspace: Workspace) -> dict[str, Any]:
    """Name and days of the event, as its own zone has them."""
    event = workspace.event
    first, last = (moment.astimezone(event.zone).date() for moment in (event.starts_at, event.ends_at))
    return {"name": event.title[:LONGEST_NAME], "event_date": first, "end_date": last if last > first else None}
