"""From an order to its payment page and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.views.pages import with_retry
from notifications.errors import DomainError
from payments.selectors import ProviderInfo, payment_address, providers_for
from ticketing.actions import audit
from ticketing.actions.payment import cancel_unpaid, pay_order
from ticketing.links import order_path
from ticketing.models import Order
from ticketing.views.orders import show_order
from ticketing.views.secret import behind_link


def chosen_provider(request: HttpRequest, providers: list[ProviderInfo]) -> str:
    """What the buyer chose; where there is one way to pay, that one."""
    return providers[0].name if len(providers) == 1 else request.POST.get("provider", "")


def to_payment(request: HttpRequest, order: Order) -> HttpResponse:
    """Send the buyer on to pay; where that fails, show the order with the reason and a way on."""
    try:
        payment = pay_order(order, provider=chosen_provider(request, providers_for(order.event_id, order.currency)))
    except DomainError as error:
        order.refresh_from_db()
        return with_retry(show_order(request, order, refusal=error.message, status=error.status), error)
    return HttpResponseRedirect(payment_address(payment))


@require_POST
@behind_link
def pay_view(request: HttpRequest, order: Order) -> HttpResponse:
    """Pay, or try again another way."""
    return to_payment(request, order)


@require_POST
@behind_link
def give_up_view(request: HttpRequest, order: Order) -> HttpResponse:
    """The buyer does not want an unpaid order any more; its seats go back."""
    try:
        cancel_unpaid(order, by=audit.buyer())
    except DomainError as error:
        order.refresh_from_db()
        return show_order(request, order, refusal=error.message, status=error.status)
    return HttpResponseRedirect(order_path(order))
