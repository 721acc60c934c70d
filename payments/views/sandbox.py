"""`/payments/sandbox/<token>/`: the sandbox's payment page; not there unless the sandbox is offered."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone as clock
from django.views.decorators.http import require_http_methods

from accounts.views.pages import private
from notifications.errors import DomainError
from payments.actions.sandbox import CHOICES
from payments.models import SandboxCharge
from payments.money import Money


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sandbox_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be paid, and do what the tester chooses. Paying after the time is over works on purpose."""
    if not settings.PAYMENTS.sandbox:
        raise Http404
    charge = get_object_or_404(SandboxCharge, token=token)
    error = ""
    if request.method == "POST":
        choice = CHOICES.get(request.POST.get("choice", ""))
        if choice is None:
            return HttpResponseRedirect(f"{charge.return_url}?left=1")
        try:
            choice(charge)
        except DomainError as refusal:
            error = refusal.message
        else:
            return HttpResponseRedirect(charge.return_url)
    context = {
        "charge": charge,
        "money": Money(charge.amount, charge.currency),
        "is_payable": charge.state in {SandboxCharge.State.OPEN, SandboxCharge.State.DECLINED},
        "is_late": clock.now() >= charge.expires_at,
        "error": error,
    }
    return render(request, "payments/sandbox.html", context, status=409 if error else 200)
