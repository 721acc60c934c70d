"""The editor's forms of events and sessions, through Wagtail's own views."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import EventRole
from site_pages.actions import SECTIONS
from site_pages.models import EventGroup, EventIndexPage, EventPage, SessionPage, Track, Venue
from tests.factories import RoomFactory, VenueFactory
from tests.site_pages.admin.conftest import HIDDEN

pytestmark = pytest.mark.django_db


def event_data(**changed):
    data = {
        "title": "Harbour Talks",
        "slug": "harbour-talks",
        "short_description": "Two days by the water.",
        "starts_at": "2030-06-01 09:00",
        "ends_at": "2030-06-02 18:00",
        "timezone": "Europe/Berlin",
        "format": "in-person",
        "category": "conference",
        "city": "Kiel",
        "accent_color": "#0f5c55",
        "access_mode": "open",
        "is_listed": "on",
        "body": streamfield([("text", rich_text("<p>Welcome aboard.</p>"))]),
        "event_organizations": inline_formset([]),
        "event_sponsors": inline_formset([]),
        "faqs": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data(data | changed)


def session_data(**changed):
    data = {
        "title": "Opening",
        "slug": "opening",
        "starts_at": "2030-05-06 10:00",
        "ends_at": "2030-05-06 10:45",
        "session_type": "keynote",
        "format": "in-person",
        "sort_order": "0",
        "body": streamfield([]),
        "session_speakers": inline_formset([]),
        "session_documents": inline_formset([]),
        "session_links": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data(data | changed)


def body(response) -> str:
    return response.content.decode()


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def latest(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_event_created_in_the_admin_has_times_of_its_zone_sections_and_an_owner(sign_in, two_events):
    client = sign_in("superuser")
    index = EventIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["site_pages", "eventpage", index.pk])

    response = client.post(url, event_data())

    event = EventPage.objects.get(slug="harbour-talks")
    assert response.status_code == 302
    assert (event.starts_at, event.ends_at) == (
        datetime(2030, 6, 1, 7, tzinfo=UTC),
        datetime(2030, 6, 2, 16, tzinfo=UTC),
    )
    assert list(event.get_children().values_list("slug", flat=True)) == [slug for slug, _, _ in SECTIONS]
    assert EventRole.objects.get(event=event).user == two_events.people["superuser"]
    assert EventGroup.objects.filter(event=event).exists()


def test_event_published_at_once_publishes_its_sections(sign_in):
    index = EventIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["site_pages", "eventpage", index.pk])

    sign_in("superuser").post(url, event_data(**{"action-publish": "1"}))

    event = EventPage.objects.get(slug="harbour-talks")
    assert event.live
    assert set(event.get_children().values_list("live", flat=True)) == {True}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ends_at": "2030-06-01 08:00"}, "The event must end after it starts."),
        ({"timezone": "Mars/Olympus"}, "Select a valid choice."),
        ({"accent_color": "red"}, "Give the colour as #"),
        ({"starts_at": "2030-03-31 02:30"}, "The clocks skip this hour in Europe/Berlin."),
        ({"title": "ab"}, "The title needs 3 to 200 characters."),
    ],
)
def test_event_with_a_wrong_value_is_refused_beside_the_field(sign_in, two_events, changed, message):
    response = sign_in("owner").post(edit_url(two_events.own), event_data(**changed))

    assert response.status_code == 200
    assert message in body(response)


def test_times_are_shown_in_the_zone_of_the_event(sign_in, two_events):
    text = body(sign_in("owner").get(edit_url(two_events.session)))

    assert 'value="2030-05-06 10:00"' in text
    assert "Local time of the event (Europe/Berlin)." in text


def test_hour_that_happens_twice_is_kept_when_saved_again(sign_in, two_events):
    second = datetime(2030, 10, 27, 1, 30, tzinfo=UTC)
    page = SessionPage.objects.get(pk=two_events.session.pk)
    page.starts_at, page.ends_at = second, datetime(2030, 10, 27, 3, 0, tzinfo=UTC)
    page.save_revision()

    sign_in("owner").post(
        edit_url(page), session_data(starts_at="2030-10-27 02:30", ends_at="2030-10-27 04:00", title="Same")
    )

    saved = latest(page)
    assert (saved.title, saved.starts_at) == ("Same", second)


def test_session_offers_rooms_of_the_venue_and_tracks_of_the_event_only(sign_in, two_events):
    venue = VenueFactory(name="Alpine Hall")
    RoomFactory(venue=venue, name="Gipfelsaal")
    RoomFactory(name="Elsewhere")
    EventPage.objects.filter(pk=two_events.own.pk).update(venue=venue)

    text = body(sign_in("owner").get(edit_url(two_events.session)))

    assert ("Gipfelsaal" in text, "Alpine Track" in text) == (True, True)
    assert [word for word in ("Elsewhere", HIDDEN) if word in text] == []


def test_session_with_a_track_of_another_event_is_refused(sign_in, two_events):
    foreign = Track.objects.get(event=two_events.other)

    response = sign_in("owner").post(edit_url(two_events.session), session_data(track=str(foreign.pk)))

    assert "Select a valid choice." in body(response)


def test_session_outside_the_event_is_saved_as_draft_but_not_published(sign_in, two_events):
    client = sign_in("owner")
    outside = {"starts_at": "2031-01-01 10:00", "ends_at": "2031-01-01 11:00"}

    saved = client.post(edit_url(two_events.session), session_data(**outside))
    published = client.post(edit_url(two_events.session), session_data(**outside, **{"action-publish": "1"}))

    assert (saved.status_code, published.status_code) == (302, 200)
    assert "The event runs from 2030-05-06 09:00 to 2030-05-08 09:00." in body(published)
    assert latest(two_events.session).starts_at == datetime(2031, 1, 1, 9, tzinfo=UTC)
    assert SessionPage.objects.get(pk=two_events.session.pk).starts_at != latest(two_events.session).starts_at


def test_session_draft_is_autosaved_without_what_publishing_needs(sign_in, two_events):
    schedule = two_events.own.get_children().get(slug="sessions")
    url = reverse("wagtailadmin_pages:add", args=["site_pages", "sessionpage", schedule.pk])

    response = sign_in("owner").post(
        url,
        session_data(starts_at="", ends_at="", title="Only a title", slug="only-a-title"),
        HTTP_ACCEPT="application/json",
    )

    assert response.json()["success"] is True
    assert SessionPage.objects.get(title="Only a title").live is False


def test_collaborator_cannot_cancel_the_event_or_end_its_publication(sign_in, two_events):
    changed = {"is_cancelled": "on", "expire_at": "2030-01-01 10:00", "city": "Bern"}

    sign_in("collaborator").post(edit_url(two_events.own), event_data(title="Alpine Days", slug="alpine", **changed))

    saved = latest(two_events.own)
    assert (saved.city, saved.is_cancelled, saved.expire_at) == ("Bern", False, None)


def test_owner_cancels_the_event(sign_in, two_events):
    sign_in("owner").post(edit_url(two_events.own), event_data(title="Alpine Days", slug="alpine", is_cancelled="on"))

    assert latest(two_events.own).is_cancelled is True


def test_address_of_a_section_is_not_edited(sign_in, two_events):
    faq = two_events.own.get_children().get(slug="faq")
    data = {"title": "Good to know", "slug": "other", "intro": "", "show_in_event_menu": "on"}

    sign_in("owner").post(edit_url(faq), nested_form_data(data | {"comments": inline_formset([])}))

    saved = latest(faq)
    assert (saved.title, saved.slug) == ("Good to know", "faq")


def test_venue_with_rooms_is_made_by_an_organizer(sign_in, two_events):
    data = {
        "name": "New Hall",
        "address": "",
        "rooms": inline_formset([{"name": "Blue", "capacity": "80", "accessibility_notes": ""}]),
        "travel": rich_text(""),
        "accessibility": rich_text(""),
    }

    sign_in("owner").post("/cms/snippets/site_pages/venue/add/", nested_form_data(data))

    venue = Venue.objects.get(name="New Hall")
    assert (venue.home_event_id, [room.name for room in venue.rooms.all()]) == (two_events.own.pk, ["Blue"])
