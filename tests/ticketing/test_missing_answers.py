"""Required answers that are missing from entered and given tickets: named for both sides, and filled in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import EventRole
from site_pages.models import EventPage
from tests.factories import EventFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory
from ticketing.actions.entering import enter_order
from ticketing.answers import Buyer
from ticketing.links import order_path
from ticketing.missing_answers import missing_answers
from ticketing.models import Order

pytestmark = pytest.mark.django_db
BUYER = Buyer("ada@example.org", "Ada")


@pytest.fixture
def event() -> EventPage:
    event = EventFactory(slug="harbour")
    EventRoleFactory(event=event, role=EventRole.Role.OWNER)
    return event


@pytest.fixture
def owner(event: EventPage) -> Client:
    client = Client()
    client.force_login(EventRole.objects.get().user)
    return client


def entered(event: EventPage, number: int = 1, **category: Any) -> Order:
    """An order that an organizer entered, of so many tickets."""
    wanted = {CategoryFactory(event=event, **category).public_id: number}
    return enter_order(event, wanted, buyer=BUYER, pay_within=timedelta(days=1), by=EventRole.objects.get().user)


def organizers_page(owner: Client, order: Order) -> str:
    return owner.get(f"/organizer/events/harbour/orders/{order.number}/").content.decode()


def test_only_required_questions_of_the_category_are_missing(event):
    other = CategoryFactory(event=event)
    order = entered(event, 2)
    diet, badge = (QuestionFactory(event=event, text=text, is_required=True) for text in ("Diet?", "Badge?"))
    QuestionFactory(event=event, text="Remarks?")
    QuestionFactory(event=event, text="Cabin?", is_required=True).categories.set([other])
    first, second = order.tickets.order_by("pk")
    first.answers.create(question=diet, value="vegan")
    second.answers.create(question=diet, value="vegan")
    second.answers.create(question=badge, value="Ada")

    assert missing_answers(event.pk, [first, second]) == {first.pk: ["Badge?"]}


def test_cancelled_ticket_misses_nothing(event):
    order = entered(event)
    QuestionFactory(event=event, is_required=True)
    order.tickets.update(state="cancelled")

    assert missing_answers(event.pk, list(order.tickets.all())) == {}


def test_organizer_sees_what_is_missing_and_fills_it_in(event, owner):
    order = entered(event)
    question = QuestionFactory(event=event, text="Diet?", is_required=True)
    address = f"/organizer/events/harbour/tickets/{order.tickets.get().number}/"
    before = organizers_page(owner, order)

    sent = owner.post(address, {"do": "answers", str(question.public_id): "vegan"})

    after = organizers_page(owner, order)
    assert (sent.status_code, f'href="{address}#answers"' in before, "not answered" in after) == (302, True, False)
    assert "vegan" in after


def test_ticket_that_is_not_issued_says_when_it_can_be_filled_in(event, owner):
    order = entered(event, price=500)
    QuestionFactory(event=event, text="Diet?", is_required=True)

    assert "It can be filled in once the ticket is issued." in organizers_page(owner, order)


def test_buyer_is_asked_by_the_orders_link_and_answers(client, event):
    order = entered(event)
    question = QuestionFactory(event=event, text="Diet?", is_required=True)
    address = f"{order_path(order)}tickets/{order.tickets.get().public_id}/"
    before = client.get(order_path(order)).content.decode()

    sent = client.post(address, {"do": "answers", f"answers-{question.public_id}": "vegan"})

    after = client.get(order_path(order)).content.decode()
    assert ("Still to be answered: Diet?" in before, sent.status_code, "Still to be answered" in after) == (
        True,
        302,
        False,
    )


@pytest.mark.parametrize("number", [1, 9])
def test_pages_cost_the_same_however_much_is_missing(client, event, owner, django_assert_max_num_queries, number):
    order = entered(event, number)
    for _number in range(number):
        QuestionFactory(event=event, is_required=True)
    client.get(order_path(order))

    with django_assert_max_num_queries(16):
        organizers_page(owner, order)
    with django_assert_max_num_queries(14):
        client.get(order_path(order))
