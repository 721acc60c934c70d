"""Rights that organizers give and take by hand over the API."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import EventRole
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.live import event_around, live_session, somebody, ticket_for
from tests.factories.sign_in import sign_in_as, sign_in_strongly
from ticketing.models import Entitlement, OnlinePlace

pytestmark = pytest.mark.django_db
JSON = "application/json"


def access(client: Client, session, **more) -> dict:
    answer = client.get(f"/api/sessions/{session.public_id}/access", **more)
    assert answer.status_code == 200
    return answer.json()


def join(client: Client, session, body: dict | None = None, **more):
    return client.post(f"/api/sessions/{session.public_id}/join", body or {}, content_type=JSON, **more)


def rights_address(event: EventPage) -> str:
    return f"/api/organizer/events/{event.public_id}/entitlements"


@pytest.fixture
def event(db) -> EventPage:
    return event_around(live_session("ticketed"))


@pytest.fixture
def owner(event, client):
    user = EventRoleFactory(event=event, user=somebody("owner@example.org")).user
    sign_in_as(client, user)
    return user


def test_right_given_by_hand_lets_in_until_it_is_taken_back(client, event, owner, django_capture_on_commit_callbacks):
    session = event_session(event)
    ada, visitor = somebody(), Client()
    sign_in_as(visitor, ada)
    before = access(visitor, session)["outcome"]

    given = client.post(rights_address(event), {"email": "ADA@example.org"}, content_type=JSON)
    twice = client.post(rights_address(event), {"email": "ada@example.org"}, content_type=JSON)
    joined = join(visitor, session).status_code
    listed = client.get(rights_address(event)).json()
    with django_capture_on_commit_callbacks(execute=True):
        ended = client.delete(f"{rights_address(event)}/{given.json()['id']}")

    assert (before, given.status_code, joined) == ("ticket_required", 201, 200)
    assert twice.json()["id"] == given.json()["id"]
    assert [(one["email"], one["source"]) for one in listed["items"]] == [("ada@example.org", "manual_grant")]
    assert (ended.json(), access(visitor, session)["outcome"]) == ({"success": True}, "ticket_required")
    assert not OnlinePlace.objects.exists()


def event_session(event: EventPage):
    from site_pages.models import SessionPage  # beside its only use

    return SessionPage.objects.for_event(event).get()


def test_right_waits_for_an_address_that_nobody_has_proved(client, event, owner):
    session = event_session(event)
    body = {"email": "new@example.org", "session": str(session.public_id)}

    answer = client.post(rights_address(event), body, content_type=JSON).json()

    assert (answer["email"], answer["session"]) == ("new@example.org", str(session.public_id))
    assert Entitlement.objects.get().user is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "ada@example.org", "session": str(uuid4())}, "session"),
        ({"email": "ada@example.org", "source": "ticket_purchase"}, "source"),
    ],
)
def test_right_that_does_not_fit_is_refused_by_field(client, event, owner, body, field):
    answer = client.post(rights_address(event), body, content_type=JSON)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not Entitlement.objects.exists()


def test_right_of_a_ticket_follows_the_ticket(client, event, owner):
    ticket_for(event)

    answer = client.delete(f"{rights_address(event)}/{Entitlement.objects.get().public_id}")

    assert (answer.status_code, answer.json()["error"]) == (409, "FOLLOWS_TICKET_OR_PROGRAMME")
    assert Entitlement.objects.live().count() == 1


def test_list_of_rights_goes_on_at_its_cursor(client, event, owner, django_assert_max_num_queries):
    for number in range(5):
        client.post(rights_address(event), {"email": f"p{number}@example.org"}, content_type=JSON)

    with django_assert_max_num_queries(6):
        first = client.get(rights_address(event), {"limit": 3}).json()
    second = client.get(rights_address(event), {"limit": 3, "cursor": first["next_cursor"]}).json()

    emails = [one["email"] for one in first["items"] + second["items"]]
    assert emails == [f"p{number}@example.org" for number in (4, 3, 2, 1, 0)]
    assert second["next_cursor"] is None
    assert client.get(rights_address(event), {"cursor": str(uuid4())}).status_code == 400


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 404),
        *[(role, 404) for role in ("reviewer", "moderator", "check_in")],
        ("owner", 201),
        ("collaborator", 201),
    ],
)
def test_rights_are_given_by_organizers_of_this_event_alone(client, event, role, status):
    user = somebody("someone@example.org")
    if role:
        EventRoleFactory(event=event, user=user, role=role)
    EventRoleFactory(event=EventFactory(), user=user, role=EventRole.Role.OWNER)
    sign_in_as(client, user)

    answer = client.post(rights_address(event), {"email": "ada@example.org"}, content_type=JSON)
    other = client.get(f"/api/organizer/events/{uuid4()}/entitlements")

    assert (answer.status_code, other.status_code) == (status, 404)


def test_right_of_another_event_is_not_found(client, event, owner):
    other = EventFactory()
    EventRoleFactory(event=other, user=owner)
    given = client.post(rights_address(event), {"email": "ada@example.org"}, content_type=JSON).json()

    assert client.delete(f"{rights_address(other)}/{given['id']}").status_code == 404
    assert Entitlement.objects.live().count() == 1


def test_platform_administrator_needs_the_second_factor(client, event):
    admin = UserFactory(is_superuser=True)
    sign_in_as(client, admin)
    weak = client.get(rights_address(event)).status_code
    sign_in_strongly(client, admin)

    assert (weak, client.get(rights_address(event)).status_code) == (404, 200)


def test_nobody_is_asked_to_sign_in(client, event):
    assert client.get(rights_address(event)).status_code == 401
