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

PREFIX = "/api/"


class ApiThrottleMiddleware:
    """Counts by client address, or by key where a valid one is sent, and answers 429 beyond the limit.

    An invalid key counts for its sender's address, so guessing keys gains nothing. Preflight requests
    carry no work and are free.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX) or request.method == "OPTIONS" or not settings.API_RATE_LIMIT:
            return self.get_response(request)
        usage = usage_of(request)
        response = refusal(usage) if usage.is_exceeded else self.get_response(request)
        for name, value in usage.headers().items():
            response[name] = value
        return response


def usage_of(request: HttpRequest) -> Usage:
    """Count this request. One query more where a key is sent."""
    raw = key_in(request)
    key = find_key(raw) if raw else None
    if key is not None:
        return count(Budget("api-key", limit=settings.API_KEY_RATE_LIMIT, seconds=60), str(key.pk))
    return count(Budget("api", limit=settings.API_RATE_LIMIT, seconds=60), client_key(request))


def refusal(usage: Usage) -> JsonResponse:
    """429 in the API's error shape."""
    return JsonResponse(too_many(usage.resets_in).as_json(), status=429, headers={"Cache-Control": "no-store"})
