"""The event's version: what raises it, and what its stamp says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone as clock
from wagtail.models import PageViewRestriction

from site_pages.actions import publish_page
from site_pages.models import EventPage, EventVersion, RemovedContent
from site_pages.versions import Stamp, event_changed, raise_versions, stamp_of_event, stamp_of_site
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

pytestmark = pytest.mark.django_db


def number(event: EventPage) -> int:
    return EventVersion.objects.get(event=event).number


@pytest.fixture
def event() -> EventPage:
    return EventFactory()


def test_stamp_of_published_event_takes_one_query(event, django_assert_num_queries):
    with django_assert_num_queries(1):
        stamp = stamp_of_event(event.slug)

    assert (stamp.event_id, stamp.number) == (event.pk, number(event))


def test_stamp_of_draft_is_none():
    draft = EventFactory(published=False)

    assert stamp_of_event(draft.slug) is None


def test_stamp_of_restricted_event_is_none(event):
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)

    assert stamp_of_event(event.slug) is None


def test_stamp_of_event_below_restricted_list_is_none(event):
    PageViewRestriction.objects.create(page=event.get_parent(), restriction_type=PageViewRestriction.LOGIN)

    assert stamp_of_event(event.slug) is None


def test_session_unpublished_raises_version_and_leaves_a_tombstone(event):
    session = SessionFactory(event=event)
    before = number(event)

    session.unpublish()

    assert number(event) > before
    assert list(RemovedContent.objects.values_list("kind", "public_id")) == [("session", session.public_id)]


def test_session_published_again_loses_its_tombstone(event):
    session = SessionFactory(event=event)
    session.unpublish()

    publish_page(session)

    assert RemovedContent.objects.exists() is False


def test_session_deleted_raises_version_and_leaves_a_tombstone(event):
    session = SessionFactory(event=event)
    before = number(event)
    public_id = session.public_id

    session.delete()

    assert number(event) > before
    assert list(RemovedContent.objects.values_list("public_id", flat=True)) == [public_id]


def test_draft_saved_leaves_the_version_alone(event):
    session = SessionFactory(event=event)
    before = number(event)

    session.title = "Not yet"
    session.save_revision()

    assert number(event) == before


@pytest.mark.parametrize("kind", ["speaker", "sponsor", "venue", "room", "track", "photo"])
def test_shared_record_changed_raises_only_the_events_that_show_it(kind):
    photo = ImageFactory()
    speaker = SpeakerFactory(photo=photo)
    sponsor, venue = SponsorFactory(), VenueFactory()
    room = RoomFactory(venue=venue)
    event = EventFactory(venue=venue, published=False)
    event.event_sponsors.create(sponsor=sponsor)
    event.save_revision()
    publish_page(event)
    track = TrackFactory(event=event)
    SessionFactory(event=event, speakers=[speaker], room=room, track=track)
    bystander = EventFactory()
    SessionFactory(event=bystander, speakers=[SpeakerFactory()])
    before, bystander_before = number(event), number(bystander)

    records = {"speaker": speaker, "sponsor": sponsor, "venue": venue, "room": room, "track": track, "photo": photo}
    records[kind].save()

    assert (number(event) > before, number(bystander)) == (True, bystander_before)


def test_stamp_changes_when_the_clock_passes_a_boundary(event):
    past, future = clock.now() - timedelta(minutes=1), clock.now() + timedelta(hours=1)
    EventVersion.objects.filter(event=event).update(boundaries=[past, future])

    assert stamp_of_event(event.slug).epoch == 1


def test_etag_differs_by_representation_number_and_epoch():
    stamp = Stamp(7, 3, 1, datetime(2030, 1, 1, tzinfo=UTC))
    others = [
        stamp.etag("/a?x=1"),
        Stamp(7, 4, 1, stamp.changed_at).etag("/a"),
        Stamp(7, 3, 2, stamp.changed_at).etag("/a"),
        Stamp(8, 3, 1, stamp.changed_at).etag("/a"),
    ]

    assert len({stamp.etag("/a"), *others}) == 5


def test_event_changed_is_sent_after_commit_with_the_new_number(event, django_capture_on_commit_callbacks):
    heard = []

    def listen(event, version, **kwargs):
        heard.append((event and event.pk, version))

    event_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            raise_versions([event.pk])
            assert heard == []
    finally:
        event_changed.disconnect(listen)

    assert heard == [(event.pk, number(event)), (None, stamp_of_site().number)]


def test_site_version_rises_with_every_event(event):
    before = stamp_of_site().number

    raise_versions([event.pk])

    assert stamp_of_site().number == before + 1
