"""An event with its people, and another event that is nobody's business here."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import EventRole, User
from site_pages.models import EventPage
from tests.factories import EventFactory, UserFactory
from tests.factories.accounts import EventRoleFactory

Role = EventRole.Role


@dataclass
class House:
    """An event and a browser for each kind of person; `address("orders/")` is below its organizer pages."""

    event: EventPage
    people: dict[str, User]

    def address(self, path: str = "") -> str:
        return f"/organizer/events/{self.event.slug}/{path}"

    def client(self, who: str) -> Client:
        client = Client()
        if who != "anonymous":
            client.force_login(self.people[who])
        return client


@pytest.fixture
def house(db) -> House:
    """Owner, collaborator, reviewer, moderator and door of one event; a foreign owner; somebody without any role."""
    event, other = EventFactory(slug="harbour", timezone="Europe/Berlin"), EventFactory(slug="elsewhere")
    people = {role: EventRoleFactory(event=event, role=role).user for role in Role.values}
    people["foreign"] = EventRoleFactory(event=other, role=Role.OWNER).user
    people["visitor"] = UserFactory()
    people["platform"] = UserFactory(is_superuser=True, is_staff=True)  # has not shown the second factor
    return House(event, people)
