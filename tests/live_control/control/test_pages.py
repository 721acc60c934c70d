"""The control page of a session and the event's list: who sees them, and what they say in each state."""

import json
import re

import pytest

from accounts.models import EventRole
from live_control.choices import ActionState, RecordingState, RoomState
from live_control.models import LiveRoom, Recording
from site_pages.choices import SpeakerRole
from site_pages.models import SessionSpeaker
from tests.factories import EventFactory, EventRoleFactory, SessionFactory, SpeakerFactory, UserFactory
from tests.factories.live import event_around, live_session, poll_in, room_for, somebody
from tests.factories.sign_in import sign_in_as, sign_in_strongly

pytestmark = pytest.mark.django_db
Role = EventRole.Role
CONTROL = "/admin/events/harbour/sessions/keels/live/"
LIST = "/organizer/events/harbour/live/"


@pytest.fixture
def session():
    return live_session()


@pytest.fixture
def owner(client, session):
    user = EventRoleFactory(event=event_around(session)).user
    sign_in_as(client, user)
    return user


def moderator_of(session) -> object:
    """Somebody whom the programme names as the session's moderator, by an address that they have proved."""
    person = somebody("mod@example.org")
    speaker = SpeakerFactory(email="mod@example.org")
    SessionSpeaker.objects.create(session=session, speaker=speaker, role=SpeakerRole.MODERATOR)
    return person


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, (200, 200)),
        (Role.COLLABORATOR, (200, 200)),
        (Role.MODERATOR, (200, 200)),
        (Role.CHECK_IN, (404, 404)),
        (Role.REVIEWER, (404, 404)),
        (None, (404, 404)),
    ],
)
def test_roles_decide_who_sees_the_pages(client, session, role, expected):
    person = EventRoleFactory(event=event_around(session), role=role).user if role else UserFactory()
    EventRoleFactory(event=EventFactory(slug="elsewhere"), user=person)
    sign_in_as(client, person)

    assert (client.get(CONTROL).status_code, client.get(LIST).status_code) == expected


def test_moderator_by_the_programme_sees_the_session_alone(client, session):
    other = SessionFactory(event=event_around(session), title="Masts", format="virtual")
    sign_in_as(client, moderator_of(session))

    found = [client.get(path).status_code for path in (CONTROL, CONTROL.replace("keels", other.slug), LIST)]

    assert found == [200, 404, 404]


def test_moderator_by_an_unproved_address_sees_nothing(client, session):
    speaker = SpeakerFactory(email="mod@example.org")
    SessionSpeaker.objects.create(session=session, speaker=speaker, role=SpeakerRole.MODERATOR)
    client.force_login(UserFactory(email="mod@example.org"))

    assert client.get(CONTROL).status_code == 404


def test_administrator_needs_the_second_factor(client, session):
    admin = UserFactory(is_superuser=True, is_staff=True)
    sign_in_as(client, admin)
    without = client.get(CONTROL).status_code
    sign_in_strongly(client, admin)

    assert (without, client.get(CONTROL).status_code) == (404, 200)


def test_visitor_signs_in_first_and_comes_back(client, session):
    response = client.get(CONTROL)

    assert (response.status_code, response["Location"]) == (302, f"/auth/login?next={CONTROL.replace('/', '%2F')}")


@pytest.mark.parametrize("path", [CONTROL.replace("keels", "masts"), CONTROL.replace("harbour", "quay")])
def test_unknown_session_is_not_there(client, owner, path):
    assert client.get(path).status_code == 404


def test_session_in_person_has_no_control_page(client, owner, session):
    SessionFactory(event=event_around(session), title="Masts", slug="masts", format="in-person")

    assert client.get(CONTROL.replace("keels", "masts")).status_code == 404


def test_page_names_the_session_and_no_secret(client, owner, session):
    response = client.get(CONTROL)
    page = json.loads(re.search(rb'id="live-page" type="application/json">(.*?)</script>', response.content)[1])

    assert {name: page[name] for name in ("session", "api", "isPublished", "documents")} == {
        "session": str(session.public_id),
        "api": f"/api/organizer/sessions/{session.public_id}/live/",
        "isPublished": True,
        "documents": [],
    }
    assert (response["Cache-Control"], b"stream_ticket" in response.content) == ("private, no-store", False)


@pytest.mark.parametrize("is_published", [True, False])
def test_page_knows_whether_anybody_can_join(client, owner, session, is_published):
    if not is_published:
        session.unpublish()

    content = client.get(CONTROL).content
    blocks = [re.search(rb'id="live-%s"[^>]*>(.*?)</script>' % name, content) for name in (b"page", b"words")]
    page, words = (json.loads(block[1]) for block in blocks)

    assert (page["isPublished"], words["zone"]) == (is_published, event_around(session).timezone)
    assert words["not_published"] == "The session is not published: nobody can join yet. What you prepare here is kept."
    assert words["ended"] == "The session has ended. Exports and the recording stay here."


def test_page_takes_a_fixed_number_of_queries(client, owner, session, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        client.get(CONTROL)


def test_every_symbol_and_word_of_the_scripts_is_there(client, owner):
    words = json.loads(re.search(rb'id="live-words"[^>]*>(.*?)</script>', client.get(CONTROL).content)[1])

    assert sorted(words["panels"]) == ["actions", "chat", "people", "questions", "session"]
    assert words["kinds"]["signup"] == "Quick sign-up"


def test_list_says_how_each_session_stands(client, owner, session):
    room_for(session, state=RoomState.FAILED, failure="The provider did not answer.")
    poll_in(session, ActionState.DRAFT)
    Recording.objects.create(session=session, provider="embedded", state=RecordingState.PROCESSING)
    SessionFactory(event=event_around(session), title="In the hall", format="in-person")

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(LIST).content.decode()))

    for words in ("Keels", "live now", "failed", "The provider did not answer.", "1 prepared", "being processed"):
        assert words in text
    assert "In the hall" not in text


def test_list_begins_with_what_is_on_and_ends_with_what_was(client, owner, session):
    event = event_around(session)
    for title, begins_in in (("Long ago", -2000), ("Just now", -200), ("Soon", 60), ("Later", 600), ("Also on", -10)):
        live_session(event=event, title=title, slug=None, begins_in=begins_in)
    LiveRoom.objects.all().delete()

    text = client.get(LIST).content.decode()

    order = re.findall(r'<a class="name"[^>]*>(.*?)</a>', text)
    assert order == ["Also on", "Keels", "Soon", "Later", "Just now", "Long ago"]
    assert (text.count("being made"), text.count("made when it is published")) == (4, 0)


def test_empty_list_says_what_to_do(client):
    event = EventFactory(slug="harbour")
    sign_in_as(client, EventRoleFactory(event=event).user)

    assert "No session of this event is held online." in client.get(LIST).content.decode()


def test_list_takes_a_fixed_number_of_queries(client, owner, session, django_assert_max_num_queries):
    for number in range(5):
        poll_in(live_session(event=event_around(session), title=f"Talk {number}"))

    with django_assert_max_num_queries(10):
        client.get(LIST)
