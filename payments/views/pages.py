"""The buyer's two steps through us: on to the provider, and back. Both work without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.views.pages import private
from payments.actions import settle_payment
from payments.errors import ProviderTrouble
from payments.models import Payment
from payments.purposes import purpose_named

# The waiting page asks again after this long, and the provider is asked no more often than that.
REFRESH_SECONDS, ASK_EVERY = 4, 2


@private
@require_safe
def go_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the buyer on to the provider by a page of ours: no form's redirect may leave the site (form-action)."""
    payment = get_object_or_404(Payment, public_id=public_id)
    if not payment.is_open or not payment.redirect_url:
        return HttpResponseRedirect(return_url_of(payment))
    response = render(request, "payments/go.html", {"payment": payment})
    response["Refresh"] = f"0; url={payment.redirect_url}"
    return response


@private
@require_safe
def return_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back from the provider. What the address says is not believed: the provider is asked.

    Once it is decided the buyer goes on to what was paid for; until then the page waits and looks again. Whoever gave
    up there (`left`) waits for nothing.
    """
    payment = get_object_or_404(Payment, public_id=public_id)
    is_answered = True
    is_asked = payment.is_open and cache.add(f"payment-asked:{payment.pk}", 1, timeout=ASK_EVERY)
    if is_asked:
        try:
            payment = settle_payment(payment)
        except ProviderTrouble:
            is_answered = False
    if not payment.is_open or "left" in request.GET:
        return HttpResponseRedirect(return_url_of(payment))
    # A decline of some seconds ago says nothing about the try that the buyer comes back from now.
    is_declined = payment.is_declined and is_asked and is_answered
    context = {
        "payment": payment,
        "is_answered": is_answered,
        "is_declined": is_declined,
        "leave_url": return_url_of(payment),
    }
    response = render(request, "payments/waiting.html", context)
    if not is_declined:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def return_url_of(payment: Payment) -> str:
    return purpose_named(payment.purpose).return_url(payment)
