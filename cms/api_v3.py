"""Wagtail's read and write API at /api/v3-preview/, for automation: nobody gets in without an API key.

A preview: it may change with any release of Wagtail. Its anonymous tier would list mini-sites that are not
listed, and its own tokens never expire and know no scopes; so every operation asks for one of our keys, and
with one a program sees and changes the pages that the key's maker may edit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.urls import api

from accounts.api_keys import Principal, authenticate
from accounts.authentication import ApiKeyAuth, key_in
from accounts.models import APIKey
from notifications.errors import NotAllowed, SignInRequired

View = Callable[..., HttpResponse]
READING = frozenset({"GET", "HEAD"})


class PreviewAuth(ApiKeyAuth):
    """Stands in for Wagtail's own token: the operation acts as the key's maker."""

    def authenticate(self, request: HttpRequest, token: str) -> Principal:
        principal = super().authenticate(request, token)
        request.user = principal.user
        return principal


def check_key(request: HttpRequest) -> None:
    """Raise SignInRequired without a valid key, NotAllowed where it lacks the scope or is limited to events.

    Wagtail's operations know nothing of a key's events, so a limited key would reach too far.
    """
    principal = authenticate(key_in(request) or "")
    needed = APIKey.Scope.READ_DRAFT if request.method in READING else APIKey.Scope.WRITE
    if needed not in principal.key.scopes:
        raise NotAllowed(f"The key lacks the scope {needed.value}.")
    if principal.event_ids:
        raise NotAllowed("The key is limited to some events; this API takes keys for all events of their maker.")


def asking_for_key(run: View) -> View:
    """401 or 403 before anything is read."""
    operation = run.__self__  # type: ignore[attr-defined]
    operation.auth_callbacks = [PreviewAuth()]

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            check_key(request)
        except SignInRequired:
            return problem_response(status=401, detail="Send an API key as Authorization: Bearer …")
        except NotAllowed as refusal:
            return problem_response(status=403, detail=refusal.message)
        response = run(request, **path)
        response["Cache-Control"] = "private, no-store"
        return response

    return checked


# "view" wraps ninja's whole operation, so this runs before anything is parsed.
api.add_decorator(asking_for_key, mode="view")
urls = api.urls
