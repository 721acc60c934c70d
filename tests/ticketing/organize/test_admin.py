"""Orders in Wagtail's admin: one's own events' only, with their export and the way to the organizers' pages."""

import pytest
from django.test import Client

from tests.factories import EventFactory
from tests.factories.sign_in import sign_in_as, sign_in_strongly
from tests.factories.ticketing import CategoryFactory, order_of


@pytest.fixture
def orders(house):
    """One order of the event, and one of another."""
    return order_of(CategoryFactory(event=house.event)), order_of(CategoryFactory(event=EventFactory()))


def client_of(house, who: str) -> Client:
    client = Client()
    person = house.people[who]
    (sign_in_strongly if person.is_superuser else sign_in_as)(client, person)
    return client


def test_organizers_see_their_events_orders_and_administrators_all(house, orders):
    mine, foreign = orders
    shown = {}
    for who in ("owner", "collaborator", "platform"):
        page = client_of(house, who).get("/cms/orders/").content.decode()
        shown[who] = (mine.number in page, foreign.number in page)
    assert shown == {"owner": (True, False), "collaborator": (True, False), "platform": (True, True)}


@pytest.mark.parametrize("who", ["check_in", "visitor"])
def test_others_do_not_see_the_list(house, orders, who):
    response = client_of(house, who).get("/cms/orders/")
    assert response.status_code in {302, 403}


def test_orders_are_searched_by_ticket_and_exported(house, orders):
    client = client_of(house, "owner")
    number = orders[0].tickets.get().number
    assert orders[0].number in client.get("/cms/orders/", {"q": number}).content.decode()
    lines = client.get("/cms/orders/", {"export": "csv"}).getvalue().decode().splitlines()
    assert [orders[0].number in line for line in lines] == [False, True]


def test_nothing_is_written_here(house, orders):
    client = client_of(house, "owner")
    statuses = [client.get(f"/cms/orders/{part}").status_code for part in ("create/", f"edit/{orders[0].pk}/")]
    assert 200 not in statuses


def test_event_in_the_editor_leads_to_its_orders(house, orders):
    explorer = client_of(house, "owner").get(f"/cms/pages/{house.event.pk}/").content.decode()
    assert f'href="{house.address()}"' in explorer
