"""The project's own middleware: one log line per request, and the content security policies."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType

import structlog
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from cms.postgres.base import PATIENCE
from cms.views import not_found
from gallery.public_photos import photo_sources
from site_pages.page_cache import shows_photos

log = structlog.get_logger("foyer.request")

# Hosts whose players an editor may embed (site_pages/embeds.py).
PLAYER_HOSTS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")


SECRET_PATH = re.compile(r"^(/(?:orders|waiting)/[^/]+/)[^/]+")


class RequestLogMiddleware:
    """Gives each request an id and writes one line: method, path without query, status, milliseconds.

    Queries, bodies and addresses of people stay out of the log (they may carry tokens and names).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = uuid.uuid4().hex[:16]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            duration = round((time.perf_counter() - started) * 1000, 1)
            level = "warning" if response.status_code >= 500 else "debug"
            getattr(log, level)(
                "request", method=request.method, path=loggable(request.path), status=response.status_code, ms=duration
            )
        response["X-Request-ID"] = request_id
        return response


def loggable(path: str) -> str:
    """The path without what opens something for whoever knows it: the secrets of orders and waiting-list entries."""
    return SECRET_PATH.sub(r"\1***", path)


class DatabasePatienceMiddleware:
    """Lets no request wait for a silent database for ever (cms/postgres/base.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = PATIENCE.set(settings.DATABASE_SECONDS)
        try:
            return self.get_response(request)
        finally:
            PATIENCE.reset(token)


class MissMiddleware:
    """Answers with our own page where nothing is found, in development as well.

    Django's technical page lists address patterns, of which none failed: the page tree takes whatever the others leave.
    And what is not found is most often what somebody has no right to see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed  # Django does the same by itself
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return not_found(request, exception) if isinstance(exception, Http404) else None


class FoyerGZipMiddleware(GZipMiddleware):
    """Leaves alone what is served in ranges: compressing a part of a video would break the player."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


class FoyerCSPMiddleware(CSPMiddleware):
    """A strict policy for the public; Wagtail's and the API documentation's own pages need a looser one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        wider = getattr(request, "wider_policy", {})  # a page with a live room (live_control/room_policy.py)
        if shows_photos(request.path):
            wider = photo_sources()  # by the address: a kept page, or a 304, asks no view
        response.setdefault("Content-Security-Policy", policy_for(request.path, wider))
        return response


LOOSER_PATHS = ("/cms/", "/api/docs", "/api/v3-preview/docs")
PUBLIC_POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "media-src": ("'self'", "https:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "frame-src": ("'self'", *PLAYER_HOSTS),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
    "base-uri": ("'none'",),
    "object-src": ("'none'",),
}
# Wagtail 8's editor writes inline scripts and styles; it is behind sign-in and its uploads are escaped.
ADMIN_POLICY: dict[str, tuple[str, ...]] = {
    **PUBLIC_POLICY,
    "script-src": ("'self'", "'unsafe-inline'"),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:", "blob:", "https://www.gravatar.com"),
    "worker-src": ("'self'", "blob:"),
    "connect-src": ("'self'", "https://releases.wagtail.org"),
}

NOTHING_WIDER: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def policy_for(path: str, wider: Mapping[str, tuple[str, ...]] = NOTHING_WIDER) -> str:
    """The Content-Security-Policy of an address. Public pages have no inline code at all, so no nonce either."""
    directives = dict(ADMIN_POLICY if path.startswith(LOOSER_PATHS) else PUBLIC_POLICY)
    for name, sources in wider.items():
        directives[name] = (*directives.get(name, ()), *sources)
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
