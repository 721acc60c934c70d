"""What editors are warned about."""

from datetime import timedelta

import pytest

from site_pages.checks import check_event, check_session
from site_pages.models import EventPage
from tests.factories import EventFactory, ImageFactory, RoomFactory, SessionFactory, SpeakerFactory, VenueFactory
from tests.factories.site_pages import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    return EventFactory(
        title="Checked",
        published=False,
        venue=VenueFactory(),
        hero_image=ImageFactory(description="A hall"),
        slug="checked",
    )


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def session(event, title, start=1, **fields):
    return SessionFactory(
        event=event,
        title=title,
        starts_at=START + timedelta(hours=start),
        ends_at=START + timedelta(hours=start + 1),
        short_description="Words.",
        published=False,
        **fields,
    )


def test_event_in_order_has_nothing_to_mend(event):
    assert check_event(event) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"venue": None}, ["no_venue"]),
        ({"venue": None, "format": "hybrid"}, ["no_venue"]),
        ({"venue": None, "format": "virtual"}, []),
        ({"hero_image": None}, ["no_hero"]),
        ({"short_description": ""}, ["search_description"]),
        ({"short_description": "", "search_description": "Here"}, []),
    ],
)
def test_event_with_a_gap_is_told(event, changed, found):
    for name, value in changed.items():
        setattr(event, name, value)

    assert codes(check_event(event)) == found


def test_hero_image_without_description_is_told(event):
    event.hero_image = ImageFactory(description="")

    assert codes(check_event(event)) == ["hero_description"]


def test_double_bookings_and_dates_are_told_on_event_and_session(event):
    room, ada = RoomFactory(name="Blue"), SpeakerFactory(name="Ada")
    first = session(event, "First", room=room, speakers=[ada])
    second = session(event, "Second", room=room, speakers=[ada])
    late = session(event, "Late", start=100)

    messages = {finding.code: finding.message for finding in check_event(event)}

    assert messages == {
        "outside_event": "1 session lies outside the event's dates, first “Late”.",
        "room_booked_twice": "Blue is booked twice: “First” and “Second” overlap.",
        "speaker_booked_twice": "Ada is booked twice: “First” and “Second” overlap.",
    }
    assert codes(check_session(first, event=event)) == ["room_booked_twice", "speaker_booked_twice"]
    assert {finding.page_id for finding in check_session(first, event=event)} == {second.pk}
    assert codes(check_session(late, event=event)) == ["outside_event"]


def test_session_is_judged_by_its_draft(event):
    room = RoomFactory(name="Blue")
    session(event, "First", room=room)
    second = session(event, "Second", start=3, room=room)
    second.starts_at, second.ends_at = START + timedelta(hours=1), START + timedelta(hours=2)

    assert codes(check_session(second, event=event)) == ["room_booked_twice"]


def test_number_of_queries_does_not_grow_with_the_programme(event, django_assert_max_num_queries):
    room, ada = RoomFactory(name="Blue"), SpeakerFactory(name="Ada")
    for number in range(4):
        session(event, f"Session {number}", room=room, speakers=[ada])
    fresh = EventPage.objects.get(pk=event.pk)

    with django_assert_max_num_queries(7):
        findings = check_event(fresh)

    assert len(findings) == 10
