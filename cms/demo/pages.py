"""Creates and publishes the demo's pages, each with a revision, so that every one can be edited at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wagtail.models import Collection, Page

from accounts.models import User
from cms.demo.bodies import rich_text, stream_body, text_body
from cms.demo.media import create_slides, recording_of
from cms.demo.texts import EventText, SessionText
from cms.demo.timing import Span, event_span, first_date, session_span
from site_pages.actions import create_event, publish_page
from site_pages.exchange.bulk import NewSession
from site_pages.models import (
    EventFaq,
    EventOrganization,
    EventPage,
    EventSponsor,
    Organization,
    Room,
    SessionDocument,
    SessionPage,
    SessionSpeaker,
    SiteImage,
    Speaker,
    Sponsor,
    Track,
    Venue,
)

# Recordings appear an hour after a session, as the texts promise.
RECORDING_DELAY = timedelta(hours=1)


@dataclass(slots=True)
class Shelf:
    """What is already made, by the names that the texts use. Speakers and sponsors are shared by events."""

    images: dict[str, SiteImage] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    sponsors: dict[str, Sponsor] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)


def create_event_draft(text: EventText, *, now: datetime, user: User | None) -> EventPage:
    """The event with its section pages, none of them public yet."""
    span = event_span(text, now=now)
    event = EventPage(
        title=text.title.format(year=first_date(text, now=now).year),
        slug=text.slug,
        short_description=text.summary,
        search_description=text.search_description,
        starts_at=span.start,
        ends_at=span.end,
        timezone=text.zone,
        format=text.format,
        city=text.city,
        category=text.category,
        access_mode=text.access,
        accent_color=text.accent,
        is_featured=text.featured,
        is_listed=not text.private,
    )
    return create_event(event, user=user)


def publish_event(event: EventPage, *, text: EventText, shelf: Shelf, venue: Venue | None, user: User | None) -> None:
    """Give the draft all that could not exist before it, and publish it with its sections."""
    write_sections(event, text=text, user=user)
    event.hero_image = event.share_image = shelf.images[text.hero]
    event.venue = venue
    event.event_sponsors = [
        EventSponsor(sponsor=shelf.sponsors[row.slug], tier=row.tier, sort_order=position)
        for position, row in enumerate(text.sponsors)
    ]
    organizations = Organization.objects.filter(home_event=event).order_by("pk")
    event.event_organizations = [
        EventOrganization(organization=organization, sort_order=position)
        for position, organization in enumerate(organizations)
    ]
    event.faqs = [
        EventFaq(question=row.question, answer=rich_text(row.answer), sort_order=position)
        for position, row in enumerate(text.faqs)
    ]
    sections: Mapping[str, Page] = {page.slug: page for page in event.get_children()}
    event.body = stream_body(text.body, images=shelf.images, pages=sections)
    event.save_revision(user=user)
    publish_page(event, user=user)


def write_sections(event: EventPage, *, text: EventText, user: User | None) -> None:
    """Give the section pages their texts; those without a text stay out of the event's menu."""
    for section in event.get_children().specific():
        words = text.pages.get(section.slug)
        section.show_in_event_menu = words is not None
        if words:
            section.title, section.intro = words.title, words.intro
            section.search_description = words.search_description
            if words.body:
                section.body = stream_body(words.body, images={}, pages={})
        section.save_revision(user=user)


def new_session(text: SessionText, *, event: EventText, shelf: Shelf, now: datetime) -> NewSession:
    """One session, not saved yet, with its speakers, image, slides and, when it is over, its recording."""
    span = session_span(event, text, now=now)
    session = SessionPage(
        title=text.title,
        slug=text.slug,
        short_description=text.summary,
        search_description=text.summary[:300],
        body=text_body(text.body),
        starts_at=span.start,
        ends_at=span.end,
        session_type=text.kind,
        format=text.format,
        stream_type=text.stream,
        access_override=text.access,
        room=shelf.rooms.get(text.room),
        track=shelf.tracks.get(text.track),
        language="en",
        max_attendees=text.capacity,
        max_remote_attendees=text.remote_capacity,
        is_recorded=text.recorded,
        is_featured=text.featured,
        image=shelf.images.get(text.image),
    )
    if is_recording_out(text, span=span, now=now):
        recording = recording_of(event)
        session.recording_file.save("recording.webm", recording, save=False)
    documents = [_slides(text, event=event, shelf=shelf)] if text.slides else []
    return NewSession(session, speakers=_speakers(text, shelf=shelf), links=[], documents=documents)


def is_recording_out(text: SessionText, *, span: Span, now: datetime) -> bool:
    """Whether the session is long enough over to be watched again."""
    return text.recorded and span.end + RECORDING_DELAY <= now


def _speakers(text: SessionText, *, shelf: Shelf) -> list[SessionSpeaker]:
    people = []
    for position, entry in enumerate(text.speakers):
        slug, _, role = entry.partition(":")
        people.append(SessionSpeaker(speaker=shelf.speakers[slug], role=role or "speaker", sort_order=position))
    return people


def _slides(text: SessionText, *, event: EventText, shelf: Shelf) -> SessionDocument:
    names = ", ".join(shelf.speakers[entry.partition(":")[0]].name for entry in text.speakers)
    collection: Collection = shelf.images[event.hero].collection
    document = create_slides(text, event=event, names=names, collection=collection)
    return SessionDocument(document=document, title="Slides")
