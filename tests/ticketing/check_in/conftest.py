"""An event with a door, somebody at it, and a ticket."""

import pytest

from tests.factories import EventRoleFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from ticketing.actions.lists import ensure_list


@pytest.fixture
def category(db):
    return CategoryFactory()


@pytest.fixture
def ticket(category):
    return ticket_of(category)


@pytest.fixture
def door(category):
    return ensure_list(category.event)


@pytest.fixture
def staff(category):
    return EventRoleFactory(event=category.event, role="check_in").user
