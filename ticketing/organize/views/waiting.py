"""The waiting list: who is in line, and serving it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from notifications.errors import Conflict
from site_pages.organizer.form_pages import do_at_once
from site_pages.organizer.paging import page_of
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.actions.waiting_list import leave_waiting_list, offer_free_seats
from ticketing.models import WaitingListEntry


@organizer_view("waiting")
@require_safe
def waiting_list(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """In line by category, first come first; offers that are open among them. Six queries."""
    entries = WaitingListEntry.objects.filter(event_id=workspace.event.pk, state__in=("waiting", "offered"))
    ordered = entries.select_related("category").order_by("category__position", "category", "created_at", "pk")
    return show(request, workspace, "ticketing/organize/waiting", {"page_of": page_of(request, ordered), "query": ""})


@organizer_view("waiting")
@require_POST
def offer(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Serve the line with the seats that are free now."""

    def act() -> str:
        made = offer_free_seats(workspace.event.pk)
        if not made:
            raise Conflict(_("There are not enough free seats for the first in line. Raise a quantity first."))
        return ngettext("%(number)d offer is on its way.", "%(number)d offers are on their way.", made) % {
            "number": made
        }

    return do_at_once(request, act, back=_home(workspace))


@organizer_view("waiting")
@require_POST
def remove(request: HttpRequest, workspace: Workspace, entry: UUID) -> HttpResponse:
    found = WaitingListEntry.objects.filter(event_id=workspace.event.pk, public_id=entry).first()
    if found is None:
        raise Http404

    def act() -> str:
        leave_waiting_list(found)
        return _("%(who)s is no longer in line.") % {"who": found.name or found.email}

    return do_at_once(request, act, back=_home(workspace))


def _home(workspace: Workspace) -> str:
    return reverse("organize:waiting", args=[workspace.event.slug])
