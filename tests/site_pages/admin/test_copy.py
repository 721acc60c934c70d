"""Copying an event copies its whole mini-site (spec 1)."""

import pytest
from django.urls import reverse

from accounts.models import EventRole
from site_pages.models import ContactMessage, EventGroup, EventIndexPage, EventPage, EventVersion, SessionPage, Track
from tests.factories import SpeakerFactory

pytestmark = pytest.mark.django_db


def copy(client, page, **changed):
    data = {
        "new_title": "Alpine Days again",
        "new_slug": "alpine-again",
        "new_parent_page": str(page.get_parent().pk),
        "copy_subpages": "on",
    }
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data | changed)


@pytest.fixture
def original(two_events, db):
    """An event whose session has a track, a speaker, a draft and an import key."""
    event = EventPage.objects.get(pk=two_events.own.pk)
    EventPage.objects.filter(pk=event.pk).update(import_key="pretalx:alpine")
    session = SessionPage.objects.get(pk=two_events.session.pk)
    session.track = Track.objects.get(event=event)
    session.import_key = "guid-1"
    session.session_speakers.create(speaker=SpeakerFactory(name="Berta"))
    session.save()
    session.save_revision().publish()
    session.subtitle = "A draft"
    session.save_revision()
    ContactMessage.objects.create(event=event, name="A", email="a@example.org", subject="Hi", text="Hello")
    return event


def test_copied_event_has_every_page_and_its_own_tracks(sign_in, two_events, original):
    assert copy(sign_in("superuser"), original).status_code == 302

    copied = EventPage.objects.get(slug="alpine-again")
    session = SessionPage.objects.for_event(copied).get()
    track = Track.objects.get(event=copied)
    assert [page.slug for page in copied.get_children()] == [page.slug for page in original.get_children()]
    assert (session.track, track.name) == (track, "Alpine Track")
    assert [speaker.speaker.name for speaker in session.session_speakers.all()] == ["Berta"]
    assert {revision.content["track"] for revision in session.revisions.exclude(content__track=None)} == {track.pk}
    assert session.get_latest_revision_as_object().subtitle == "A draft"
    assert {copied.live, session.live} == {False}


def test_copied_event_leaves_roles_messages_and_import_keys_behind(sign_in, two_events, original):
    copy(sign_in("superuser"), original)

    copied = EventPage.objects.get(slug="alpine-again")
    session = SessionPage.objects.for_event(copied).get()
    assert list(EventRole.objects.filter(event=copied).values_list("user", "role")) == [
        (two_events.people["superuser"].pk, "owner")
    ]
    assert ContactMessage.objects.filter(event=copied).count() == 0
    assert (copied.import_key, session.import_key) == ("", "")
    assert session.get_latest_revision_as_object().import_key == ""
    assert copied.public_id != original.public_id
    assert EventGroup.objects.get(event=copied).group != EventGroup.objects.get(event=original).group


def test_copy_that_is_published_shows_what_the_original_shows(sign_in, two_events, original):
    original.get_children().get(slug="faq").unpublish()

    assert copy(sign_in("superuser"), original, publish_copies="on").status_code == 302

    copied = EventPage.objects.get(slug="alpine-again")
    session = SessionPage.objects.for_event(copied).get()
    assert (copied.live, session.live, session.subtitle) == (True, True, "A draft")
    assert EventVersion.objects.filter(event=copied).exists()
    assert EventPage.objects.get(pk=original.pk).import_key == "pretalx:alpine"


def test_copy_without_subpages_gets_fresh_sections(sign_in, two_events, original):
    copy(sign_in("superuser"), original, copy_subpages="")

    copied = EventPage.objects.get(slug="alpine-again")
    assert copied.get_children().count() == 9
    assert SessionPage.objects.for_event(copied).count() == 0


def test_organizer_cannot_copy_the_event_beside_it(sign_in, two_events, original):
    copy(sign_in("collaborator"), original)

    assert EventIndexPage.objects.get().get_children().count() == 2


def test_session_copied_within_its_event_keeps_its_track(sign_in, two_events, original):
    data = {"new_title": "Twin", "new_slug": "twin", "new_parent_page": str(two_events.session.get_parent().pk)}

    sign_in("owner").post(reverse("wagtailadmin_pages:copy", args=[two_events.session.pk]), data)

    assert SessionPage.objects.get(slug="twin").track == Track.objects.get(event=original)


def test_session_copied_into_another_event_leaves_its_track(sign_in, two_events, original):
    schedule = two_events.other.get_children().get(slug="sessions")
    data = {"new_title": "Guest", "new_slug": "guest", "new_parent_page": str(schedule.pk)}

    sign_in("superuser").post(reverse("wagtailadmin_pages:copy", args=[two_events.session.pk]), data)

    guest = SessionPage.objects.get(slug="guest")
    assert (guest.track, guest.get_latest_revision_as_object().track) == (None, None)
