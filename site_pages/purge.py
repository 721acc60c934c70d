"""What follows a change of an event: image sizes, and what a cache in front must forget (spec 7, "Speed")."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.models import Page

from notifications.work import hand_to_worker
from site_pages.addresses import absolute, address_of, speaker_address
from site_pages.api.answers import LISTS, key_of_event
from site_pages.models import EventPage, SessionPage, Speaker
from site_pages.tasks import make_event_pictures, purge_caches
from site_pages.versions import event_changed

SITE_ADDRESSES = ("/", "/events/", "/api/events", "/sitemap.xml", "/events/feed.rss")
ONCE_SECONDS = 60
API_PARTS = ("", "/sessions", "/speakers", "/sponsors", "/schedule")


class CdnBackend(BaseBackend):
    """For Wagtail's own purges (settings.WAGTAILFRONTENDCACHE): hands them to a worker after the commit."""

    def purge(self, url: str) -> None:
        self.purge_batch([url])

    def purge_batch(self, urls: Any) -> None:
        addresses = sorted(urls)
        transaction.on_commit(lambda: hand_to_worker(purge_caches, addresses, []))


@receiver(event_changed)
def follow_up(event: EventPage | None, version: int, **kwargs: Any) -> None:
    """Sent after the commit: a worker makes the image sizes of what is new, and tells the cache."""
    # An import raises one version many times in a transaction; its pictures are made once.
    if event is not None and event.live and cache.add(f"pictures:event:{event.pk}:{version}", True, ONCE_SECONDS):
        hand_to_worker(make_event_pictures, event.pk)
    if not settings.CDN_PURGE_URL:
        return
    if event is None:
        hand_to_worker(purge_caches, [absolute(path) for path in SITE_ADDRESSES], [LISTS])
    else:
        hand_to_worker(purge_caches, addresses_about(event), [key_of_event(event.slug)])


def addresses_about(event: EventPage) -> list[str]:
    """Every address without a query that shows the event: pages, feeds, API. Three queries."""
    below = Page.objects.descendant_of(event).live().values_list("url_path", "depth")
    home = address_of(event)
    pages = [absolute("/" + url_path.split("/", 2)[2]) for url_path, _depth in below]
    session_depth = event.depth + 2
    feeds = [f"{page}session.ics" for page, (_path, depth) in zip(pages, below, strict=True) if depth == session_depth]
    exports = [f"{home}sessions/schedule.{kind}" for kind in ("json", "xml", "ics")]
    api = [absolute(f"/api/events/{event.slug}{part}") for part in API_PARTS]
    on_stage = SessionPage.objects.for_event(event).live()
    sessions = [absolute(f"/api/sessions/{key}") for key in on_stage.values_list("public_id", flat=True)]
    people = Speaker.objects.on_sessions(on_stage).values_list("slug", flat=True)
    portraits = [speaker_address(event, slug) for slug in people]
    return [home, f"{home}event.ics", *exports, *pages, *feeds, *portraits, *api, *sessions]
