"""One order: what it holds and what happened to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.missing_answers import missing_answers
from ticketing.organize.order_details import details_of, order_in
from ticketing.organize.order_ways import ways_of


@organizer_view("orders")
@require_safe
def order_page(request: HttpRequest, workspace: Workspace, number: str) -> HttpResponse:
    details = details_of(order_in(workspace.event, number))
    missing = missing_answers(workspace.event.pk, details.tickets)
    context = {
        "details": details,
        "order": details.order,
        "ways": ways_of(workspace, details),
        "tickets": [(ticket, missing.get(ticket.pk, [])) for ticket in details.tickets],
        "is_incomplete": bool(missing),
    }
    return show(request, workspace, "ticketing/organize/order", context)
