"""Gives the front page, the event list and the platform's branding the demo's texts, where they have none yet."""

from __future__ import annotations

from wagtail.models import Site

from accounts.models import User
from cms.demo.bodies import stream_body
from cms.demo.texts import HomeText
from site_pages.actions import publish_page
from site_pages.models import EventIndexPage, EventPage, HomePage, PlatformSettings


def dress_site(text: HomeText, *, index: EventIndexPage, featured: EventPage, user: User | None) -> None:
    """Fill what is empty; what somebody has written stays."""
    _dress_home(text, featured=featured, user=user)
    if not index.intro:
        index.intro, index.search_description = text.events.intro, text.events.search_description
        index.save_revision(user=user)
        publish_page(index, user=user)
    site = Site.objects.get(is_default_site=True)
    if not PlatformSettings.objects.filter(site=site).exists():
        PlatformSettings.objects.create(
            site=site, accent_color=text.accent, footer_text=text.footer_text, contact_email=text.contact_email
        )


def _dress_home(text: HomeText, *, featured: EventPage, user: User | None) -> None:
    home = HomePage.objects.get()
    if home.intro or home.body or home.featured_event_id:
        return
    home.tagline, home.intro, home.search_description = text.tagline, text.intro, text.search_description
    home.body = stream_body(text.body, images={}, pages={})
    home.featured_event = featured
    home.save_revision(user=user)
    publish_page(home, user=user)
