"""Every address of ours, read from the URLconf, and to whom it opens. A new address fails until it is named here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Wagtail's own doors keep their own rights; what we add to the editor is tested beside it.
OUTSIDE = ("cms/", "documents/", "api/v2/", "api/v3-preview/", "^media/", "_util/")
EVENT_PAGES = "organizer/events/<slug:slug>/"
EVENT_API = "api/organizer/events/<event_id>/"
ZIPS_API = "api/organizer/jobs/"
LIVE_PAGES = "admin/events/<slug:slug>/"
LIVE_API = "api/organizer/sessions/<session_id>/live/"

# Anybody may read these; what they show is tested where they are made.
PUBLIC = {
    "",
    "healthz",
    "organizer/",  # asks strangers to sign in, and lists a person's own events
    "theme/<str:color>.css",
    "api/",
    "api/openapi.json",
    "api/docs",
    "api/preview",  # by a signed token
    "^api/(?!v2/|v3-preview/)",
    "events/feed.rss",
    "sitemap.xml",
    "robots.txt",
    "manifest.webmanifest",
    "favicon.ico",
    ".well-known/security.txt",
    r"^(events/(?:[\w\-]+/)+\w+\.(?:css|ics|json|xml))$",
    r"^((?:[\w\-]+/)*)$",
}
PUBLIC_UNDER = ("api/events", "api/sessions/", "events/", "e/", "auth/", "api/auth/", "api/tickets/verify", "sessions/")
# Opened by a secret in the address, a signature, a guest's cookie, or a random id that only the buyer has.
BY_SECRET = (
    "orders/",
    "waiting/",
    "payments/",
    "api/orders",
    "api/webhooks/payments/",
    "hooks/",
    "tickets/",
    "api/live/",
    "api/guest/events/",
    "gallery-store/",
)
# A signed-in person about themselves.
OWN = (
    *("account/", "^account/", "api/me/", "api/organizer/auth/session", "api/organizer/payments/"),
    "organizer/new/",
)
OWN_LISTS = {"api/organizer/events", "api/organizer/events/quote"}
DEVELOPMENT = ("dev/",)


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of the URLconf: the joined route, and what it takes."""

    route: str
    pattern: URLPattern

    @property
    def kind(self) -> str:
        """What opens it; "" for an address that nobody has classified."""
        if (
            self.route.startswith((EVENT_PAGES, EVENT_API, ZIPS_API, LIVE_PAGES, LIVE_API))
            or f"{self.route}/" == EVENT_API
        ):
            return "event"
        if self.route in PUBLIC or self.route.startswith(PUBLIC_UNDER):
            return "public"
        if self.route.startswith(BY_SECRET):
            return "secret"
        if self.route.startswith(OWN) or self.route in OWN_LISTS:
            return "own"
        return "development" if self.route.startswith(DEVELOPMENT) else ""

    @property
    def names(self) -> list[str]:
        """Its parameters."""
        return PARAMETER.findall(self.route)

    def path(self, values: dict[str, str]) -> str:
        """The address with these values; raises KeyError for a parameter that the test does not know."""
        return "/" + PARAMETER.sub(lambda found: values[found[1]], self.route)


def addresses() -> list[Address]:
    return [address for address in _walk(get_resolver(), "") if not address.route.startswith(OUTSIDE)]


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(route, pattern)
        else:
            yield from _walk(pattern, route)
