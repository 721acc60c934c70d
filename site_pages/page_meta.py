"""What a page says about itself to search engines and where its link is shared. No queries here."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from site_pages.addresses import absolute, address_of, speaker_address
from site_pages.models import EventIndexPage, EventPage, HomePage, SessionIndexPage, SessionPage, Speaker
from site_pages.plain_text import shorten
from site_pages.structured_data import plain

DESCRIPTION_LENGTH = 160
RSS = "application/rss+xml"
CALENDAR = "text/calendar"
# Parameters that make a page of a list an address of its own; every other one is a filter.
PAGING = ("when", "page")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in the size that shared links show."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same content in another form."""

    url: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Meta:
    """Everything that stands in the head of a page."""

    title: str
    description: str
    canonical: str
    site_name: str
    kind: str
    is_indexed: bool
    picture: Picture | None = None
    alternates: list[Alternate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about: the page itself, its event, and the speaker where it shows one."""

    page: Page
    event: EventPage | None = None
    speaker: Speaker | None = None


def title_of(subject: Subject) -> str:
    """The editor's own title, else the name of what the page shows with its event."""
    if subject.page.seo_title and not subject.speaker:
        return str(subject.page.seo_title)
    name: str = subject.speaker.name if subject.speaker else subject.page.title
    if subject.event is None or subject.event.pk == subject.page.pk:
        return name
    return f"{name} · {subject.event.title}"


def description_of(subject: Subject) -> str:
    """The editor's own description, else the beginning of what the page says."""
    page, speaker = subject.page, subject.speaker
    texts = [getattr(page, name, "") for name in ("search_description", "short_description", "intro", "tagline")]
    if speaker:
        texts = [speaker.headline and f"{speaker.name}: {speaker.headline}", plain(speaker.bio)]
    if subject.event:
        texts.append(subject.event.search_description or subject.event.short_description)
    return shorten(next((text for text in texts if text), ""), DESCRIPTION_LENGTH)


def canonical_of(subject: Subject, request: HttpRequest) -> str:
    """The one address of this content: from BASE_URL, without query except the page of a list."""
    if subject.speaker and subject.event:
        return speaker_address(subject.event, subject.speaker.slug)
    address = address_of(subject.page)
    if not isinstance(subject.page, EventIndexPage):
        return address
    kept = [(name, request.GET[name]) for name in PAGING if is_paging(name, request.GET.get(name, ""))]
    return f"{address}?{urlencode(kept)}" if kept else address


def is_paging(name: str, value: str) -> bool:
    if name == "when":
        return value == "past"
    return value.isascii() and value.isdigit() and value != "1" and len(value) < 6


def is_indexed(subject: Subject, request: HttpRequest) -> bool:
    """Not for search engines: drafts, previews, events that are not listed, and filtered lists."""
    if getattr(request, "is_preview", False) or not subject.page.live:
        return False
    if subject.event and not (subject.event.live and subject.event.is_listed):
        return False
    is_list = isinstance(subject.page, EventIndexPage | SessionIndexPage)
    return not (is_list and any(is_filter(name) for name in request.GET))


def is_filter(name: str) -> bool:
    """Whether a parameter changes which entries a list shows; what mailings add to links does not."""
    return name not in PAGING and not name.startswith("utm_")


def alternates_of(subject: Subject) -> list[Alternate]:
    """Feeds and calendars of the same content."""
    page = subject.page
    if isinstance(page, HomePage | EventIndexPage):
        return [Alternate(absolute("/events/feed.rss"), RSS, _("Upcoming events"))]
    if isinstance(page, EventPage):
        return [Alternate(f"{address_of(page)}event.ics", CALENDAR, page.title)]
    if isinstance(page, SessionIndexPage):
        return [Alternate(f"{address_of(page)}schedule.ics", CALENDAR, title_of(subject))]
    if isinstance(page, SessionPage) and page.starts_at:
        return [Alternate(f"{address_of(page)}session.ics", CALENDAR, page.title)]
    return []


def kind_of(subject: Subject) -> str:
    """The Open Graph type. There is none for events; a person has one of their own."""
    return "profile" if subject.speaker else "website"
