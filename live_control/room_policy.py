"""What a page with a room may load beyond what every page may: by the session's own provider, and nothing of others.

The middleware of the Content-Security-Policy adds what the request carries (cms/middleware.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from live_control.choices import Provider
from live_control.media.providers import choose_provider
from live_control.models import LiveRoom

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from site_pages.models import SessionPage

Sources = dict[str, tuple[str, ...]]
# Daily's guide to the policy: its engine comes as a script, its calls go to any host of theirs (facts/daily.md, 2).
DAILY: Sources = {
    "script-src": ("https://c.daily.co",),
    "connect-src": ("https://*.daily.co", "wss://*.daily.co", "https://*.dailywebrtc.com", "wss://*.dailywebrtc.com"),
    "worker-src": ("'self'", "blob:"),
    "media-src": ("blob:",),
}


def provider_in(session: SessionPage) -> str:
    """Of the session's room, or of the one that it will get. One query."""
    found = LiveRoom.objects.filter(session=session.pk).values_list("provider", flat=True).first()
    return found or choose_provider(session)


def allow_room(request: HttpRequest, session: SessionPage, provider: str) -> None:
    """Let the answer to this request carry the room of this session."""
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    request.wider_policy = sources_of(session, provider, socket=socket)  # type: ignore[attr-defined]


def sources_of(session: SessionPage, provider: str, *, socket: str) -> Mapping[str, tuple[str, ...]]:
    """By directive, what comes on top of the public policy. `socket` is this site's own origin for sockets."""
    if provider == Provider.DAILY:
        return DAILY
    if provider == Provider.STREAM:
        return stream_sources(session.stream_url)
    return {"connect-src": (socket,)}  # 'self' does not cover sockets in every browser


def stream_sources(url: str) -> Sources:
    """The host of an HLS stream. The players of known hosts are in the public policy already."""
    parts = urlsplit(url)
    if not parts.path.endswith(".m3u8"):
        return {}
    return {"connect-src": (f"https://{parts.netloc}",), "media-src": ("blob:",)}
