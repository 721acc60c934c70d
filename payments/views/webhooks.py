"""`/api/webhooks/payments/<provider>`: where providers tell us. Verified, kept, answered; a worker does the rest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.budgets import Budget, count, too_many
from accounts.client_ip import client_key
from notifications.errors import DomainError, TooManyRequests
from payments.actions import receive_notification

LARGEST_BODY = 256 * 1024
# What is not from a provider is counted by its sender, so that a guesser is stopped and a provider never is.
REFUSED = Budget("payment-webhook-refused", limit=30, seconds=60)
ALL = Budget("payment-webhook", limit=1200, seconds=60)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def payment_webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a notification. 200 once it is kept; the same one again is 200, too. GET is for PesaPal's IPN."""
    client = client_key(request)
    usage = count(ALL, client)
    if usage.is_exceeded:
        return refusal(too_many(usage.resets_in))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY or len(request.body) > LARGEST_BODY:
        return refusal(DomainError("The notification is too large.", code="TOO_LARGE"), status=413)
    query = {name: str(value) for name, value in request.GET.items()}
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        notification = receive_notification(provider, body=request.body, headers=headers, query=query)
    except DomainError as error:
        refused = count(REFUSED, client)
        return refusal(too_many(refused.resets_in) if refused.is_exceeded else error)
    return JsonResponse(dict(notification.answer or {"received": True}), headers={"Cache-Control": "no-store"})


def refusal(error: DomainError, *, status: int | None = None) -> JsonResponse:
    """The API's error shape."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    return JsonResponse(error.as_json(), status=status or error.status, headers=headers)
