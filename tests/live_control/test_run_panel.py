"""The way from a session's public page to its control page."""

import pytest
from django.core.cache import cache
from django.test import Client

from site_pages.choices import SpeakerRole
from site_pages.models import SessionSpeaker
from tests.factories import EventFactory, SpeakerFactory
from tests.factories.accounts import EventRoleFactory, UserFactory
from tests.factories.live import event_around, live_session, somebody

pytestmark = pytest.mark.django_db
CONTROL = 'href="/admin/events/harbour/sessions/keels/live/"'


@pytest.fixture
def session(event_index):
    cache.clear()
    return live_session(begins_in=600)


def sees(session, user) -> bool:
    client = Client()
    client.force_login(user)
    return CONTROL in client.get(session.url).content.decode()


@pytest.mark.parametrize(
    ("role", "is_shown"), [("owner", True), ("collaborator", True), ("moderator", True), ("reviewer", False)]
)
def test_those_who_run_the_event_see_it(session, role, is_shown):
    assert sees(session, EventRoleFactory(event=event_around(session), role=role).user) is is_shown


@pytest.mark.parametrize(("role", "is_shown"), [(SpeakerRole.MODERATOR, True), (SpeakerRole.SPEAKER, False)])
def test_moderator_of_the_programme_sees_it(session, role, is_shown):
    user = somebody()
    speaker = SpeakerFactory(name="Ada", email="ada@example.org")
    SessionSpeaker.objects.create(session=session, speaker=speaker, role=role)

    assert sees(session, user) is is_shown
    client = Client()
    client.force_login(user)
    assert client.get("/admin/events/harbour/sessions/keels/live/").status_code == (200 if is_shown else 404)


def test_nobody_else_sees_it(session):
    unproved = UserFactory(email="ada@example.org")
    speaker = SpeakerFactory(name="Ada", email="ada@example.org")
    SessionSpeaker.objects.create(session=session, speaker=speaker, role=SpeakerRole.MODERATOR)
    elsewhere = EventRoleFactory(event=EventFactory(title="Elsewhere", slug="elsewhere"), role="owner").user

    assert [sees(session, unproved), sees(session, elsewhere), CONTROL in Client().get(session.url).text] == [False] * 3


def test_session_in_person_has_no_control_page(event_index):
    session = live_session(begins_in=600, format="in-person", stream_type="")

    assert sees(session, EventRoleFactory(event=event_around(session), role="owner").user) is False
