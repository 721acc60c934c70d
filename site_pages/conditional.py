"""Answers that need no content when the reader already has it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from site_pages.versions import Stamp


def answer_if_changed(request: HttpRequest, stamp: Stamp, build: Callable[[], HttpResponse]) -> HttpResponse:
    """304 by the stamp alone, before `build` reads anything; else what it builds, with its ETag."""
    etag = stamp.etag(request.get_full_path())
    not_modified = get_conditional_response(request, etag=etag)
    response = not_modified if not_modified is not None and not_modified.status_code == 304 else build()
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
