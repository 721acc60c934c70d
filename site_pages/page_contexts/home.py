"""The platform's front page."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from site_pages.body import body_images
from site_pages.contexts import Context, fills
from site_pages.models import EventPage, HomePage
from site_pages.page_contexts.event_cards import event_cards, theme_of
from site_pages.page_contexts.frame import frame_of
from site_pages.pictures import attach_renditions

MOST_COMING = 9
MOST_PAST = 4


@fills(HomePage)
def fill_home(page: HomePage, request: HttpRequest) -> Context:
    """Queries: frame, coming events, past events, pictures; and those of images in the body."""
    frame = frame_of(page, request)
    wanted = Q(pk=page.featured_event_id) if page.featured_event_id else Q(pk__in=[])
    listed = EventPage.objects.listed().defer("body")
    coming = list(listed.upcoming().filter(is_cancelled=False)[: MOST_COMING + 1])
    past = list(listed.past()[:MOST_PAST])
    hero = hero_of(page, coming, past) or (listed.filter(wanted).first() if page.featured_event_id else None)
    cards = event_cards([*([hero] if hero else []), *coming, *past], kinds=("cover", "card"))
    by_event = {card.event.pk: card for card in cards}
    attach_renditions(body_images(page.body), kinds=("figure", "tile", "portrait"))
    return {
        "hero": by_event.get(hero.pk) if hero else None,
        "coming": [by_event[event.pk] for event in coming if event is not hero][:MOST_COMING],
        "past": [by_event[event.pk] for event in past if event is not hero],
        "theme_url": theme_of(frame.brand.accent_color, cards),
    }


def hero_of(page: HomePage, coming: list[EventPage], past: list[EventPage]) -> EventPage | None:
    """The event the editor chose, else the next featured one, else the next."""
    if page.featured_event_id:
        return next((event for event in [*coming, *past] if event.pk == page.featured_event_id), None)
    return next((event for event in coming if event.is_featured), coming[0] if coming else None)
