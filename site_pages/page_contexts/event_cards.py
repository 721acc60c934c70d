"""Events as the front page and the list show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from site_pages.addresses import path_of
from site_pages.choices import EventStatus
from site_pages.dates import last_day, zone_of
from site_pages.models import EventPage, SiteImage
from site_pages.page_contexts.frame import palette_url
from site_pages.pictures import load_images


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event with its picture, its address and its days in its own zone."""

    event: EventPage
    url: str
    status: str
    image: SiteImage | None
    first_day: date
    last_day: date

    @property
    def accent_class(self) -> str:
        """The class of the event's colours in the page's theme sheet."""
        return f"accent-{self.event.accent_color[1:].lower()}"

    @property
    def is_one_day(self) -> bool:
        return self.first_day == self.last_day

    @property
    def is_live(self) -> bool:
        return self.status == EventStatus.LIVE


def event_cards(events: Iterable[EventPage], *, kinds: Iterable[str] = ("card",)) -> list[EventCard]:
    """Cards with their pictures. One query for all pictures."""
    events = list(events)
    images = load_images((event.hero_image_id for event in events), kinds=kinds)
    return [
        EventCard(
            event=event,
            url=path_of(event),
            status=event.status,
            image=images.get(event.hero_image_id or 0),
            first_day=event.starts_at.astimezone(zone_of(event.timezone)).date(),
            last_day=last_day(event.starts_at, event.ends_at, event.timezone),
        )
        for event in events
    ]


def theme_of(accent: str, cards: Iterable[EventCard]) -> str:
    """The address of the style sheet with the platform's palette and the accents of these cards."""
    return palette_url(accent, cards=[card.event.accent_color for card in cards])
