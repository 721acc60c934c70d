"""How the sale goes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone as clock
from django.views.decorators.http import require_safe

from payments.money import Money
from site_pages.organizer.charts import chart_of
from site_pages.organizer.workspace import Workspace, organizer_view, show
from ticketing.catalogue import is_selling
from ticketing.organize.figures import figures_of


@organizer_view("overview")
@require_safe
def overview(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Numbers, charts and what they are made of as tables. Sixteen queries whatever was sold."""
    figures = figures_of(workspace.event)
    today = clock.localdate()
    until = min(today, workspace.event.ends_at.astimezone(workspace.event.zone).date())

    def amount(minor: int) -> str:
        return str(Money(minor, figures.currency))

    context = {
        "figures": figures,
        "is_selling": is_selling(workspace.event),
        "tickets_chart": chart_of(figures.tickets_by_day, until=until, write=str),
        "revenue_chart": chart_of(figures.revenue_by_day, until=until, write=amount) if figures.currency else None,
        "came_chart": chart_of(figures.came_by_day, until=until, write=str),
    }
    return show(request, workspace, "ticketing/organize/overview", context)
