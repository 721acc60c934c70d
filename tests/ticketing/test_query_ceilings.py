"""Every list costs the same with one row and with many, and not more than its ceiling."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import EventRole, User
from site_pages.models import EventPage
from tests.factories import EventFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.live import ADDRESS, JOIN, event_around, live_session, somebody
from tests.factories.sign_in import sign_in_as
from tests.factories.ticketing import CategoryFactory, VoucherFactory, order_of
from ticketing.actions.waiting_list import Person, join_waiting_list
from ticketing.catalogue import read_items
from ticketing.links import waiting_url
from ticketing.models import TicketCategory, WaitingListEntry

pytestmark = pytest.mark.django_db
MANY = 12


@pytest.fixture
def event() -> EventPage:
    return EventFactory(slug="harbour")


@pytest.fixture
def owner(client: Client, event: EventPage) -> Client:
    client.force_login(EventRoleFactory(event=event, role=EventRole.Role.OWNER).user)
    return client


@pytest.fixture
def ada(client: Client) -> User:
    user = somebody()
    sign_in_as(client, user)
    return user


def cost(client: Client, path: str) -> int:
    """Queries of one reading, once what is kept between requests is kept."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def wait(category: TicketCategory, *, people: int) -> None:
    item = read_items(category.event_id)[0]
    for _number in range(people):
        person = Person(f"person{WaitingListEntry.objects.count()}@example.org", "Somebody")
        join_waiting_list(category.event, item, person=person, quantity=1)


def test_my_tickets_cost_the_same_for_one_and_many_of_many_events(client, event, ada):
    category = CategoryFactory(event=event)
    order_of(category)
    one = cost(client, "/account/tickets/")
    for _number in range(MANY):
        order_of(category, 2)
        order_of(CategoryFactory(event=EventFactory()))

    assert (cost(client, "/account/tickets/"), one) == (one, min(one, 10))


def test_account_page_costs_the_same_with_one_ticket_and_many(client, event, ada):
    category = CategoryFactory(event=event)
    order_of(category)
    one = cost(client, "/account/")
    for _number in range(MANY):
        order_of(category, 2)

    assert (cost(client, "/account/"), one) == (one, min(one, 15))


def test_waiting_page_costs_the_same_for_the_first_and_the_last_in_line(client, event):
    category = CategoryFactory(event=event, quantity=1)
    order_of(category)
    wait(category, people=1)
    first = cost(client, waiting_url(WaitingListEntry.objects.get()))
    wait(category, people=MANY)

    last = WaitingListEntry.objects.order_by("pk").last()
    assert last is not None
    assert (cost(client, waiting_url(last)), first) == (first, min(first, 6))


def test_organizers_waiting_list_costs_the_same_for_one_and_many(owner, event):
    category = CategoryFactory(event=event, quantity=1)
    order_of(category)
    wait(category, people=1)
    one = cost(owner, "/organizer/events/harbour/waiting/")
    wait(category, people=MANY)

    assert (cost(owner, "/organizer/events/harbour/waiting/"), one) == (one, min(one, 10))


def test_organizers_attendees_cost_the_same_for_one_and_many(owner, event):
    category = CategoryFactory(event=event)
    order_of(category)
    one = cost(owner, "/organizer/events/harbour/tickets/")
    for _number in range(MANY):
        order_of(category, 2)

    assert (cost(owner, "/organizer/events/harbour/tickets/"), one) == (one, min(one, 10))


def test_organizers_vouchers_cost_the_same_for_one_and_many(owner, event):
    VoucherFactory(event=event).categories.set([CategoryFactory(event=event)])
    one = cost(owner, "/organizer/events/harbour/vouchers/")
    for _number in range(MANY):
        VoucherFactory(event=event).categories.set([CategoryFactory(event=event)])

    assert (cost(owner, "/organizer/events/harbour/vouchers/"), one) == (one, min(one, 10))


@pytest.mark.parametrize("path", [ADDRESS, JOIN])
def test_join_pages_cost_the_same_with_one_ticket_and_many(client, ada, path):
    session = live_session("ticketed")
    category = CategoryFactory(event=event_around(session))
    order_of(category)
    one = cost(client, path)
    for _number in range(MANY):
        order_of(category, 2)

    assert (cost(client, path), one) == (one, min(one, 20))
