"""Wagtail's editor of a session: its room, its failure, another try, what is prepared."""

import pytest
from django.urls import reverse

from live_control.actions.rooms import sweep_rooms
from live_control.choices import RoomState
from live_control.models import LiveAction, LiveRoom
from tests.factories import EventFactory, SessionFactory, UserFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.live import event_around, live_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(event_index, settings):
    settings.DAILY = None
    session = live_session()
    sweep_rooms()
    return session


@pytest.fixture
def editor(session, client):
    user = UserFactory(email="editor@example.org")
    EventRoleFactory(event=event_around(session), user=user, role="owner")
    client.force_login(user)
    return client


def test_editor_sees_the_room_and_what_is_prepared(session, editor):
    LiveAction.objects.create(
        session=session, kind="poll", title="Which wood?", poll_type="single", show_results="always"
    )

    page = editor.get(reverse("wagtailadmin_pages:edit", args=[session.pk])).content.decode()

    assert "The room (browser to browser) is ready." in page
    assert "Which wood?" in page
    assert "/admin/events/harbour/sessions/keels/live/" in page
    assert "Make the room again" not in page


def test_failure_is_shown_and_can_be_tried_again(session, editor):
    LiveRoom.objects.update(state=RoomState.FAILED, failure="Daily answered 503.")
    address = reverse("live_room_retry", args=[session.pk])

    page = editor.get(reverse("wagtailadmin_pages:edit", args=[session.pk])).content.decode()
    asked = editor.get(address)
    done = editor.post(address)

    assert "Daily answered 503." in page
    assert address in page
    assert asked.status_code == 200
    assert done["Location"] == reverse("wagtailadmin_pages:edit", args=[session.pk])
    room = LiveRoom.objects.get()
    assert (room.state, room.failure) == (RoomState.READY, "")


def test_another_event_s_people_cannot_try_again(session, client):
    other = SessionFactory(event=EventFactory(title="Other", slug="other"))
    user = UserFactory(email="other@example.org")
    EventRoleFactory(event=event_around(other), user=user, role="owner")
    client.force_login(user)

    assert client.post(reverse("live_room_retry", args=[session.pk])).status_code == 404
    assert client.post(reverse("live_room_retry", args=[other.pk])).status_code == 404
