"""API keys in Wagtail's admin."""

import re

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import authenticate
from accounts.models import APIKey, EventRole, User
from notifications.errors import SignInRequired
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as, sign_in_strongly

pytestmark = pytest.mark.django_db

LIST = "/cms/api_keys/"


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory()


@pytest.fixture
def owner(event: EventPage) -> User:
    user = UserFactory()
    EventRoleFactory(event=event, user=user)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    (sign_in_strongly if user.is_superuser else sign_in_as)(client, user)
    return client


def make(user: User, **values: object) -> str:
    """The page after making a key."""
    typed = {"name": "Build server", "scopes": ["read-draft"], "days": "90", **values}
    return signed_in(user).post(f"{LIST}new/", typed).content.decode()


def key_in(text: str) -> str:
    return re.search(r"foyer_[A-Za-z0-9]{49}", text)[0]


def test_owner_makes_a_key_that_works_and_is_shown_once(event: EventPage, owner: User):
    raw = key_in(make(owner, events=[event.pk]))

    assert authenticate(raw).may("read-draft", event_id=event.pk) is True
    days = (APIKey.objects.get().expires_at - clock.now()).days
    assert days == 89
    listed = signed_in(owner).get(LIST).content.decode()
    assert raw not in listed
    assert f"{LIST}revoke/{APIKey.objects.get().pk}/" in listed


def test_key_for_somebody_elses_event_cannot_be_chosen(owner: User):
    make(owner, events=[EventFactory().pk])

    assert APIKey.objects.count() == 0


def test_form_keeps_what_was_typed(owner: User):
    text = make(owner, scopes=[])

    assert 'value="Build server"' in text
    assert "This field is required." in text


def test_everybody_sees_and_revokes_their_own_keys_only(owner: User):
    other = UserFactory()
    EventRoleFactory(event=EventFactory(), user=other)
    mine, foreign = key_in(make(owner, name="Mine")), key_in(make(other, name="Foreign"))
    foreign_pk = APIKey.objects.get(name="Foreign").pk

    text = signed_in(owner).get(LIST).content.decode()
    assert ("Mine" in text, "Foreign" in text) == (True, False)
    assert signed_in(owner).post(f"{LIST}revoke/{foreign_pk}/").status_code == 404
    assert authenticate(foreign).user == other

    signed_in(owner).post(f"{LIST}revoke/{APIKey.objects.get(name='Mine').pk}/")
    with pytest.raises(SignInRequired):
        authenticate(mine)


def test_platform_administrator_sees_and_revokes_every_key(owner: User):
    raw = key_in(make(owner, name="Theirs"))
    admin = signed_in(UserFactory(is_superuser=True, is_staff=True))

    assert "Theirs" in admin.get(LIST).content.decode()
    admin.post(f"{LIST}revoke/{APIKey.objects.get().pk}/")

    with pytest.raises(SignInRequired):
        authenticate(raw)


def test_collaborator_makes_no_keys(event: EventPage):
    collaborator = UserFactory()
    EventRoleFactory(event=event, user=collaborator, role=EventRole.Role.COLLABORATOR)

    assert signed_in(collaborator).get(f"{LIST}new/").status_code == 302
    make(collaborator)
    assert APIKey.objects.count() == 0


def test_list_costs_the_same_for_many_keys(owner: User, django_assert_max_num_queries):
    for number in range(10):
        make(owner, name=f"Key {number}")
    client = signed_in(owner)

    with django_assert_max_num_queries(20):
        client.get(LIST)
