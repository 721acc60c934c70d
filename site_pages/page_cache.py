"""Whole public pages for visitors who are not signed in, kept under the version of what they show.

The version is part of the key, so publishing needs no invalidation; one indexed query decides whether
the kept page is current. Public pages carry no nonce, token or cookie, which makes them the same for all.
What they say of tickets also depends on what is left, and photos have addresses that end: upper rooms tell both in
marks (freshness.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from wagtail.models import Site

from site_pages.freshness import PHOTOS, TICKETS, with_mark
from site_pages.kept import kept, stamp_of_request
from site_pages.versions import Stamp, stamp_of_site

# What they show changes faster than the event's version: the landing page and the tickets page, guests' photos.
MARKED_ADDRESSES = {
    TICKETS: re.compile(r"^/events/[^/]+/(?:tickets/)?$"),
    PHOTOS: re.compile(r"^/events/[^/]+/photos/$"),
}
SITE_ADDRESSES = frozenset({"/", "/events/"})
LONGEST_QUERY = 200
KEPT_HEADERS = (
    "Content-Type",
    "Content-Encoding",
    "Vary",
    "Content-Language",
    "Link",
    "X-Frame-Options",
    "Content-Disposition",
    "Cache-Control",
)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as it went out, compressed or not."""

    content: bytes
    headers: dict[str, str]


class PageCacheMiddleware:
    """Answers anonymous GETs of public pages from the cache, and with 304 where the browser has it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        stamp = stamp_for(request) if is_anonymous_read(request) else None
        if stamp is None:
            know_site(request)
            return with_private_headers(self.get_response(request))
        etag = stamp.etag(f"{request.get_host()}{request.get_full_path()}|{accepts_gzip(request)}")
        not_modified = get_conditional_response(request, etag=etag)
        if not_modified is not None and not_modified.status_code == 304:
            return with_cache_headers(not_modified, etag)
        key = f"page:{etag}"
        found: KeptPage | None = cache.get(key)
        if found is not None:
            return with_cache_headers(HttpResponse(found.content, headers=found.headers), etag)
        know_site(request)
        response = self.get_response(request)
        if not is_keepable(response):
            return with_private_headers(response)
        cache.set(key, keep(response), settings.PAGE_CACHE_SECONDS)
        return with_cache_headers(response, etag)


def with_private_headers(response: HttpResponseBase) -> HttpResponseBase:
    """What was not kept here is kept nowhere else, unless its view said so."""
    response.setdefault("Cache-Control", "private, no-cache")
    return response


def is_anonymous_read(request: HttpRequest) -> bool:
    """GET or HEAD without a session: nobody in particular is asking."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def stamp_for(request: HttpRequest) -> Stamp | None:
    """The version that this address depends on, or None where nothing may be kept."""
    if request.path in SITE_ADDRESSES:
        return stamp_of_site()
    stamp = stamp_of_request(request)
    if stamp is None:
        return None
    places = (place for place, address in MARKED_ADDRESSES.items() if address.match(request.path))
    place = next(places, None)
    return with_mark(stamp, place=place) if place else stamp


def shows_photos(path: str) -> bool:
    """Whether the address is that of an event's photos page."""
    return bool(MARKED_ADDRESSES[PHOTOS].match(path))


def know_site(request: HttpRequest) -> None:
    """Wagtail asks for the site and then for its home page with every request; below an event neither changes."""
    if stamp_of_request(request) is not None:
        request._wagtail_site = kept(request, ("site", request.get_host()), lambda: read_site(request))  # type: ignore[attr-defined]


def read_site(request: HttpRequest) -> Site | None:
    """The site of this host with its home page and its branding. One query where there is one site, as usual."""
    sites = list(Site.objects.select_related("root_page__homepage", "platformsettings__logo")[:2])
    site: Site | None = sites[0] if len(sites) == 1 else Site.find_for_request(request)
    if site is not None:
        site.root_page = getattr(site.root_page, "homepage", None) or site.root_page.specific
    return site


def accepts_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def is_keepable(response: HttpResponseBase) -> bool:
    """A complete 200 that gives nobody a cookie and was not marked as personal."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and "private" not in response.get("Cache-Control", "")
    )


def keep(response: HttpResponseBase) -> KeptPage:
    assert isinstance(response, HttpResponse)
    return KeptPage(response.content, {name: response[name] for name in KEPT_HEADERS if name in response})


def with_cache_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Caches may keep the page but must ask whether it is still the one; a versioned address need not be asked."""
    response["ETag"] = etag
    if "immutable" not in response.get("Cache-Control", ""):
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
    if isinstance(response, HttpResponseNotModified):
        response["Vary"] = "Accept-Encoding, Cookie"
    return response
