"""What all readers of an event's pages see alike, kept in this process under the version it belongs to.

The page cache answers visitors who are not signed in. Everybody else's pages are put together anew, but mostly
from parts that are pure per version (site_pages/versions.py): the programme, the menu, an editor's body as HTML.
The version, and how far the clock has come, are part of the key, so nothing has to be forgotten. What is kept is
shared between threads: it must not be changed by whoever reads it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from site_pages.versions import Stamp, stamp_of_event

EVENT_ADDRESS = re.compile(r"^/events/([^/]+)/")
MISSING = object()
T = TypeVar("T")


class Shelf:
    """The parts that were used last, at most so many."""

    def __init__(self) -> None:
        self.parts: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = Lock()

    def find(self, key: Hashable) -> Any:
        """The part under this key, or MISSING."""
        with self.lock:
            if key in self.parts:
                self.parts.move_to_end(key)
            return self.parts.get(key, MISSING)

    def put(self, key: Hashable, part: object, *, most: int) -> None:
        with self.lock:
            self.parts[key] = part
            self.parts.move_to_end(key)
            while len(self.parts) > most:
                self.parts.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.parts.clear()


shelf = Shelf()


def kept(
    request: HttpRequest, name: Hashable, build: Callable[[], T], *, worth: Callable[[T], bool] | None = None
) -> T:
    """The part of this name for the version that the request reads; built anew in previews and for drafts.

    Two who miss it at once both build it, which costs less than waiting. What is not `worth` it is not kept.
    """
    stamp = stamp_of_request(request) if settings.KEPT_PARTS else None
    if stamp is None:
        return build()
    key = (stamp, get_language(), name)
    found = shelf.find(key)
    if found is not MISSING:
        part: T = found
        return part
    built = build()
    if worth is None or worth(built):
        shelf.put(key, built, most=settings.KEPT_PARTS)
    return built


def stamp_of_request(request: HttpRequest) -> Stamp | None:
    """The version of the public event that is read at the address, else None. One query at most."""
    if getattr(request, "is_preview", False) or request.method not in {"GET", "HEAD"}:
        return None
    if not hasattr(request, "_foyer_stamp"):
        match = EVENT_ADDRESS.match(request.path)
        request._foyer_stamp = stamp_of_event(match[1]) if match else None  # type: ignore[attr-defined]
    stamp: Stamp | None = request._foyer_stamp  # type: ignore[attr-defined]
    return stamp
