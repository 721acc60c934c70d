"""What surrounds every page: the platform's brand, and inside an event its name, menu and theme.

Read once per request, whoever asks first. At most three queries; two when the page already knows its event.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db.models import Exists, IntegerField, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.http import urlencode
from wagtail.models import Page

from site_pages.addresses import path_of
from site_pages.models import EventFaq, EventPage, EventSponsor, EventVersion, PhotosPage, PlatformSettings, SessionPage
from site_pages.models.base import SectionPage
from site_pages.selectors import event_of

# Root, home, event list, event: nothing above is inside an event.
EVENT_DEPTH = 4


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One section of an event."""

    title: str
    slug: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of one page. Without an event it is a page of the platform."""

    brand: PlatformSettings
    theme_url: str
    event: EventPage | None = None
    event_url: str = ""
    menu: tuple[MenuItem, ...] = ()
    section_slugs: frozenset[str] = frozenset()
    has_recordings: bool = False
    has_photos: bool = False


def frame_of(page: Page | None, request: HttpRequest, *, event: EventPage | None = None) -> Frame:
    """The frame of this request's page; kept on the request."""
    kept: Frame | None = getattr(request, "_foyer_frame", None)
    if kept is not None:
        return kept
    brand = PlatformSettings.for_request(request)
    if event is None and page is not None and page.depth >= EVENT_DEPTH:
        event = event_of(page)
    frame = event_frame(event, page, brand) if event else Frame(brand, palette_url(brand.accent_color))
    request._foyer_frame = frame  # type: ignore[attr-defined]
    return frame


def event_frame(event: EventPage, page: Page | None, brand: PlatformSettings) -> Frame:
    """An event's masthead, menu and theme. One query."""
    event_url = path_of(event)
    sections = list(sections_of(event))
    shown = [section for section in sections if section.in_menu and has_content(section, event)]
    menu = tuple(
        MenuItem(
            section.title,
            section.slug,
            f"{event_url}{section.slug}/",
            page is not None and page.path.startswith(section.path),
        )
        for section in shown
    )
    first = sections[0] if sections else None
    version = first.version_number if first else 0
    theme_url = f"{event_url}theme.css?{urlencode({'v': version})}" if event.live else palette_url(event.accent_color)
    return Frame(
        brand,
        theme_url,
        event,
        event_url,
        menu,
        frozenset(section.slug for section in sections),
        has_recordings=bool(first and first.has_recordings),
        has_photos=bool(first and first.has_photos),
    )


@lru_cache(maxsize=1)
def in_menu() -> Q:
    """True for sections whose editor shows them in the menu, whichever class of section they are."""
    condition = Q(pk__in=[])
    for model in apps.get_models():
        if issubclass(model, SectionPage):
            condition |= Q(**{f"{model._meta.model_name}__show_in_event_menu": True})
    return condition


def sections_of(event: EventPage) -> QuerySet[Page]:
    """The published sections in the order of the tree, with what decides whether the menu names them."""
    sponsors = EventSponsor.objects.filter(event=event.pk)
    faqs = EventFaq.objects.filter(event=event.pk)
    recordings = SessionPage.objects.for_event(event).live().over().with_recording()
    photos = PhotosPage.objects.child_of(event).live().exclude(body=[])
    version = EventVersion.objects.filter(event=event.pk).values("number")[:1]
    sections: QuerySet[Page] = (
        Page.objects.child_of(event)
        .live()
        .annotate(
            in_menu=in_menu(),
            has_sponsors=Exists(sponsors),
            has_faqs=Exists(faqs),
            has_recordings=Exists(recordings),
            has_photos=Exists(photos),
            version_number=Subquery(version, output_field=IntegerField()),
        )
        .order_by("path")
    )
    return sections


def has_content(section: Page, event: EventPage) -> bool:
    """A section that has nothing to show yet stays out of the menu; its address works all the same."""
    known = {
        "sponsors": section.has_sponsors,
        "faq": section.has_faqs,
        "archive": section.has_recordings,
        "venue": event.venue_id is not None,
    }
    return bool(known.get(section.slug, True))


def palette_url(color: str, *, cards: list[str] | None = None) -> str:
    """The style sheet of a colour, with the colours of the cards that a page shows beside it."""
    query = "?" + urlencode({"cards": "-".join(sorted({card[1:].lower() for card in cards}))}) if cards else ""
    return f"/theme/{color[1:].lower()}.css{query}"
