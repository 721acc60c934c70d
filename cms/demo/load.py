"""Loads the demo: one action, once for a database, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import connection, transaction
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from cms.demo.media import create_picture, pictures_of
from cms.demo.pages import Shelf, create_event_draft, new_session, publish_event
from cms.demo.reading import read_events, read_home
from cms.demo.records import (
    create_organization,
    create_speaker,
    create_sponsor,
    create_tracks,
    create_venue,
    rooms_by_name,
)
from cms.demo.site import dress_site
from cms.demo.texts import EventText
from site_pages.event_groups import sync_event_group
from site_pages.exchange.bulk import add_sessions
from site_pages.models import (
    EventGroup,
    EventIndexPage,
    EventPage,
    HomePage,
    SessionIndexPage,
    SessionPage,
    Speaker,
    Sponsor,
    Venue,
)
from site_pages.versions import raise_versions

# Any number of our own: two loaders at once wait for each other.
LOCK = 7_203_114

Report = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What loading did. All zero when the demo was there already."""

    is_new: bool = False
    events: int = 0
    sessions: int = 0
    speakers: int = 0
    images: int = 0


@dataclass(frozen=True, slots=True)
class Loader:
    """What the steps of one loading share."""

    now: datetime
    user: User | None
    shelf: Shelf


def load_demo(*, now: datetime, editor: User | None = None, report: Report | None = None) -> DemoSummary:
    """Create the demo's site and events, timed around `now`; do nothing where they were created before."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if is_demo_loaded():
            return DemoSummary()
        # Pages are saved several times on their way; noting who uses what once at the end saves a sixth of the time.
        with disable_reference_index_auto_update():
            summary = _load(now=now, editor=editor, report=report or _say_nothing)
        _note_references()
    return summary


def is_demo_loaded() -> bool:
    """Whether any event or speaker of the demo is there; renaming or deleting some of them does not bring them back."""
    texts = read_events()
    return (
        EventPage.objects.filter(slug__in=[text.slug for text in texts]).exists()
        or Speaker.objects.filter(slug__in=[speaker.slug for text in texts for speaker in text.speakers]).exists()
    )


def _load(*, now: datetime, editor: User | None, report: Report) -> DemoSummary:
    texts = read_events()
    loader = Loader(now=now, user=editor, shelf=Shelf())
    events = []
    for number, text in enumerate(texts, start=1):
        report(f"Event {number} of {len(texts)}: {text.slug} with {len(text.sessions)} sessions")
        events.append(_load_event(text, loader=loader))
    dress_site(read_home(), index=EventIndexPage.objects.get(), featured=events[0], user=editor)
    shelf = loader.shelf
    return DemoSummary(
        is_new=True,
        events=len(texts),
        sessions=sum(len(text.sessions) for text in texts),
        speakers=len(shelf.speakers),
        images=len(shelf.images) + len(shelf.speakers) + len(shelf.sponsors),
    )


def _say_nothing(*step: object) -> None:
    """Progress that nobody asked for."""


def _note_references() -> None:
    """Tell Wagtail what pages and records use, so that "used by" is right at once; sessions are noted already."""
    home = HomePage.objects.get()
    pages = Page.objects.descendant_of(home, inclusive=True).not_type(SessionPage).specific()
    for item in chain(
        pages.iterator(chunk_size=100), Speaker.objects.all(), Sponsor.objects.all(), Venue.objects.all()
    ):
        ReferenceIndex.create_or_update_for_object(item)


def _load_event(text: EventText, *, loader: Loader) -> EventPage:
    shelf, user = loader.shelf, loader.user
    event = create_event_draft(text, now=loader.now, user=user)
    venue = _load_records(text, event=event, loader=loader)
    shelf.tracks = create_tracks(text.tracks, event=event)
    shelf.rooms = rooms_by_name(text, venue=venue)
    publish_event(event, text=text, shelf=shelf, venue=venue, user=user)
    schedule = SessionIndexPage.objects.child_of(event).select_for_update(of=("self",)).get()
    sessions = [new_session(session, event=text, shelf=shelf, now=loader.now) for session in text.sessions]
    add_sessions(schedule, sessions, live=True, user=user, progress=_say_nothing)
    raise_versions([event.pk])
    return event


def _load_records(text: EventText, *, event: EventPage, loader: Loader) -> Venue | None:
    shelf = loader.shelf
    sync_event_group(event)
    # In the event's own collection its organizers may use and change the files.
    collection = EventGroup.objects.select_related("collection").get(event=event).collection
    for picture in pictures_of(text):
        shelf.images[picture.name] = create_picture(picture, collection=collection)
    for speaker in text.speakers:
        shelf.speakers[speaker.slug] = create_speaker(speaker, home_event=event, collection=collection)
    for sponsor in text.sponsors:
        if sponsor.name:
            shelf.sponsors[sponsor.slug] = create_sponsor(sponsor, home_event=event, collection=collection)
    for organization in text.organizations:
        create_organization(organization, home_event=event)
    if text.venue is None:
        return None
    return create_venue(text.venue, home_event=event, image=shelf.images[text.venue.picture])
