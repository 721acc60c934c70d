"""Forms on pages that are kept for everybody carry no CSRF token: the browser's word about their origin counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.authentication import own_origins
from accounts.views.pages import private

View = Callable[..., HttpResponse]


def posted_from_own_pages(view: View) -> View:
    """POST only, and not from a page of another site: browsers name the origin of the page that posts.

    A program names none; it is let in as long as it has no session in whose name it could be made to act.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_own(request):
            return render(request, "errors/csrf.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(require_POST(private(answer)))


def is_own(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return settings.SESSION_COOKIE_NAME not in request.COOKIES
    return origin in {*own_origins(), f"{request.scheme}://{request.get_host()}"}
