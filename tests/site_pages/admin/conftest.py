"""Two events with people in every role."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import EventRole, User
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory

ROLES = tuple(EventRole.Role.values)


@dataclass
class TwoEvents:
    """`own` has one person in each role; `other` has an owner."""

    own: EventPage
    other: EventPage
    people: dict[str, User]


@pytest.fixture
def two_events(event_index) -> TwoEvents:
    own = EventFactory(title="Alpine Days", slug="alpine")
    other = EventFactory(title="Zebra Secret", slug="zebra")
    people = {role: UserFactory(name=f"{role} of alpine") for role in ROLES}
    for role, person in people.items():
        EventRoleFactory(event=own, user=person, role=role)
    people["stranger"] = UserFactory()
    people["other_owner"] = UserFactory()
    EventRoleFactory(event=other, user=people["other_owner"])
    people["superuser"] = User.objects.create_superuser("root@example.org", "a long password")
    return TwoEvents(own=own, other=other, people=people)


@pytest.fixture
def sign_in():
    """A client signed in as this person."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
