"""The addresses that search engines may know: pages of listed events, and what stands above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from site_pages.addresses import address_of
from site_pages.models import EventPage, SessionPage, SessionSpeaker
from site_pages.querysets import without_restriction

# Where events stand in the tree (root, home, events, event), as the length of a tree path.
EVENT_DEPTH = 4
EVENT_PATH = EVENT_DEPTH * Page.steplen


@dataclass(frozen=True, slots=True)
class Entry:
    """One address and when its content last changed."""

    location: str
    lastmod: datetime | None


class PublicSitemap(Sitemap):
    """Wagtail's sitemap would name the Site record's host and every live page; this one has BASE_URL and rules."""

    def items(self) -> list[Entry]:
        return list(public_entries())

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        entries: list[Entry] = self.paginator.page(page).object_list
        return [{"item": entry, "location": entry.location, "lastmod": entry.lastmod} for entry in entries]


def public_entries() -> Iterator[Entry]:
    """Every public page, then every speaker's page. Three queries, whatever the number."""
    listed = set(EventPage.objects.listed().values_list("path", flat=True))
    pages = without_restriction(Page.objects.live().filter(depth__gt=1).order_by("path"))
    speaker_pages: dict[str, str] = {}
    for page in pages.only("path", "depth", "slug", "url_path", "last_published_at"):
        if page.depth >= EVENT_DEPTH and page.path[:EVENT_PATH] not in listed:
            continue
        if page.depth == EVENT_DEPTH + 1 and page.slug == "speakers":
            speaker_pages[page.path[:EVENT_PATH]] = address_of(page)
        yield Entry(address_of(page), page.last_published_at)
    yield from speaker_entries(speaker_pages)


def speaker_entries(speaker_pages: dict[str, str]) -> Iterator[Entry]:
    """The people on published sessions of these events, given as tree path and address. One query."""
    rows = SessionSpeaker.objects.filter(session__in=SessionPage.objects.published().values("pk")).values_list(
        "session__path", "speaker__slug", "speaker__updated_at"
    )
    found = {(path[:EVENT_PATH], slug): updated_at for path, slug, updated_at in rows}
    for (event_path, slug), updated_at in sorted(found.items()):
        if event_path in speaker_pages:
            yield Entry(f"{speaker_pages[event_path]}{slug}/", updated_at)
