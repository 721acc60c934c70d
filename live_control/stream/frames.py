"""Server-sent events as bytes, encoded once for all who get them."""

from __future__ import annotations

import json
import random
from typing import Any

HEARTBEAT = b":\n\n"
# Browsers come back after so many milliseconds; not all of them at once.
SOONEST, LATEST = 500, 5_000


def event(name: str, data: Any, *, number: int | None = None) -> bytes:
    """One event; `number` is what a page sends back as Last-Event-ID."""
    label = f"id: {number}\n" if number is not None else ""
    return f"{label}event: {name}\ndata: {compact(data)}\n\n".encode()


def compact(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def retry() -> bytes:
    """When to come back once the line is cut, by chance."""
    return f"retry: {random.randint(SOONEST, LATEST)}\n\n".encode()  # noqa: S311 - spreads a crowd, guards nothing


def restarting() -> bytes:
    """The last words of a process that ends; the page comes back to another one."""
    return b": restarting\n" + retry()


def bye(reason: str) -> bytes:
    return event("bye", {"reason": reason})
