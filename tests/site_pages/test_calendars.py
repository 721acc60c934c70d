"""The calendars of an event, its schedule and one session, as people and calendars get them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone as clock
from icalendar import Calendar, Event
from wagtail.models import PageViewRestriction

from site_pages.actions import publish_page
from site_pages.calendar_links import session_entry
from site_pages.models import EventPage, RemovedContent, SessionPage
from site_pages.views.calendars import MOST_IDS, read_ids
from tests.factories import EventFactory, RoomFactory, SessionFactory, SpeakerFactory, TrackFactory, VenueFactory

BASE = settings.BASE_URL
SCHEDULE = "/events/tidewater/sessions/schedule.ics"


def events_in(content: bytes) -> dict[str, Event]:
    return {str(event.get("summary", "")): event for event in Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory(title="Tidewater", slug="tidewater")


def test_ids_in_an_address_are_read_as_far_as_they_are_ids():
    known = uuid4()

    assert read_ids(f"{known}, {known.hex},x,,-1") == [known, known]
    assert read_ids("," * MOST_IDS + str(known)) == []


def test_schedule_holds_every_published_session_as_people_need_it(client: Client, event: EventPage):
    venue = VenueFactory(name="Dock Shed", address="Pier 4", city="Rotterdam")
    session: SessionPage = SessionFactory(
        event=event,
        title="Opening,\nwith; signs\x07",
        slug="opening",
        short_description="First\x0b line\r\n\r\nsecond",
        room=RoomFactory(venue=venue, name="Pump Room"),
        track=TrackFactory(event=event, name="Signs"),
        speakers=[SpeakerFactory(name="Ada"), SpeakerFactory(name="Ben")],
    )
    SessionFactory(event=event, title="Untimed", starts_at=None, ends_at=None)
    SessionFactory(event=event, title="Dropped", is_cancelled=True)

    response = client.get(SCHEDULE)

    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response["Content-Disposition"] == 'inline; filename="tidewater-schedule.ics"'
    events = events_in(response.content)
    assert {name: str(found["status"]) for name, found in events.items()} == {
        "Opening, with; signs": "CONFIRMED",
        "Dropped": "CANCELLED",
    }
    opening = events["Opening, with; signs"]
    assert str(opening["uid"]) == f"{session.public_id}@foyer"
    assert str(opening["location"]) == "Pump Room, Dock Shed, Pier 4, Rotterdam"
    assert str(opening["url"]) == f"{BASE}/events/tidewater/sessions/opening/"
    assert opening.categories == ["Signs"]
    assert str(opening["description"]) == (
        "Tidewater\n\n2030-05-06 10:00 to 10:45 (Europe/Berlin)\n\nWith Ada, Ben\n\nFirst  line\n\nsecond\n\n"
        f"{BASE}/events/tidewater/sessions/opening/"
    )


def test_schedule_costs_the_same_whatever_its_length(
    client: Client, event: EventPage, django_assert_max_num_queries: Any
):
    SessionFactory(event=event, speakers=[SpeakerFactory()])
    client.get("/events/tidewater/event.ics")
    with django_assert_max_num_queries(10) as short:
        client.get(SCHEDULE)
    for _number in range(3):
        SessionFactory(event=event, speakers=[SpeakerFactory()])
    client.get("/events/tidewater/event.ics")
    with django_assert_max_num_queries(10) as long:
        client.get(SCHEDULE)

    assert len(long) == len(short)


def test_event_calendar_is_one_entry_that_blocks_no_days(client: Client, event: EventPage):
    event.venue = VenueFactory(name="Dock Shed", city="Berlin")
    event.save_revision().publish()

    events = events_in(client.get("/events/tidewater/event.ics").content)

    assert list(events) == ["Tidewater"]
    assert (str(events["Tidewater"]["transp"]), str(events["Tidewater"]["location"])) == (
        "TRANSPARENT",
        "Dock Shed, Berlin",
    )


def test_event_cancelled_cancels_every_entry(client: Client, event: EventPage):
    SessionFactory(event=event, title="Opening", slug="opening")
    event.is_cancelled = True
    event.save_revision().publish()

    statuses = [
        {str(found["status"]) for found in events_in(client.get(address).content).values()}
        for address in ("/events/tidewater/event.ics", SCHEDULE, "/events/tidewater/sessions/opening/session.ics")
    ]

    assert statuses == [{"CANCELLED"}] * 3


def test_change_raises_the_sequence_and_keeps_the_uid(client: Client, event: EventPage):
    session = SessionFactory(event=event, title="Opening", slug="opening")
    address = "/events/tidewater/sessions/opening/session.ics"
    before = events_in(client.get(address).content)["Opening"]

    session.starts_at, session.ends_at = session.starts_at + timedelta(hours=1), session.ends_at + timedelta(hours=1)
    session.save_revision()
    publish_page(session)

    after = events_in(client.get(address).content)["Opening"]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.start == before.start + timedelta(hours=1)
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_session_without_a_time_has_no_calendar(client: Client, event: EventPage):
    SessionFactory(event=event, title="Untimed", slug="untimed", starts_at=None, ends_at=None)

    assert client.get("/events/tidewater/sessions/untimed/session.ics").status_code == 404


def test_chosen_sessions_make_a_calendar_of_their_own(client: Client, event: EventPage):
    chosen, left = SessionFactory(event=event, title="Chosen"), SessionFactory(event=event, title="Left")
    other = SessionFactory(event=EventFactory(), title="Of another event")
    draft = SessionFactory(event=event, title="Draft", published=False)
    SessionFactory(event=event, title="Not chosen")
    long_gone = RemovedContent.objects.create(
        kind="session",
        event_public_id=event.public_id,
        public_id=uuid4(),
        removed_at=clock.now() - timedelta(days=31),
    )
    left.unpublish()
    ids = [chosen.public_id, other.public_id, draft.public_id, left.public_id, long_gone.public_id]

    events = Calendar.from_ical(client.get(SCHEDULE, {"ids": ",".join(map(str, ids))}).content).walk("VEVENT")

    assert [(str(found["uid"]), str(found["status"]), str(found.get("summary", ""))) for found in events] == [
        (f"{chosen.public_id}@foyer", "CONFIRMED", "Chosen"),
        (f"{left.public_id}@foyer", "CANCELLED", ""),
    ]


def test_draft_hidden_and_private_sessions_stay_out_of_the_schedule(client: Client, event: EventPage):
    SessionFactory(event=event, title="Shown")
    SessionFactory(event=event, title="Draft", published=False)
    SessionFactory(event=event, title="Unpublished").unpublish()
    private = SessionFactory(event=event, title="Private", slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    edited = SessionFactory(event=event, title="Before")
    edited.title = "Edited but not published"
    edited.save_revision()

    content = client.get(SCHEDULE).content

    assert set(events_in(content)) == {"Shown", "Before"}
    assert client.get("/events/tidewater/sessions/private/session.ics").status_code == 302


def test_event_that_nobody_may_see_has_no_calendar(client: Client, event: EventPage):
    SessionFactory(event=event, title="Opening", slug="opening")
    addresses = ["/events/tidewater/event.ics", SCHEDULE, "/events/tidewater/sessions/opening/session.ics"]

    event.unpublish()
    unpublished = [client.get(address).status_code for address in addresses]
    publish_page(event)
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)
    restricted = [client.get(address).status_code for address in addresses]

    assert (unpublished, restricted) == ([404] * 3, [302] * 3)


def test_unlisted_event_has_a_calendar_that_search_engines_leave_alone(client: Client, event: EventPage):
    event.is_listed = False
    event.save_revision().publish()

    response = client.get("/events/tidewater/event.ics")

    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")


def test_calendar_that_is_current_is_answered_without_reading_it(
    client: Client, event: EventPage, django_assert_max_num_queries: Any
):
    session = SessionFactory(event=event)
    etag = client.get(SCHEDULE)["ETag"]
    with django_assert_max_num_queries(1):
        again = client.get(SCHEDULE, headers={"If-None-Match": etag})

    session.title = "Renamed"
    session.save_revision()
    publish_page(session)
    changed = client.get(SCHEDULE, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)


def test_person_signed_in_gets_304_too(client: Client, event: EventPage, admin_user: Any):
    client.force_login(admin_user)
    first = client.get(SCHEDULE)

    assert client.get(SCHEDULE, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_links_never_take_the_host_of_the_request(client: Client, event: EventPage):
    SessionFactory(event=event, title="Opening", slug="opening")

    content = client.get(SCHEDULE, headers={"Host": "localhost"}).content

    assert str(events_in(content)["Opening"]["url"]) == f"{BASE}/events/tidewater/sessions/opening/"
    assert b"//localhost" not in content


def test_entry_of_a_session_never_published_still_has_a_moment(event: EventPage):
    session = SessionPage(
        title="New",
        slug="new",
        url_path=f"{event.url_path}sessions/new/",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )
    event.last_published_at = None

    assert session_entry(session, event, speakers=[]).changed_at == event.starts_at
