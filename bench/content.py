"""A mini-site of any size, made by the product's own actions."""

from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone as clock

from site_pages.actions import publish_page
from site_pages.models import EventPage, SessionPage
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    VenueFactory,
)

TEXT = "<p>" + "A paragraph long enough to be read, with <b>some</b> weight and <i>some</i> slant. " * 6 + "</p>"
BODY = json.dumps(
    [
        {"type": "heading", "value": {"text": "What this is about"}},
        {"type": "text", "value": TEXT},
        {"type": "quote", "value": {"text": "Worth the journey.", "name": "A. Visitor", "role": "Guest"}},
        {"type": "text", "value": TEXT},
    ]
)


def make_event(sessions: int, *, slug: str) -> EventPage:
    """A published event with that many published sessions of 2 speakers each, 8 rooms, 6 tracks, 10 sponsors."""
    venue = VenueFactory(name=f"Hall of {slug}")
    rooms = [RoomFactory(venue=venue, name=f"Room {number}", sort_order=number) for number in range(8)]
    start = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    event = EventFactory(
        title=f"Bench {slug}",
        slug=slug,
        starts_at=start,
        ends_at=start + timedelta(days=4),
        venue=venue,
        hero_image=ImageFactory(),
        body=BODY,
        published=False,
    )
    tracks = [
        TrackFactory(event=event, name=f"Track {number}", color=f"#{40 + number * 20:02x}5c55") for number in range(6)
    ]
    for number in range(10):
        event.event_sponsors.create(sponsor=SponsorFactory(name=f"Sponsor {number} of {slug}"), tier="gold")
    for number in range(8):
        event.faqs.create(question=f"Question {number}?", answer="<p>Yes, and here is why.</p>")
    event.save_revision()
    publish_page(event)
    people = [
        SpeakerFactory(
            name=f"Person {number} of {slug}",
            slug=f"{slug}-person-{number}",
            headline="Engineer of quiet things",
            bio=TEXT,
            photo=ImageFactory() if number < 40 else None,
        )
        for number in range(max(20, sessions // 2))
    ]
    for number in range(sessions):
        make_session(event, number, rooms=rooms, tracks=tracks, people=people)
    return event


def make_session(event: EventPage, number: int, *, rooms: list, tracks: list, people: list) -> SessionPage:
    day, slot = divmod(number // len(rooms), 8)
    starts_at = event.starts_at + timedelta(days=day % 4, minutes=slot * 60)
    return SessionFactory(
        event=event,
        title=f"Session {number}: how to keep a city's small things working",
        slug=f"session-{number}",
        short_description="What we tried, what it cost, and what we would do again. " * 3,
        body=BODY,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        room=rooms[number % len(rooms)],
        track=tracks[number % len(tracks)],
        is_featured=number < 4,
        speakers=[people[number % len(people)], people[(number * 7 + 1) % len(people)]],
    )
