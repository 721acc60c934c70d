"""Ground for the API's tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from site_pages.actions import publish_page
from site_pages.models import EventPage, SessionIndexPage, SessionPage, SiteDocument, Speaker
from site_pages.models.session import SessionSpeaker
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    VenueFactory,
)
from tests.factories.site_pages import START

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client) -> Callable[..., HttpResponse]:
    """GET an address of the API with parameters and headers."""

    def read(path: str, *, headers: dict[str, str] | None = None, **parameters: object) -> HttpResponse:
        return client.get(f"/api{path}", parameters, headers=headers or {})

    return read


def add_sessions(event: EventPage, count: int, **values: Any) -> list[SessionPage]:
    """Published sessions, made the quick way: publishing eighty of them takes a quarter of a minute."""
    schedule = SessionIndexPage.objects.child_of(event).get()
    sessions = []
    for number in range(count):
        starts_at = START + timedelta(minutes=30 * number)
        session = SessionPage(
            title=f"Talk {number}",
            slug=f"talk-{number}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=25),
            live=True,
            last_published_at=START - timedelta(days=3650),
            **{
                name: value[number % len(value)] if isinstance(value, list) else value for name, value in values.items()
            },
        )
        sessions.append(schedule.add_child(instance=session))
        schedule.refresh_from_db()
    return sessions


def put_on_stage(sessions: list[SessionPage], speakers: list[Speaker]) -> None:
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, speaker=speakers[number % len(speakers)], sort_order=0)
        for number, session in enumerate(sessions)
    )


def body_with_everything(page: EventPage) -> str:
    """One block of every kind, in the stored form."""
    image = ImageFactory()
    person = SpeakerFactory(name="Ada Blocks", photo=ImageFactory())
    picture = {"image": image.pk, "decorative": False, "alt_text": "As placed here"}
    document = SiteDocument.objects.create(title="Map", file=ContentFile(b"text", name="map.txt"))
    blocks = [
        ("heading", {"text": "What to expect"}),
        ("text", f'<p>See <a linktype="page" id="{page.pk}">the event</a> and <b>more</b>.</p>'),
        ("figure", {"image": picture, "caption": "A caption", "width": "wide"}),
        ("gallery", {"images": [picture, {**picture, "decorative": True}]}),
        ("quote", {"text": "Words", "name": "Somebody", "role": "Something"}),
        ("features", {"items": [{"title": "One", "text": "First"}, {"title": "Two", "text": "Second"}]}),
        ("numbers", {"items": [{"number": "36", "label": "sessions"}, {"number": "2", "label": "rooms"}]}),
        ("call_to_action", {"title": "Come", "text": "", "link": {"label": "Go", "page": page.pk, "url": ""}}),
        ("speakers", {"title": "People", "speakers": [person.pk]}),
        ("accordion", {"items": [{"title": "Fold", "text": "<p>Inside</p>"}]}),
        ("video", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("table", {"data": [["a", None], ["b", "c"]], "first_row_is_table_header": True, "table_caption": "T"}),
        ("download", {"document": document.pk, "label": "Take it"}),
    ]
    return json.dumps([{"type": kind, "value": value, "id": f"b{n}"} for n, (kind, value) in enumerate(blocks)])


def make_full_event() -> EventPage:
    """A published event with three sessions and everything that can hang on it."""
    venue = VenueFactory(name="Harbour Hall", travel="<p>By tram</p>", image=ImageFactory())
    event = EventFactory(
        title="Harbour Days", slug="harbour-days", venue=venue, hero_image=ImageFactory(), logo=ImageFactory()
    )
    event.body = body_with_everything(event)
    event.faqs.create(question="Parking?", answer="<p>No.</p>", sort_order=0)
    sponsors = [SponsorFactory(name="Rope Works", logo=ImageFactory()), SponsorFactory(name="Radio Pier")]
    for order, (sponsor, tier) in enumerate(zip(sponsors, ("gold", "media"), strict=True)):
        event.event_sponsors.create(sponsor=sponsor, tier=tier, sort_order=order)
    event.save_revision()
    publish_page(event)
    rooms = [
        RoomFactory(venue=venue, name=name, sort_order=place) for place, name in enumerate(("Main deck", "Galley"))
    ]
    tracks = [TrackFactory(event=event, name="Sails")]
    sessions = add_sessions(event, 3, room=rooms, track=tracks, short_description="About")
    people = [SpeakerFactory(name="Bea Sails", bio="<p>Bio</p>", photo=ImageFactory()), SpeakerFactory(name="Abe Rope")]
    put_on_stage(sessions, people)
    return event


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What every test here reads, made once; each test's own changes are rolled back to it, and it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_full_event()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def full_event(ground: None, db: None) -> EventPage:
    return EventPage.objects.get(slug="harbour-days")
