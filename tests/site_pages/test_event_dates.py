"""A published session lies within its event's dates, by whatever way it is published (spec 1)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone as clock
from wagtail.models import PageLogEntry, Workflow

from accounts.api_keys import create_api_key
from site_pages.actions import publish_page
from site_pages.editor_groups import ensure_editor_groups
from site_pages.models import SessionPage
from tests.factories import EventFactory, EventRoleFactory, SessionFactory, UserFactory
from tests.factories.sign_in import sign_in_strongly

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    return EventFactory(title="Harbour Days")


@pytest.fixture
def outside(event):
    """A draft that begins a day after its event has ended."""
    late = event.ends_at + timedelta(days=1)
    return SessionFactory(event=event, title="Too late", starts_at=late, published=False)


@pytest.fixture
def admin(client):
    sign_in_strongly(client, UserFactory(is_superuser=True, is_staff=True))
    return client


def is_live(session):
    return SessionPage.objects.get(pk=session.pk).live


def test_draft_may_be_anywhere_and_is_not_published(outside):
    outside.save_revision()
    with pytest.raises(ValidationError) as refused:
        publish_page(outside)

    assert list(refused.value.message_dict) == ["starts_at"]
    assert is_live(outside) is False


def test_session_may_not_end_after_its_event(event):
    session = SessionFactory(event=event, starts_at=event.ends_at - timedelta(minutes=5), published=False)
    with pytest.raises(ValidationError) as refused:
        publish_page(session)
    assert list(refused.value.message_dict) == ["ends_at"]


@pytest.mark.parametrize("start", [timedelta(0), timedelta(hours=1)])
def test_session_within_is_published(event, start):
    session = SessionFactory(event=event, starts_at=event.starts_at + start, published=False)
    publish_page(session)
    assert is_live(session) is True


@pytest.mark.parametrize("with_drafts_below", [False, True])
def test_bulk_action_publishes_nothing_and_names_what_is_outside(admin, event, outside, with_drafts_below):
    fine = SessionFactory(event=event, title="Fine", published=False)
    chosen = [outside.get_parent()] if with_drafts_below else [outside, fine]
    ids = "&".join(f"id={page.pk}" for page in chosen)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?{ids}"
    response = admin.post(url, {"include_descendants": "on"} if with_drafts_below else {}, follow=True)

    assert "“Too late” lie outside" in response.content.decode()
    assert (is_live(outside), is_live(fine)) == (False, False)


def test_bulk_action_publishes_what_is_within(admin, event):
    fine = SessionFactory(event=event, published=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin.post(f"{url}?id={fine.pk}", {})
    assert is_live(fine) is True


def test_timed_session_that_fell_outside_is_held_back_and_stops_no_other(event):
    timed = [SessionFactory(event=event, title=f"Timed {number}", published=False) for number in range(2)]
    for session in timed:
        session.go_live_at = clock.now() + timedelta(minutes=5)
        session.save_revision().publish()
    late = event.ends_at + timedelta(days=1)
    for session, moved in zip(timed, (True, False), strict=True):
        revision = session.get_latest_revision()
        revision.approved_go_live_at = clock.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = None
        if moved:
            revision.content |= {
                "starts_at": late.isoformat(),
                "ends_at": (late + timedelta(hours=1)).isoformat(),
            }
        revision.save()
    call_command("publish_scheduled", verbosity=0)

    assert [is_live(session) for session in timed] == [False, True]
    assert not timed[0].revisions.exclude(approved_go_live_at=None).exists()
    assert PageLogEntry.objects.filter(page=timed[0].pk, action="wagtail.schedule.cancel").count() == 1


def test_approved_session_outside_stays_a_draft(outside):
    ensure_editor_groups()
    editor, moderator = UserFactory(), UserFactory(is_superuser=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    outside.save_revision(user=editor)
    state = Workflow.objects.get(name="Moderators approval").start(outside, editor)
    state.current_task_state.approve(user=moderator)

    state.refresh_from_db()
    assert state.status == "approved"
    assert is_live(outside) is False


@pytest.mark.parametrize("way", ["publish", "update"])
def test_api_v3_refuses_it_and_says_why(client, event, outside, way):
    owner = UserFactory()
    EventRoleFactory(event=event, user=owner)
    in_a_day = clock.now() + timedelta(days=1)
    key = create_api_key(owner, name="Bot", scopes=("read-draft", "write"), event_ids=(), expires_at=in_a_day)
    page, headers = f"/api/v3-preview/pages/{outside.pk}/", {"Authorization": f"Bearer {key.raw}"}
    if way == "publish":
        response = client.post(f"{page}actions/publish/", headers=headers, content_type="application/json")
    else:
        changed = {"type": "site_pages.SessionPage", "subtitle": "Changed", "meta": {"action": "publish"}}
        response = client.patch(page, changed, headers=headers, content_type="application/json")

    assert response.status_code == 422, response.content
    assert [error["msg"].split(" to ")[0] for error in response.json()["errors"]] == [
        "The event runs from 2030-05-06 09:00"
    ]
    assert is_live(outside) is False


def test_published_session_moves_only_where_it_is_within(admin, event):
    session = SessionFactory(event=event)
    other = EventFactory(
        title="Next year", starts_at=event.starts_at + timedelta(days=365), ends_at=event.ends_at + timedelta(days=365)
    )
    schedule = other.get_children().get(slug="sessions")
    admin.post(reverse("wagtailadmin_pages:move_confirm", args=[session.pk, schedule.pk]))

    assert SessionPage.objects.for_event(other).count() == 0
    assert SessionPage.objects.for_event(event).count() == 1


def test_public_session_is_still_edited_after_its_event_was_shortened(event):
    session = SessionFactory(event=event, starts_at=event.ends_at - timedelta(hours=2))
    type(event).objects.filter(pk=event.pk).update(ends_at=event.ends_at - timedelta(hours=5))
    session = SessionPage.objects.get(pk=session.pk)
    session.subtitle = "Mended"
    publish_page_from_draft(session)

    assert SessionPage.objects.get(pk=session.pk).subtitle == "Mended"


def publish_page_from_draft(page):
    page.save_revision()
    publish_page(page)
