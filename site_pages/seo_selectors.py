"""Reads for the head of a page; each function says how many queries it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Page

from site_pages import structured_data as data
from site_pages.addresses import absolute, address_of, speaker_address
from site_pages.models import EventOrganization, EventPage, SessionPage, SiteImage
from site_pages.offers import offers_of
from site_pages.page_meta import Picture, Subject
from site_pages.pictures import renditions_of
from site_pages.renditions import SHARE_CARD

PART_FIELDS = ("pk", "title", "url_path", "starts_at", "ends_at", "format", "is_cancelled")
SPEAKER_FIELDS = ("session_speakers__speaker__name", "session_speakers__speaker__slug")


def share_picture(subject: Subject, *, logo: SiteImage | None) -> Picture | None:
    """The nearest image: the person's or page's own, the event's, the platform's. Two queries at most."""
    image = nearest_image(subject) or logo
    return card_of(image) if image else None


def nearest_image(subject: Subject) -> SiteImage | None:
    """The first that is chosen, asked by id so that only one is read."""
    candidates = (
        (subject.speaker, "photo"),
        (subject.page, "share_image"),
        (subject.page, "image"),
        (subject.page, "hero_image"),
        (subject.event, "share_image"),
        (subject.event, "hero_image"),
    )
    for owner, name in candidates:
        if getattr(owner, f"{name}_id", None):
            image: SiteImage = getattr(owner, name)
            return image
    return None


def card_of(image: SiteImage) -> Picture | None:
    """The image in the size of a shared link; None while a worker has not made that yet. One query at most."""
    rendition = renditions_of(image, "share").get(SHARE_CARD)
    if rendition is None:
        return None
    return Picture(absolute(rendition.url), rendition.width, rendition.height, image.default_alt_text)


def crumbs_of(page: Page) -> list[tuple[str, str]]:
    """From the front page to the page itself, as (name, address). No query after routing, else one."""
    above = getattr(page, "known_ancestors", None)
    if above is None:
        steps = [page.path[:end] for end in range(2 * page.steplen, len(page.path), page.steplen)]
        above = Page.objects.filter(path__in=steps).order_by("path").only("title", "url_path")
    return [(step.title, address_of(step)) for step in [*above, page]]


def event_details(event: EventPage, *, image: str) -> data.EventDetails:
    """Everything that the event's data names besides itself. Two queries, and those of the offers."""
    parts, performers = programme_of(event)
    organizations = EventOrganization.objects.filter(event=event).select_related("organization")
    return data.EventDetails(
        parts=parts,
        performers=performers,
        organizations=[link.organization for link in organizations],
        offers=offers_of(event),
        image=image,
    )


def programme_of(event: EventPage) -> tuple[list[data.Part], list[data.Person]]:
    """The published, scheduled sessions with everybody on stage, in one query."""
    rows = (
        SessionPage.objects.for_event(event)
        .published()
        .scheduled()
        .in_programme_order()
        .order_by("starts_at", "sort_order", "ends_at", "title", "pk", "session_speakers__sort_order")
        .values_list(*PART_FIELDS, *SPEAKER_FIELDS)
    )
    parts: dict[int, data.Part] = {}
    people: dict[str, data.Person] = {}
    for pk, title, url_path, starts_at, ends_at, mode, is_cancelled, name, slug in rows:
        if pk not in parts:
            address = address_of(event) + url_path.removeprefix(event.url_path)
            parts[pk] = data.Part(title, address, starts_at, ends_at, mode, is_cancelled)
        if name:
            people.setdefault(slug, data.Person(name, speaker_address(event, slug)))
    return list(parts.values()), list(people.values())


def performers_of(session: SessionPage, event: EventPage) -> list[data.Person]:
    """Who is on the session, in order. One query, none where the speakers are prefetched."""
    return [
        data.Person(link.speaker.name, speaker_address(event, link.speaker.slug)) for link in speaker_links(session)
    ]


def speaker_links(session: SessionPage) -> Iterable[Any]:
    links = session.session_speakers.all()
    is_read = "session_speakers" in getattr(session, "_prefetched_objects_cache", {})
    return links if is_read else links.select_related("speaker")


def events_shown(entries: object) -> Iterator[EventPage]:
    """The events among the entries of a list page."""
    for entry in entries if isinstance(entries, Iterable) else ():
        event = getattr(entry, "event", entry)
        if isinstance(event, EventPage):
            yield event
