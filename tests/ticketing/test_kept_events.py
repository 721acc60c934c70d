"""An event with orders is archived; one that only offered tickets can go."""

import pytest

from notifications.errors import Conflict
from site_pages.event_removal import archive_or_delete, delete_event
from site_pages.models import EventPage
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.actions.catalogue import save_voucher
from ticketing.models import Order, SeatClaim, Voucher

pytestmark = pytest.mark.django_db


def test_event_with_orders_is_archived():
    category = CategoryFactory()
    order_of(category)
    with pytest.raises(Conflict, match="It has orders"):
        delete_event(category.event, by=None)
    assert archive_or_delete(category.event, by=None) == "archived"
    assert (Order.objects.count(), EventPage.objects.get().live) == (1, False)


def test_event_that_sold_nothing_goes_with_its_catalogue():
    category = CategoryFactory(quantity=5)
    save_voucher(Voucher(event=category.event, code="KEEP", max_uses=2, reserves_seats=True), categories=[category])
    assert SeatClaim.objects.count() == 1
    assert archive_or_delete(category.event, by=None) == "deleted"
    assert not EventPage.objects.exists()
    assert not SeatClaim.objects.exists()
