"""What Daily's REST API takes, copied from shared/facts/daily.md (1.2): every call of ours must stand here."""

from __future__ import annotations

import re

from tests.fakes.http_service import Asked

ROOM = r"/rooms/[A-Za-z0-9_-]{1,40}"
ID = r"/[\w-]+"
# Method, path, the fields of a body.
CALLS: list[tuple[str, str, set[str]]] = [
    ("GET", "/", set()),
    ("POST", "/rooms", {"name", "privacy", "properties"}),
    ("GET", ROOM, set()),
    ("POST", ROOM, {"privacy", "properties"}),
    ("DELETE", ROOM, set()),
    ("GET", f"{ROOM}/presence", set()),
    ("GET", f"{ROOM}/get-session-data", set()),
    ("POST", f"{ROOM}/set-session-data", {"data", "mergeStrategy", "keysToDelete"}),
    ("POST", f"{ROOM}/send-app-message", {"data", "recipient"}),
    ("POST", f"{ROOM}/update-permissions", {"data"}),
    ("POST", f"{ROOM}/eject", {"ids", "user_ids", "ban"}),
    ("POST", f"{ROOM}/recordings/start", {"type", "instanceId", "layout", "maxDuration"}),
    ("POST", f"{ROOM}/recordings/stop", {"type", "instanceId"}),
    ("GET", "/recordings", set()),
    ("GET", f"/recordings{ID}", set()),
    ("GET", f"/recordings{ID}/access-link", set()),
    ("POST", "/meeting-tokens", {"properties"}),
    ("GET", r"/meeting-tokens/[\w.-]+", set()),
    ("GET", "/webhooks", set()),
    ("POST", "/webhooks", {"url", "eventTypes", "hmac", "basicAuth", "retryType"}),
    ("POST", f"/webhooks{ID}", {"url", "eventTypes", "hmac", "basicAuth", "retryType"}),
]
QUERIES = {"limit", "starting_after", "ending_before", "room_name", "userId", "userName"}


def is_in_the_sheet(asked: Asked) -> bool:
    """Files are no part of the API: their address is Daily's own affair."""
    if asked.path.startswith("/files/"):
        return asked.method == "GET"
    path = asked.path.removeprefix("/v1")
    fields = set(asked.json) if asked.body else set()
    return set(asked.query) <= QUERIES and any(
        method == asked.method and re.fullmatch(pattern, path) and fields <= known for method, pattern, known in CALLS
    )
