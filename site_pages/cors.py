"""Whose pages may read the API in a visitor's browser: the platform's list, and each event's own."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from corsheaders.signals import check_request_enabled
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest

from site_pages.headless_preview import preview_origin
from site_pages.models import EventPage, SessionPage

EVENT_ADDRESS = re.compile(r"^(?:/api)?/events/([^/]+)(?:/|$)")
SESSION_ADDRESS = re.compile(r"^/api/sessions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)")
# Orders name their event in the body, which a browser's first question does not have.
ORDER_ADDRESS = re.compile(r"^/api/orders(?:/|$)")
# An origin taken from the list may stay for so long; a new one works after it at the latest.
KEPT_SECONDS = 60


@receiver(check_request_enabled)
def allow_origin_of_event(sender: Any, request: HttpRequest, **kwargs: Any) -> bool:
    """Whether the event of this address, or the editor's preview, allows the asking page."""
    origin = request.headers.get("Origin", "")
    if not origin:  # no page of another site is asking, as usual
        return False
    if request.path == "/api/preview":
        return origin == preview_origin()
    if match := EVENT_ADDRESS.match(request.path):
        return origin in origins_of("event", match[1])
    if match := SESSION_ADDRESS.match(request.path):
        return origin in origins_of("session", match[1])
    if ORDER_ADDRESS.match(request.path):
        return origin in origins_of("any", "")
    return False


def origins_of(kind: str, name: str) -> frozenset[str]:
    """The origins that an event allows; asked of the database once a minute at most."""
    if "\x00" in name:
        return frozenset()
    key = f"cors:{kind}:{hashlib.blake2b(name.encode(), digest_size=16).hexdigest()}"
    found: frozenset[str] | None = cache.get(key)
    if found is None:
        found = frozenset(read_origins(kind, name).split())
        cache.set(key, found, KEPT_SECONDS)
    return found


def read_origins(kind: str, name: str) -> str:
    """The published event's list as it was entered; all events' lists for `any`."""
    events = EventPage.objects.published()
    if kind == "any":
        return " ".join(events.exclude(front_end_origins="").values_list("front_end_origins", flat=True))
    if kind == "session":
        path = SessionPage.objects.filter(public_id=name).values_list("path", flat=True).first() or ""
        events = events.filter(path=path[: -2 * SessionPage.steplen])
    else:
        events = events.filter(slug=name)
    return events.values_list("front_end_origins", flat=True).first() or ""
