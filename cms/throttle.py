"""How many requests to /api/ one client may make per minute."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from accounts.api_keys import find_key
from accounts.authentication import key_in
from accounts.budgets import Budget, Usage, count, too_many
from accounts.client_ip import client_key
from gallery.guest_cookie import PREFIX as GUESTS
from gallery.guest_cookie import token_hash, token_in
from live_control.errors import TicketOver
from live_control.stream.tickets import StreamTicket, read_ticket, ticket_in

PREFIX = "/api/"
# Payment providers call from few addresses, in a rush very often; that door has limits of its own.
OWN_LIMITS = "/api/webhooks/payments/"


class ApiThrottleMiddleware:
    """Counts by client address, or by key or live ticket where a valid one is sent, and answers 429 beyond the limit.

    An invalid one counts for its sender's address, so guessing gains nothing. Preflight requests
    carry no work and are free.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_limited(request):
            return self.get_response(request)
        usage = usage_of(request)
        response = refusal(usage) if usage.is_exceeded else self.get_response(request)
        for name, value in usage.headers().items():
            response[name] = value
        return response


def is_limited(request: HttpRequest) -> bool:
    """Whether this request counts."""
    counted = request.path.startswith(PREFIX) and not request.path.startswith(OWN_LIMITS)
    return counted and request.method != "OPTIONS" and settings.API_RATE_LIMIT > 0


def usage_of(request: HttpRequest) -> Usage:
    """Count this request. One query more where a key is sent.

    People in a live session and guests with photos count each for themselves: a hall of them may share one address.
    """
    if sitting := ticket_of(request):
        return count(Budget("api-live", limit=settings.API_RATE_LIMIT, seconds=60), f"live:{sitting.participant}")
    if guest := guest_of(request):
        return count(Budget("api-guest", limit=settings.API_RATE_LIMIT, seconds=60), guest)
    raw = key_in(request)
    key = find_key(raw) if raw else None
    if key is not None:
        return count(Budget("api-key", limit=settings.API_KEY_RATE_LIMIT, seconds=60), str(key.pk))
    return count(Budget("api", limit=settings.API_RATE_LIMIT, seconds=60), client_key(request))


def ticket_of(request: HttpRequest) -> StreamTicket | None:
    """The valid ticket of somebody in a live session; reading it asks nobody."""
    raw = ticket_in(request)
    try:
        return read_ticket(raw) if raw else None
    except TicketOver:
        return None


def guest_of(request: HttpRequest) -> str:
    """Who sends photos, by the cookie of their gallery; its MAC says without a query that it is ours. "" for others."""
    token = token_in(request) if request.path.startswith(GUESTS) else ""
    return token_hash(token) if token else ""


def refusal(usage: Usage) -> JsonResponse:
    """429 in the API's error shape."""
    return JsonResponse(too_many(usage.resets_in).as_json(), status=429, headers={"Cache-Control": "no-store"})
