"""Wagtail's read and write API at /api/v3-preview/, for automation: nobody gets in without a token.

A preview: it may change with any release of Wagtail. Its anonymous tier would list mini-sites that are not
listed, so every operation asks for a token; with one, a program sees the pages its owner may edit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.urls import api

View = Callable[..., HttpResponse]
token_auth = BearerTokenAuth()


def asking_for_token(run: View) -> View:
    """401 without a valid token, before anything is read."""

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        if not token_auth(request):
            return problem_response(status=401, detail="Send a token as Authorization: Bearer …")
        response = run(request, **path)
        response["Cache-Control"] = "private, no-store"
        return response

    return checked


# "view" wraps ninja's whole operation, so this runs before anything is parsed.
api.add_decorator(asking_for_token, mode="view")
urls = api.urls
