"""Two events with people in every role. Made once per module, since every event brings ten pages."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import EventRole, User
from site_pages.models import EventGroup, EventPage, SessionPage, Speaker, Track
from tests.factories import (
    EventFactory,
    EventRoleFactory,
    ImageFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    UserFactory,
)
from tests.factories.sign_in import sign_in_as, sign_in_strongly

ROLES = tuple(EventRole.Role.values)
HIDDEN = "Zebra Hidden"


@dataclass
class TwoEvents:
    """`own` has one person in each role; everything of `other` has the word of HIDDEN in its title."""

    own: EventPage
    other: EventPage
    people: dict[str, User]
    session: SessionPage
    other_session: SessionPage

    def speaker(self, event: EventPage) -> Speaker:
        return Speaker.objects.get(home_event=event)

    def track(self, event: EventPage) -> Track:
        return Track.objects.get(event=event)


@pytest.fixture(scope="module")
def two_events(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_two_events()
        transaction.set_rollback(True)


def make_two_events() -> TwoEvents:
    own = EventFactory(title="Alpine Days", slug="alpine")
    other = EventFactory(title=HIDDEN, slug="zebra", published=False)
    people = {role: UserFactory(name=f"{role} of alpine") for role in ROLES}
    for role, person in people.items():
        EventRoleFactory(event=own, user=person, role=role)
    people["stranger"] = UserFactory()
    people["other_owner"] = UserFactory()
    EventRoleFactory(event=other, user=people["other_owner"])
    people["superuser"] = User.objects.create_superuser("root@example.org", "a long password")
    for event, word in ((own, "Alpine"), (other, HIDDEN)):
        SpeakerFactory(name=f"{word} Speaker", home_event=event)
        TrackFactory(name=f"{word} Track", event=event)
        ImageFactory(title=f"{word} Image", collection=EventGroup.objects.get(event=event).collection)
    return TwoEvents(
        own=own,
        other=other,
        people=people,
        session=SessionFactory(event=own, title="Alpine Session"),
        other_session=SessionFactory(event=other, title=f"{HIDDEN} Session", published=False),
    )


@pytest.fixture
def sign_in(two_events, db):
    """A client signed in as the person of this role."""

    def signed_in(role: str) -> Client:
        client = Client()
        person = User.objects.get(pk=two_events.people[role].pk)
        (sign_in_strongly if person.is_superuser else sign_in_as)(client, person)
        return client

    return signed_in
