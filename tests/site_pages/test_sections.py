"""The plain sections of a mini-site: full, and empty."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock
from django.utils.safestring import mark_safe

from site_pages.models import EventFaq, EventPage, EventSponsor
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SponsorFactory,
    TrackFactory,
    VenueFactory,
)
from tests.site_pages.panels import panel

pytestmark = pytest.mark.django_db

SECTIONS = ("sessions", "speakers", "venue", "sponsors", "tickets", "faq", "contact", "archive", "photos")


def read(client, section: str) -> str:
    response = client.get(f"/events/harbour/{section}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("section", SECTIONS)
def test_section_of_an_empty_event_stands_within_the_query_limit(client, section, django_assert_max_num_queries):
    EventFactory(title="Harbour")
    client.get(f"/events/harbour/{section}/")
    client.cookies["sessionid"] = "anything-but-anonymous"

    with django_assert_max_num_queries(12):
        html = read(client, section)

    assert "<style" not in html
    assert " style=" not in html


def test_venue_shows_place_and_rooms_with_what_happens_there(client):
    venue = VenueFactory(name="Shed", address="Quay 4", city="Berlin", country="Germany", travel="<p>By ferry.</p>")
    event = EventFactory(title="Harbour", venue=venue)
    hall = RoomFactory(venue=venue, name="Hall", capacity=120, accessibility_notes="Step-free")
    RoomFactory(venue=venue, name="Attic", sort_order=2)
    SessionFactory(event=event, room=hall)
    SessionFactory(event=event, room=hall, published=False)

    response = client.get("/events/harbour/venue/")

    rooms = response.context_data["rooms"]
    assert [(room.name, room.capacity, room.session_count) for room in rooms] == [("Hall", 120, 1), ("Attic", None, 0)]
    html = response.content.decode()
    for text in ("Shed", "Quay 4", "Berlin", "Germany", "By ferry.", "Step-free", "120 seats"):
        assert text in html


def test_venue_of_an_online_event_says_that_there_is_none(client):
    EventFactory(title="Harbour", format="virtual")

    assert "This event is online" in read(client, "venue")


def test_sponsors_are_grouped_by_tier_in_the_organizers_order(client):
    event = EventFactory(title="Harbour")
    for order, (name, tier) in enumerate([("Rope Co", "silver"), ("Tar Ltd", "gold"), ("Sail & Sons", "gold")]):
        sponsor = SponsorFactory(name=name, logo=ImageFactory())
        EventSponsor.objects.create(event=event, sponsor=sponsor, tier=tier, sort_order=order)

    tiers = client.get("/events/harbour/sponsors/").context_data["tiers"]

    assert [(tier.label, [entry.sponsor.name for entry in tier.entries]) for tier in tiers] == [
        ("Gold", ["Tar Ltd", "Sail & Sons"]),
        ("Silver", ["Rope Co"]),
    ]


@pytest.mark.parametrize(
    ("mode", "text"),
    [("open", "Open to everybody"), ("registration", "Free, with registration"), ("ticketed", "With a ticket")],
)
def test_tickets_explain_how_one_gets_in(client, mode, text):
    EventFactory(title="Harbour", access_mode=mode)

    assert text in read(client, "tickets")


def test_tickets_count_the_sessions_that_differ(client):
    event = EventFactory(title="Harbour", access_mode="ticketed")
    for override in ("open", "open", "registration", ""):
        SessionFactory(event=event, access_override=override)

    html = read(client, "tickets")

    assert "2 sessions are open to everybody online." in html
    assert "One session online only asks for a free registration." in html


def test_tickets_of_a_cancelled_event_are_not_given_out(client):
    event = EventFactory(title="Harbour")
    EventPage.objects.filter(pk=event.pk).update(is_cancelled=True)

    assert "No tickets are given out any more." in read(client, "tickets")


def test_faq_gives_each_question_an_address_of_its_own(client):
    event = EventFactory(title="Harbour")
    for order, question in enumerate(("Where is it?", "Where is it?", "駅は？")):
        EventFaq.objects.create(event=event, question=question, answer="<p>Here.</p>", sort_order=order)

    questions = client.get("/events/harbour/faq/").context_data["questions"]

    assert [entry.anchor for entry in questions] == ["where-is-it", "where-is-it-2", "question"]


def test_contact_form_keeps_what_was_typed_and_says_what_is_wrong(client):
    EventFactory(title="Harbour")

    response = client.post("/events/harbour/contact/", {"name": "Ada", "email": "nowhere", "text": "Hello"})

    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="Ada"' in html
    assert "The message was not sent" in html
    assert html.count('class="field-error"') == 2


def test_archive_shows_past_recordings_and_filters_by_track(client):
    now = clock.now()
    event = EventFactory(title="Harbour", starts_at=now - timedelta(days=3), ends_at=now + timedelta(days=1))
    boats, birds = TrackFactory(event=event, name="Boats"), TrackFactory(event=event, name="Birds")
    past, film = clock.now() - timedelta(days=2), "https://media.example.org/film.mp4"
    SessionFactory(event=event, title="Keels", starts_at=past, recording_url=film, track=boats, image=ImageFactory())
    SessionFactory(event=event, title="Gulls", starts_at=past, recording_url=film, track=birds)
    SessionFactory(event=event, title="Unfilmed", starts_at=past, track=birds)
    SessionFactory(event=event, title="Cancelled", starts_at=past, recording_url=film, is_cancelled=True)
    SessionFactory(event=event, title="Coming", starts_at=clock.now() + timedelta(hours=1), recording_url=film)

    shown = {
        query: sorted(
            entry.slot.title for entry in client.get(f"/events/harbour/archive/{query}").context_data["recordings"]
        )
        for query in ("", "?track=boats", "?track=unknown")
    }

    assert shown == {"": ["Gulls", "Keels"], "?track=boats": ["Keels"], "?track=unknown": ["Gulls", "Keels"]}


def test_archive_costs_the_same_queries_whatever_its_length(client, django_assert_max_num_queries):
    event = EventFactory(title="Harbour", starts_at=clock.now() - timedelta(days=3))
    for _ in range(6):
        SessionFactory(
            event=event,
            starts_at=clock.now() - timedelta(days=2),
            recording_url="https://media.example.org/film.mp4",
            track=TrackFactory(event=event),
            image=ImageFactory(),
        )
    read(client, "archive")
    client.cookies["sessionid"] = "anything-but-anonymous"

    with django_assert_max_num_queries(12):
        read(client, "archive")


@pytest.mark.parametrize("place", ["photos", "tickets"])
def test_section_shows_what_another_room_registered(client, place):
    EventFactory(title="Harbour")

    with panel(place, lambda *_: mark_safe("<p>From upstairs</p>")):
        assert "<p>From upstairs</p>" in read(client, place)


def test_photos_without_any_say_so(client):
    EventFactory(title="Harbour")

    assert "No pictures yet" in read(client, "photos")
