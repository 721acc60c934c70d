"""The waiting list: first come, first served, nobody overtaken, seats never stranded."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone as clock

from notifications.errors import Conflict, InvalidInput
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.actions import audit
from ticketing.actions.after_sale import cancel_order, cancel_tickets
from ticketing.actions.waiting_list import (
    Person,
    expire_offers,
    join_waiting_list,
    leave_waiting_list,
    offer_free_seats,
)
from ticketing.catalogue import read_items
from ticketing.choices import WaitingState
from ticketing.errors import SoldOut
from ticketing.mails import build_offer
from ticketing.models import Quota, Shop, WaitingListEntry

pytestmark = pytest.mark.django_db


def wait(category, email, quantity=1):
    item = next(item for item in read_items(category.event_id) if item.category == category)
    return join_waiting_list(category.event, item, person=Person(email, "Somebody"), quantity=quantity)


@pytest.fixture
def sold_out():
    """Two seats, both sold in one order."""
    category = CategoryFactory(quantity=2)
    return category, order_of(category, 2)


def states():
    return list(WaitingListEntry.objects.order_by("pk").values_list("state", flat=True))


def test_freed_seats_are_offered_to_the_first_in_line(sold_out):
    category, order = sold_out
    wait(category, "bob@example.org")
    wait(category, "cyd@example.org")
    cancel_order(order, by=audit.buyer())

    assert offer_free_seats(category.event_id) == 2

    assert states() == ["offered", "offered"]
    assert Quota.objects.get().used == 2


def test_mail_of_an_offer_says_until_when_where_the_event_is(sold_out):
    category, order = sold_out
    wait(category, "bob@example.org")
    cancel_order(order, by=audit.buyer())
    offer_free_seats(category.event_id)
    entry = WaitingListEntry.objects.get()
    entry.offer_expires_at = datetime(2030, 5, 1, 16, 30, tzinfo=UTC)
    entry.save()

    mail = build_offer({"entry": entry.pk})

    assert mail.context["paragraphs"][0] == f"1 × {category.name}: kept for you until 1 May 2030, 18:30 CEST."


def test_nobody_is_overtaken_by_a_smaller_wish(sold_out):
    category, order = sold_out
    wait(category, "bob@example.org", 2)
    wait(category, "cyd@example.org", 1)
    ticket = order.tickets.first()
    cancel_tickets(order, [ticket], by=audit.buyer())

    assert offer_free_seats(category.event_id) == 0
    assert states() == ["waiting", "waiting"]
    with pytest.raises(SoldOut, match="waiting list"):
        order_of(category)


def test_offer_is_taken_once(sold_out):
    category, order = sold_out
    entry = wait(category, "bob@example.org", 2)
    cancel_order(order, by=audit.buyer())
    offer_free_seats(category.event_id)
    entry.refresh_from_db()

    taken = order_of(category, 2, email="bob@example.org", offer=entry)

    entry.refresh_from_db()
    assert (taken.state, entry.state, Quota.objects.get().used) == ("paid", WaitingState.TAKEN, 2)
    with pytest.raises(SoldOut):
        order_of(category, 2, email="bob@example.org", offer=entry)
    assert Quota.objects.get().used == 2


def test_offer_for_three_taken_with_one_gives_the_rest_back():
    category = CategoryFactory(quantity=3)
    order = order_of(category, 3)
    entry = wait(category, "bob@example.org", 3)
    cancel_order(order, by=audit.buyer())
    offer_free_seats(category.event_id)
    entry.refresh_from_db()
    order_of(category, 1, email="bob@example.org", offer=entry)
    assert Quota.objects.get().used == 1


def test_passed_offer_goes_to_the_next_in_line(sold_out):
    category, order = sold_out
    wait(category, "bob@example.org", 2)
    wait(category, "cyd@example.org", 2)
    cancel_order(order, by=audit.buyer())
    offer_free_seats(category.event_id)
    WaitingListEntry.objects.filter(state="offered").update(offer_expires_at=clock.now() - timedelta(seconds=1))

    assert expire_offers() == 1

    assert states() == ["passed", "offered"]
    assert Quota.objects.get().used == 2


def test_leaving_gives_kept_seats_back(sold_out):
    category, order = sold_out
    entry = wait(category, "bob@example.org", 2)
    cancel_order(order, by=audit.buyer())
    offer_free_seats(category.event_id)
    leave_waiting_list(entry)
    leave_waiting_list(entry)
    assert (states(), Quota.objects.get().used) == (["left"], 0)


def test_same_address_waits_once(sold_out):
    category, _order = sold_out
    assert wait(category, "bob@example.org") == wait(category, " BOB@example.org")
    assert WaitingListEntry.objects.count() == 1


def test_nobody_waits_while_tickets_are_left():
    category = CategoryFactory(quantity=2)
    with pytest.raises(Conflict, match="tickets left"):
        wait(category, "bob@example.org")


def test_shop_without_a_list_refuses(sold_out):
    category, _order = sold_out
    Shop.objects.update(waiting_list=False)
    with pytest.raises(Conflict, match="no waiting list"):
        wait(category, "bob@example.org")


@pytest.mark.parametrize(("email", "quantity"), [("nowhere", 1), ("bob@example.org", 0), ("bob@example.org", 99)])
def test_bad_entries_name_their_field(sold_out, email, quantity):
    category, _order = sold_out
    with pytest.raises(InvalidInput):
        wait(category, email, quantity)
