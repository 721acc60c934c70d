"""What surrounds every page: the platform's brand, and inside an event its name, menu and theme.

Read once per request, whoever asks first. At most three queries; two when the page already knows its event.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import urlencode
from wagtail.models import Page, Site

from site_pages.addresses import path_of
from site_pages.kept import kept
from site_pages.models import EventPage, PlatformSettings
from site_pages.page_contexts.menu import Section, read_sections
from site_pages.pictures import attach_renditions
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
    known: Frame | None = getattr(request, "_foyer_frame", None)
    if known is not None:
        return known
    brand = kept(request, "brand", lambda: read_brand(request))
    if event is None and page is not None and page.depth >= EVENT_DEPTH:
        event = event_of(page)
    sections = kept(request, "sections", lambda: read_sections(event)) if event else []
    frame = event_frame(event, page, brand, sections) if event else Frame(brand, palette_url(brand.accent_color))
    request._foyer_frame = frame  # type: ignore[attr-defined]
    return frame


def read_brand(request: HttpRequest) -> PlatformSettings:
    """The platform's name, mark and colours. No query below an event (page_cache.read_site), and one for a mark."""
    site = Site.find_for_request(request)
    # Not Wagtail's for_request: what is kept would hold on to this request.
    known = getattr(site, "platformsettings", None) if Site.platformsettings.is_cached(site) else None
    brand: PlatformSettings = known or PlatformSettings.for_site(site)
    if brand.logo:
        attach_renditions([brand.logo], kinds=("logo", "share"))
    return brand


def event_frame(event: EventPage, page: Page | None, brand: PlatformSettings, sections: list[Section]) -> Frame:
    """An event's masthead, menu and theme. No query."""
    event_url = path_of(event)
    shown = [section for section in sections if section.is_in_menu and section.has_content(event)]
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
    version = first.version if first else 0
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


def palette_url(color: str, *, cards: list[str] | None = None) -> str:
    """The style sheet of a colour, with the colours of the cards that a page shows beside it."""
    query = "?" + urlencode({"cards": "-".join(sorted({card[1:].lower() for card in cards}))}) if cards else ""
    return f"/theme/{color[1:].lower()}.css{query}"
