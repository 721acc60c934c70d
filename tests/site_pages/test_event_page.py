"""An event's landing page in each of its states, and what it costs."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone as clock

from site_pages.actions import publish_page
from site_pages.kept import shelf
from site_pages.models import EventOrganization, EventSponsor, Organization, PhotosPage
from site_pages.picture_actions import make_event_pictures
from tests.factories import (
    EventFactory,
    ImageFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    SponsorFactory,
    TrackFactory,
    UserFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


def running(**fields):
    now = clock.now()
    return EventFactory(
        title="Harbour Days", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1), **fields
    )


def over(**fields):
    now = clock.now()
    return EventFactory(
        title="Harbour Days", starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1), **fields
    )


def show(client):
    response = client.get("/events/harbour-days/")
    assert response.status_code == 200
    return response


def test_coming_event_counts_down_in_its_own_zone(client):
    EventFactory(title="Harbour Days", timezone="Asia/Kolkata")

    page = show(client).content.decode()

    assert 'data-countdown="2030-05-06T07:00:00+00:00"' in page
    assert '<time datetime="2030-05-06T12:30+05:30">12:30</time>' in page
    assert "Kolkata time (IST, UTC+5:30)" in page


def test_running_event_shows_what_is_on_now(client):
    event, now = running(), clock.now()
    room = RoomFactory(name="Great Shed")
    SessionFactory(event=event, title="On stage", starts_at=now - timedelta(minutes=5), room=room)
    SessionFactory(event=event, title="Not on", starts_at=now - timedelta(minutes=5), is_cancelled=True)
    SessionFactory(event=event, title="Later", starts_at=now + timedelta(hours=3))

    response = show(client)

    assert [slot.title for slot in response.context["on_now"]] == ["On stage"]
    assert "Great Shed" in response.content.decode()
    assert "data-countdown" not in response.content.decode()


def test_running_event_between_sessions_shows_what_comes_next(client):
    event, now = running(), clock.now()
    SessionFactory(event=event, title="Next", starts_at=now + timedelta(hours=1))
    SessionFactory(event=event, title="Much later", starts_at=now + timedelta(hours=3))

    response = show(client)

    assert [slot.title for slot in response.context["on_now"]] == ["Next"]


def test_past_event_with_recordings_leads_to_them(client):
    event = over()
    SessionFactory(event=event, starts_at=event.starts_at, recording_url="https://youtu.be/abcdefghijk")

    page = show(client).content.decode()

    assert page.count('href="/events/harbour-days/archive/"') >= 2
    assert "What was recorded can be watched here." in page
    assert "Get a ticket" not in page


def test_past_event_without_recordings_does_not_promise_any(client):
    event = over()
    SessionFactory(event=event, starts_at=event.starts_at)

    page = show(client).content.decode()

    assert 'href="/events/harbour-days/archive/"' not in page
    assert "Thank you to everybody who came." in page


def test_cancelled_event_says_so_and_sells_nothing(client):
    EventFactory(title="Harbour Days", is_cancelled=True)

    page = show(client).content.decode()

    assert "This event is cancelled." in page
    assert "Get a ticket" not in page
    assert "data-countdown" not in page


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("ticketed", ["By ticket", "Get a ticket"]),
        ("registration", ["Free, with registration", "How to register"]),
        ("open", ["Free and open to all", "How to join"]),
    ],
)
def test_way_in_follows_the_access_mode(client, mode, words):
    EventFactory(title="Harbour Days", access_mode=mode)

    page = show(client).content.decode()

    assert [word for word in words if word not in page] == []


def test_outline_leads_with_keynotes_and_featured_sessions(client):
    event = EventFactory(title="Harbour Days")
    start = event.starts_at
    for number in range(6):
        SessionFactory(event=event, title=f"Talk {number}", starts_at=start + timedelta(hours=number))
    SessionFactory(event=event, title="Keynote", session_type="keynote", starts_at=start + timedelta(hours=7))
    SessionFactory(event=event, title="Lunch", session_type="break", is_featured=True, starts_at=start)
    SessionFactory(event=event, title="Second day", starts_at=start + timedelta(days=1))

    days = show(client).context["days"]

    assert [slot.title for slot in days[0].highlights] == ["Talk 0", "Talk 1", "Talk 2", "Talk 3", "Keynote"]
    assert [(day.number, day.count) for day in days] == [(1, 7), (2, 1)]


def test_people_are_led_by_those_of_featured_sessions(client):
    event = EventFactory(title="Harbour Days")
    minor, leading = SpeakerFactory(name="Ada Minor"), SpeakerFactory(name="Zoe Leading")
    SessionFactory(event=event, speakers=[minor])
    SessionFactory(event=event, speakers=[leading], is_featured=True)
    SessionFactory(event=event, speakers=[SpeakerFactory(name="Draft Person")], published=False)
    SessionFactory(event=EventFactory(title="Elsewhere"), speakers=[SpeakerFactory(name="Other Person")])

    response = show(client)

    assert [person.name for person, photo in response.context["people"]] == ["Zoe Leading", "Ada Minor"]
    assert "Draft Person" not in response.content.decode()
    assert "Other Person" not in response.content.decode()


def test_sponsors_stand_by_tier_in_order(client):
    event = EventFactory(title="Harbour Days")
    for tier, name in (("silver", "Silver Ltd"), ("platinum", "Platinum Ltd"), ("silver", "Second Silver")):
        EventSponsor.objects.create(event=event, sponsor=SponsorFactory(name=name), tier=tier)
    EventOrganization.objects.create(event=event, organization=Organization.objects.create(name="Harbour Works"))
    cache.clear()

    response = show(client)

    tiers = [(tier.key, [one.name for one in tier.supporters]) for tier in response.context["tiers"]]
    assert tiers == [("platinum", ["Platinum Ltd"]), ("silver", ["Silver Ltd", "Second Silver"])]
    assert "Harbour Works" in response.content.decode()


def test_menu_leaves_out_sections_with_nothing_to_show(client):
    event = EventFactory(title="Harbour Days", venue=VenueFactory())
    with_sponsor = [item.slug for item in show(client).context["frame"].menu]
    EventSponsor.objects.create(event=event, sponsor=SponsorFactory())
    cache.clear()
    shelf.clear()

    assert with_sponsor == ["sessions", "speakers", "venue", "tickets", "contact"]
    assert "sponsors" in [item.slug for item in show(client).context["frame"].menu]


def test_photos_are_announced_only_when_there_are_some(client):
    event = EventFactory(title="Harbour Days")
    assert "Pictures from those days" not in show(client).content.decode()
    photos = PhotosPage.objects.child_of(event).get()
    photos.body = [("heading", {"text": "On the quay"})]
    photos.save_revision()
    publish_page(photos)

    assert 'href="/events/harbour-days/photos/"' in show(client).content.decode()


def test_page_of_a_plain_event_has_no_empty_parts(client):
    EventFactory(title="Harbour Days", short_description="", city="")

    response = show(client)

    page = response.content.decode()
    assert "Speakers</h2>" not in page
    assert "With the support of" not in page
    assert "To be announced" in page


def test_pages_hold_no_inline_code(client):
    EventFactory(title="Harbour Days", hero_image=ImageFactory())

    page = show(client).content.decode()

    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page


@pytest.fixture
def full_event(db):
    """Eighty sessions, forty people, sponsors, a venue and pictures."""
    now = clock.now()
    venue = VenueFactory()
    event = EventFactory(
        title="Harbour Days",
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=2),
        venue=venue,
        hero_image=ImageFactory(),
        logo=ImageFactory(),
    )
    rooms, tracks = [RoomFactory(venue=venue) for _ in range(3)], [TrackFactory(event=event) for _ in range(3)]
    people = [SpeakerFactory(photo=ImageFactory() if number < 4 else None) for number in range(40)]
    for number in range(80):
        SessionFactory(
            event=event,
            starts_at=event.starts_at + timedelta(minutes=40 * number),
            room=rooms[number % 3],
            track=tracks[number % 3],
            speakers=[people[number % 40], people[(number + 7) % 40]],
            is_featured=number % 20 == 0,
            image=ImageFactory() if number == 20 else None,
        )
    for _ in range(5):
        EventSponsor.objects.create(event=event, sponsor=SponsorFactory(logo=ImageFactory()))
    return event


def test_page_of_eighty_sessions_takes_twelve_queries_at_most(client, full_event, django_assert_max_num_queries):
    make_event_pictures(full_event)
    cache.clear()
    with django_assert_max_num_queries(12):
        anonymous = show(client)
    client.force_login(UserFactory())
    cache.clear()
    shelf.clear()
    with django_assert_max_num_queries(12):
        signed_in = show(client)
    with django_assert_max_num_queries(4):  # the version, the session, the user, their groups
        show(client)

    assert len(anonymous.context["programme"].slots) == 80
    assert anonymous.context["people_count"] == signed_in.context["people_count"] == 40
