"""Who creates and copies events; each becomes the owner of what they made (spec 2)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import EventRole
from site_pages.editor_groups import CREATORS, ensure_editor_groups
from site_pages.event_shift import shift_event
from site_pages.models import EventGroup, EventIndexPage, EventPage, SessionPage
from tests.factories import EventFactory, SessionFactory, UserFactory
from tests.factories.sign_in import sign_in_strongly
from tests.site_pages.admin.test_copy import copy
from tests.site_pages.admin.test_page_forms import event_data

pytestmark = pytest.mark.django_db
ALL = ("owner", "collaborator", "reviewer", "moderator", "check_in", "stranger", "other_owner", "superuser", "creator")


@pytest.fixture
def people(two_events, db):
    """A person who may create events and has none yet, beside those of the two events."""
    ensure_editor_groups()
    creator = UserFactory(name="New creator")
    creator.groups.add(Group.objects.get(name=CREATORS))
    two_events.people["creator"] = creator
    yield two_events.people
    del two_events.people["creator"]


@pytest.fixture
def enter(sign_in, people):
    """A client of the person of this role; the group's right reaches beyond single events, so it takes both factors."""

    def entered(role):
        if role != "creator":
            return sign_in(role)
        client = Client()
        sign_in_strongly(client, people["creator"])
        return client

    return entered


def add_url():
    return reverse("wagtailadmin_pages:add", args=["site_pages", "eventpage", EventIndexPage.objects.get().pk])


@pytest.mark.parametrize("role", ALL)
def test_event_is_created_by_creators_and_owners_who_then_own_it(enter, people, role):
    enter(role).post(add_url(), event_data())

    made = EventPage.objects.filter(slug="harbour-talks").first()
    may = role in {"owner", "other_owner", "superuser", "creator"}
    assert (made is not None) == may
    if made is not None:
        roles = EventRole.objects.filter(event=made).values_list("user", "role")
        assert list(roles) == [(people[role].pk, "owner")]
        assert EventGroup.objects.get(event=made).group in people[role].groups.all()
        assert made.get_children().count() == 9


def test_creator_edits_and_publishes_what_they_made_and_sees_nothing_else(enter, people, two_events):
    client = enter("creator")
    client.post(add_url(), event_data())
    made = EventPage.objects.get(slug="harbour-talks")
    edit = reverse("wagtailadmin_pages:edit", args=[made.pk])
    published = client.post(edit, event_data() | {"action-publish": "1"})

    made.refresh_from_db()
    assert (published.status_code, made.live) == (302, True)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[two_events.own.pk])).status_code == 302
    assert "Alpine" not in client.get(reverse("wagtailadmin_explore", args=[made.get_parent().pk])).content.decode()


@pytest.mark.parametrize("role", ["owner", "creator"])
def test_creating_gives_no_right_on_the_list_nor_on_other_events(enter, people, two_events, role):
    client = enter(role)
    schedule = two_events.other.get_children().get(slug="sessions")
    closed = [
        reverse("wagtailadmin_pages:edit", args=[EventIndexPage.objects.get().pk]),
        reverse("wagtailadmin_pages:add", args=["site_pages", "sessionpage", schedule.pk]),
        reverse("wagtailadmin_pages:copy", args=[two_events.other.pk]),
        reverse("wagtailadmin_pages:copy", args=[two_events.other_session.pk]),
    ]

    assert [client.get(url).status_code for url in closed] == [302] * 4


@pytest.mark.parametrize("role", ALL)
def test_event_is_copied_by_its_owners_and_by_editors_of_the_whole_site(enter, people, two_events, role):
    copy(enter(role), Page.objects.get(pk=two_events.own.pk))

    made = EventPage.objects.filter(slug="alpine-again").first()
    assert (made is not None) == (role in {"owner", "superuser"})
    if made is not None:
        assert list(EventRole.objects.filter(event=made).values_list("user", "role")) == [(people[role].pk, "owner")]


def test_dashboard_offers_what_the_person_may_do(enter, people, two_events):
    said = {role: enter(role).get("/cms/").content.decode() for role in ("owner", "collaborator", "creator")}
    copied = reverse("wagtailadmin_pages:copy", args=[two_events.own.pk])

    assert {role: add_url() in page for role, page in said.items()} == {
        "owner": True,
        "collaborator": False,
        "creator": True,
    }
    assert {role: copied in page for role, page in said.items()} == {
        "owner": True,
        "collaborator": False,
        "creator": False,
    }


def test_copy_at_another_day_takes_its_sessions_along(enter, people, two_events):
    original = EventPage.objects.get(pk=two_events.own.pk)
    first_day = original.starts_at.astimezone(original.zone).date() + timedelta(days=364)
    response = copy(enter("owner"), Page.objects.get(pk=original.pk), first_day=first_day.isoformat())

    copied = EventPage.objects.get(slug="alpine-again")
    session = SessionPage.objects.for_event(copied).get()
    assert response.status_code == 302
    assert copied.starts_at.astimezone(copied.zone).date() == first_day
    assert copied.ends_at - copied.starts_at == original.ends_at - original.starts_at
    assert session.starts_at - two_events.session.starts_at == timedelta(days=364)
    draft = session.get_latest_revision_as_object()
    assert (draft.starts_at, draft.ends_at) == (session.starts_at, session.ends_at)
    assert copied.get_latest_revision_as_object().starts_at == copied.starts_at
    assert EventPage.objects.get(pk=original.pk).starts_at == original.starts_at


def test_shifted_event_keeps_its_hours_over_a_change_of_clocks(db):
    event = EventFactory(
        timezone="Europe/Berlin",
        starts_at=datetime(2030, 3, 29, 8, 0, tzinfo=UTC),  # 09:00, winter time
        ends_at=datetime(2030, 3, 30, 16, 0, tzinfo=UTC),
    )
    SessionFactory(event=event, starts_at=datetime(2030, 3, 29, 9, 30, tzinfo=UTC))
    shift_event(event, first_day=datetime(2030, 4, 2, tzinfo=UTC).date())

    event.refresh_from_db()
    session = SessionPage.objects.for_event(event).get()
    assert event.starts_at == datetime(2030, 4, 2, 7, 0, tzinfo=UTC)  # 09:00, summer time
    assert session.starts_at == datetime(2030, 4, 2, 8, 30, tzinfo=UTC)


def test_other_edition_is_neither_cancelled_nor_recorded_nor_timed(db):
    event = EventFactory(is_cancelled=True)
    session = SessionFactory(event=event, recording_url="https://example.org/video.mp4", is_cancelled=True)
    session.expire_at = event.ends_at
    session.save_revision()
    session.save()
    shift_event(event, first_day=(event.starts_at + timedelta(days=30)).date())

    event.refresh_from_db()
    session = SessionPage.objects.get(pk=session.pk)
    draft = session.get_latest_revision_as_object()
    assert (event.is_cancelled, session.is_cancelled, session.recording_url, session.expire_at) == (
        False,
        False,
        "",
        None,
    )
    assert (draft.is_cancelled, draft.recording_url, draft.expire_at) == (False, "", None)
