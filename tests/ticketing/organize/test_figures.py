"""The overview's numbers: counted by the event's days, never another event's."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone as clock

from payments.money import Money
from site_pages.organizer.charts import chart_of
from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory, order_of, ticket_of
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, cancel_tickets, transfer_ticket
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.refunds import Return, refund_order
from ticketing.models import Admission, CheckInList, Order, Ticket
from ticketing.organize.figures import figures_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(timezone="Europe/Berlin")


def paid(category, owner, quantity=1, **more):
    order = order_of(category, quantity, **more)
    settle_by_hand(order, Receipt(order.total), by=owner)
    order.refresh_from_db()
    return order


def test_sold_held_checked_in_and_revenue(house):
    owner, event = house.people["owner"], house.event
    category = CategoryFactory(event=event, price=1000, quantity=10)
    first = paid(category, owner, 3)
    order_of(category, 2, email="bob@example.org")
    gone = first.tickets.last()
    refund_order(first, Return([gone], None, "", "k"), by=owner)
    door = CheckInList.objects.create(event=event, name="Door")
    for _time in range(2):
        Admission.objects.create(check_in_list=door, ticket=first.tickets.first(), left_at=clock.now())
    paid(CategoryFactory(event=EventFactory(), price=99), owner)

    figures = figures_of(event)

    row = figures.categories[0]
    assert (row.sold, row.held, row.came, row.size, row.left) == (2, 2, 1, 10, 6)
    assert (figures.sold, figures.held, figures.came) == (2, 2, 1)
    assert (figures.revenue, figures.orders_pending) == ([Money(2000, "EUR")], 1)


def test_day_is_the_events_and_handing_over_is_no_sale(event, house):
    ticket = ticket_of(CategoryFactory(event=event))
    # Just past midnight in Berlin.
    Ticket.objects.filter(pk=ticket.pk).update(issued_at=datetime(2030, 5, 1, 22, 5, tzinfo=UTC))
    transfer_ticket(ticket, to=Holder("Bob", "bob@example.org"), by=audit.system())
    assert figures_of(event).tickets_by_day == {date(2030, 5, 2): 1}


def test_revenue_by_day_is_what_stayed(event, house):
    owner = house.people["owner"]
    order = paid(CategoryFactory(event=event, price=1000), owner, 2)
    refund_order(order, Return((), 500, "", "k"), by=owner)
    Order.objects.filter(pk=order.pk).update(settled_at=datetime(2030, 5, 1, 12, tzinfo=UTC))
    assert figures_of(event).revenue_by_day == {date(2030, 5, 1): 1500}


def test_people_count_once_on_each_day_of_the_event_on_which_they_came(event):
    category = CategoryFactory(event=event)
    ada, bob = ticket_of(category), ticket_of(category, email="bob@example.org")
    door = CheckInList.objects.create(event=event, name="Door")
    late, morning = datetime(2030, 5, 1, 21, 55, tzinfo=UTC), datetime(2030, 5, 1, 22, 5, tzinfo=UTC)
    for ticket, entered in ((ada, late), (ada, morning), (bob, morning), (ada, morning)):
        Admission.objects.create(check_in_list=door, ticket=ticket, entered_at=entered, left_at=entered)
    assert figures_of(event).came_by_day == {date(2030, 5, 1): 1, date(2030, 5, 2): 2}


def test_cancelled_tickets_are_not_sold(event):
    ticket = ticket_of(CategoryFactory(event=event))
    cancel_tickets(ticket.order, [ticket], by=audit.system())
    assert figures_of(event).sold == 0


def test_overview_costs_the_same_however_much_was_sold(house, django_assert_max_num_queries):
    owner = house.client("owner")
    for _round in range(2):
        category = CategoryFactory(event=house.event, price=100, quantity=9)
        paid(category, house.people["owner"], 3)
        with django_assert_max_num_queries(20):
            page = owner.get(house.address()).content.decode()
    assert page.count('class="share"') == 2
    assert "EUR 6.00" in page


def test_overview_of_an_event_that_sold_nothing_says_so(house):
    page = house.client("owner").get(house.address()).content.decode()
    assert "Nothing is sold yet." in page
    assert '<svg viewBox="0 0 640' not in page


def test_chart_has_a_bar_for_each_day_until_today():
    chart = chart_of({date(2030, 5, 1): 4, date(2030, 5, 3): 1}, until=date(2030, 5, 4), write=str)
    assert [bar.value for bar in chart.bars] == [4, 0, 1, 0]
    assert [bar.height for bar in chart.bars] == [128.0, 0.0, 32.0, 0.0]
    assert (chart.first, chart.last, chart.top, chart.is_weekly) == ("1 May 2030", "4 May 2030", "4", False)


def test_long_sale_is_drawn_by_week():
    chart = chart_of({date(2030, 1, 2): 1, date(2030, 1, 6): 2, date(2030, 4, 1): 5}, until=date(2030, 4, 1), write=str)
    assert chart.is_weekly
    assert chart.bars[0].label == "31 Dec 2029"
    assert (chart.bars[0].value, chart.bars[-1].value, len(chart.bars)) == (3, 5, 14)


def test_nothing_sold_is_no_chart():
    assert chart_of({}, until=date(2030, 5, 4), write=str) is None
