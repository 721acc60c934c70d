"""`/hooks/daily`: proved by its signature, written down, answered at once (facts/daily.md, 1.6)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.budgets import Budget, count
from accounts.client_ip import client_key
from live_control.actions.happenings import take_note
from live_control.choices import Provider
from live_control.media.daily_events import Forged, prove, read

LARGEST_BODY = 64 * 1024
# Whoever guesses is stopped; Daily, which never sends a wrong one, is not.
REFUSED = Budget("daily-webhook-refused", limit=30, seconds=60)


@csrf_exempt
@require_POST
def daily_event(request: HttpRequest) -> JsonResponse:
    """Not there without an account and its secret. Wrong signatures are told nothing but that."""
    config = settings.DAILY
    if config is None or not config.webhook_hmac:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return answer(413, "TOO_LARGE", "The event is too large.")
    body = request.body
    timestamp, signature = (
        request.headers.get("X-Webhook-Timestamp", ""),
        request.headers.get("X-Webhook-Signature", ""),
    )
    try:
        prove(body, timestamp=timestamp, signature=signature, secret=config.webhook_hmac)
    except Forged:
        if count(REFUSED, client_key(request)).is_exceeded:
            return answer(429, "TOO_MANY_REQUESTS", "Too many requests.")
        return answer(401, "FORGED", "The signature is not right.")
    try:
        told = read(body)
    except ValueError:
        return answer(400, "INVALID_INPUT", "This is no event.")
    if told is not None:
        take_note(Provider.DAILY, told)
    return JsonResponse({"received": True}, headers={"Cache-Control": "no-store"})


def answer(status: int, error: str, message: str) -> JsonResponse:
    return JsonResponse({"error": error, "message": message}, status=status, headers={"Cache-Control": "no-store"})
