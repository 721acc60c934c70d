"""An order behind its secret link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ticketing.choices import OrderState
from ticketing.links import details_path, order_path
from ticketing.models import Order
from ticketing.order_page import read_order_page
from ticketing.views.secret import behind_link
from ticketing.views.shop import tickets_path


@require_safe
@behind_link
def order_page(request: HttpRequest, order: Order) -> HttpResponse:
    """Whatever state it is in. A draft is filled in first."""
    if order.state == OrderState.DRAFT:
        return HttpResponseRedirect(details_path(order))
    return show_order(request, order)


def show_order(request: HttpRequest, order: Order, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with what was refused where something was."""
    context = {
        "event": order.event,
        "order": order,
        "page_of": read_order_page(order),
        "order_path": order_path(order),
        "tickets_path": tickets_path(order.event),
        "refusal": refusal,
        "done": request.GET.get("done", ""),
    }
    return render(request, "ticketing/order.html", context, status=status)
