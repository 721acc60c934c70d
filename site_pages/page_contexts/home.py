"""The platform's front page."""

from __future__ import annotations

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
    listed = EventPage.objects.listed().defer("body")
    coming = list(listed.upcoming().filter(is_cancelled=False)[: MOST_COMING + 1])
    past = list(listed.past()[:MOST_PAST])
    hero = chosen_event(page, [*coming, *past]) or next_event(coming)
    cards = event_cards([*([hero] if hero else []), *coming, *past], kinds=("cover", "card"))
    by_event = {card.event.pk: card for card in cards}
    attach_renditions(body_images(page.body), kinds=("figure", "tile", "portrait"))
    return {
        "hero": by_event.get(hero.pk) if hero else None,
        "coming": [by_event[event.pk] for event in coming if event is not hero][:MOST_COMING],
        "past": [by_event[event.pk] for event in past if event is not hero],
        "theme_url": theme_of(frame.brand.accent_color, cards),
    }


def chosen_event(page: HomePage, known: list[EventPage]) -> EventPage | None:
    """The event the editor chose, while the public may see it. One query where it is not among the known ones."""
    if page.featured_event_id is None:
        return None
    for event in known:
        if event.pk == page.featured_event_id:
            return event
    chosen: EventPage | None = EventPage.objects.listed().filter(pk=page.featured_event_id).first()
    return chosen


def next_event(coming: list[EventPage]) -> EventPage | None:
    """The next featured event, else the next."""
    return next((event for event in coming if event.is_featured), coming[0] if coming else None)
