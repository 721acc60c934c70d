"""The list of orders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from site_pages.organizer.paging import other_parameters, page_of
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.organize.columns import columns_of
from ticketing.organize.filters import OrderFilterForm

COLUMNS = {"number": "number", "buyer": "buyer_name", "total": "total", "placed": "created_at"}


@organizer_view("orders")
@require_safe
def order_list(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Searched, filtered and sorted as the address says. Nine queries whatever the length."""
    form = OrderFilterForm(request.GET, event=workspace.event)
    query = form.query()
    orders = form.found().prefetch_related("lines")
    context = {
        "form": form,
        "page_of": page_of(request, orders),
        "columns": columns_of(COLUMNS, query.sort, other_parameters(request.GET, "sort")),
        "query": other_parameters(request.GET),
        "exports": [("orders", _("Orders"))],
        "is_filtered": any(value for name, value in request.GET.items() if name not in {"page", "sort"}),
    }
    return show(request, workspace, "ticketing/organize/orders", context)
