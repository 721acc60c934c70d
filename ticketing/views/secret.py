"""Pages behind secret links. A wrong link and no link look the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.views.pages import private
from ticketing.links import is_order_secret
from ticketing.models import Order, Ticket
from ticketing.numbers import as_order_number

View = Callable[..., HttpResponse]


def behind_link(view: View) -> View:
    """Give the view the order instead of its number and secret; 404 for every other secret. One query.

    Nothing keeps the answer, search engines do not list it, and other sites do not learn its address.
    """

    @private
    @wraps(view)
    def answer(request: HttpRequest, number: str, secret: str, **kwargs: Any) -> HttpResponse:
        order = Order.objects.select_related("event__venue").filter(number=as_order_number(number)).first()
        if order is None or not is_order_secret(order, secret):
            raise Http404
        response = view(request, order, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def ticket_in(order: Order, public_id: Any) -> Ticket:
    """The order's ticket with this id. One query. Raises Http404."""
    ticket = order.tickets.select_related("category", "event", "order").filter(public_id=public_id).first()
    if ticket is None:
        raise Http404
    return ticket
