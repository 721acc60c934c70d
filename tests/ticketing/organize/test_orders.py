"""The list of orders: found, filtered, sorted, and never another event's."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone as clock

from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory, basket_of, order_of, ticket_of
from ticketing.actions.checkout import Placement, hold_seats
from ticketing.models import Order


def numbers(response) -> list[str]:
    return re.findall(r'class="number" href="[^"]*/orders/(\w+)/"', response.content.decode())


@pytest.fixture
def owner(house):
    return house.client("owner")


def placed(order: Order, moment: datetime) -> Order:
    Order.objects.filter(pk=order.pk).update(created_at=moment)
    return order


def test_orders_are_listed_latest_first_without_carts_and_other_events(house, owner):
    category = CategoryFactory(event=house.event)
    first, second = order_of(category), order_of(category, email="bob@example.org")
    hold_seats(house.event, basket_of(category), placement=Placement())
    order_of(CategoryFactory(event=EventFactory()))

    assert numbers(owner.get(house.address("orders/"))) == [second.number, first.number]


def test_search_finds_number_name_address_and_ticket(house, owner):
    category = CategoryFactory(event=house.event)
    wanted = order_of(category, email="grace@example.org")
    order_of(category, email="bob@example.org")
    ticket = wanted.tickets.get()
    typed = (wanted.number.lower(), "grace@", "GRACE@example", ticket.number.lower(), ticket.number.replace("-", " "))

    found = {words: numbers(owner.get(house.address("orders/"), {"q": words})) for words in typed}

    assert found == {words: [wanted.number] for words in typed}


def test_search_by_another_events_ticket_finds_nothing(house, owner):
    order_of(CategoryFactory(event=house.event))
    foreign = ticket_of(CategoryFactory(event=EventFactory()), email="x@example.com")
    assert numbers(owner.get(house.address("orders/"), {"q": foreign.number})) == []


def test_filters_keep_state_source_category_and_days_of_the_event(house, owner):
    free, priced = CategoryFactory(event=house.event), CategoryFactory(event=house.event, price=500)
    # One minute past midnight in Berlin is still the day before in UTC.
    night = placed(order_of(free), datetime(2030, 5, 1, 22, 1, tzinfo=UTC))
    pending = placed(order_of(priced, email="bob@example.org"), datetime(2030, 5, 1, 21, 59, tzinfo=UTC))

    def found(**query: str) -> list[str]:
        return numbers(owner.get(house.address("orders/"), query))

    assert found(state="pending") == [pending.number]
    assert found(category=str(free.public_id)) == [night.number]
    assert found(source="manual") == []
    assert found(placed_from="2030-05-02") == [night.number]
    assert found(placed_to="2030-05-01") == [pending.number]


def test_sorting_by_total_and_back(house, owner):
    cheap, dear = CategoryFactory(event=house.event, price=100), CategoryFactory(event=house.event, price=900)
    low, high = order_of(cheap), order_of(dear)
    assert numbers(owner.get(house.address("orders/"), {"sort": "total"})) == [low.number, high.number]
    assert numbers(owner.get(house.address("orders/"), {"sort": "-total"})) == [high.number, low.number]


def test_wrong_filter_is_said_and_filters_nothing(house, owner):
    order = order_of(CategoryFactory(event=house.event))
    response = owner.get(house.address("orders/"), {"state": "nonsense", "placed_from": "yesterday"})
    assert numbers(response) == [order.number]
    assert response.content.decode().count('role="alert"') == 2


def test_number_of_queries_does_not_grow_with_the_list(house, owner, django_assert_max_num_queries):
    category = CategoryFactory(event=house.event)
    for _number in range(3):
        order_of(category, 2)
    with django_assert_max_num_queries(12):
        assert len(numbers(owner.get(house.address("orders/")))) == 3


def test_order_page_shows_tickets_money_and_history(house, owner):
    order = order_of(CategoryFactory(event=house.event, name="Pass", price=1250), 2)

    page = owner.get(house.address(f"orders/{order.number.lower()}/")).content.decode()

    assert "EUR 25.00" in page
    assert [number for number in order.tickets.values_list("number", flat=True) if number not in page] == []
    assert "Order placed" in page


@pytest.mark.parametrize("state", ["draft", "elsewhere", "unknown"])
def test_order_that_is_not_the_events_is_not_there(house, owner, state):
    category = CategoryFactory(event=EventFactory() if state == "elsewhere" else house.event)
    if state == "draft":
        number = hold_seats(house.event, basket_of(category), placement=Placement()).number
    else:
        number = order_of(category).number if state == "elsewhere" else "ABCDEFGHJK"
    assert owner.get(house.address(f"orders/{number}/")).status_code == 404


def test_order_page_costs_the_same_for_one_ticket_and_ten(house, owner, django_assert_max_num_queries):
    category = CategoryFactory(event=house.event)
    for quantity in (1, 10):
        order = order_of(category, quantity)
        with django_assert_max_num_queries(14):
            assert owner.get(house.address(f"orders/{order.number}/")).status_code == 200


def test_times_are_those_of_the_event(house, owner):
    placed(order_of(CategoryFactory(event=house.event)), datetime(2030, 5, 1, 22, 1, tzinfo=UTC))
    assert "2 May 2030, 00:01" in owner.get(house.address("orders/")).content.decode()
    assert clock.get_current_timezone_name() == "UTC"
