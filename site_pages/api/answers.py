"""How an answer leaves: the tag first, then what is kept, and only then the content (spec 7, "Speed").

A reader whose tag still holds costs one query. A body is kept under its tag, compressed or not, so a
new version needs no invalidation.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags

from notifications.errors import NotFound
from site_pages.versions import Stamp

# Shared caches may answer this long without asking, where a purge reaches them (CDN_PURGE_URL).
SHARED_SECONDS = 60
KEPT_PARAMETERS = frozenset({"access", "category", "featured", "fields", "format", "free", "limit", "sort", "when"})
# The surrogate key of lists of events.
LISTS = "events"
Build = Callable[[], dict[str, Any] | None]


def key_of_event(slug: str) -> str:
    """The surrogate key of every answer about one event; from the address, so that it costs no query."""
    return f"event-{slug}"


def answer(request: HttpRequest, stamp: Stamp, *, build: Build, keys: str) -> HttpResponse:
    """304, or the kept body, or a new one. `keys` are the surrogate keys by which a CDN forgets the answer.

    Raises NotFound where `build` finds nothing (it left between the stamp and the reading).
    """
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = stamp.etag(f"{request.get_full_path()}|{zipped}")
    if has_current(request, etag):
        return with_headers(HttpResponseNotModified(), stamp, etag=etag, keys=keys)
    packed = kept_body(request, stamp, build=build)
    response = HttpResponse(packed if zipped else gzip.decompress(packed), content_type="application/json")
    if zipped:
        response["Content-Encoding"] = "gzip"
    return with_headers(response, stamp, etag=etag, keys=keys)


def kept_body(request: HttpRequest, stamp: Stamp, *, build: Build) -> bytes:
    """The answer's compressed body: from the cache, or new and kept there.

    Kept compressed only, a tenth of the size; answers to endlessly many questions are not kept.
    """
    keep = request.GET.keys() <= KEPT_PARAMETERS
    key = f"api:{stamp.etag(request.get_full_path())}"
    packed: bytes | None = cache.get(key) if keep else None
    if packed is not None:
        return packed
    content = build()
    if content is None:
        raise NotFound("There is no such content.")
    # Level 5: about half the time of the default 9 for two per cent more bytes.
    packed = gzip.compress(encode(content), 5, mtime=0)
    if keep:
        cache.set(key, packed, settings.PAGE_CACHE_SECONDS)
    return packed


def has_current(request: HttpRequest, etag: str) -> bool:
    """The caller holds this very answer. Proxies may have weakened the tag."""
    held = request.headers.get("If-None-Match")
    if not held:
        return False
    return any(tag in {"*", etag} for tag in (one.removeprefix("W/") for one in parse_etags(held)))


def with_headers(response: HttpResponse, stamp: Stamp, *, etag: str, keys: str) -> HttpResponse:
    shared = f"s-maxage={SHARED_SECONDS}, " if settings.CDN_PURGE_URL else ""
    response["ETag"] = etag
    response["Last-Modified"] = http_date(stamp.changed_at.timestamp())
    response["Cache-Control"] = f"public, {shared}max-age=0, must-revalidate"
    response["Vary"] = "Accept-Encoding"
    response["Surrogate-Key"] = response["Cache-Tag"] = keys
    return response


def private(content: dict[str, Any]) -> HttpResponse:
    """An answer for this caller alone, such as a draft: kept nowhere."""
    response = HttpResponse(encode(content), content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def encode(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
