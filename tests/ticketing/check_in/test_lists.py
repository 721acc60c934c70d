"""The lists of the doors, and their counts."""

from uuid import uuid4

import pytest

from notifications.errors import Conflict, InvalidInput
from tests.factories import SessionFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.ticketing.check_in.making import scan_of
from ticketing.actions.lists import delete_list, ensure_list, save_list
from ticketing.actions.scans import Scan, record_scan
from ticketing.check_in.selectors import doors_of
from ticketing.models import CheckInList

pytestmark = pytest.mark.django_db


def test_first_list_is_made_once_and_for_everybody(category):
    assert ensure_list(category.event) == ensure_list(category.event)
    assert CheckInList.objects.get().name == "Entrance"


def test_list_is_refused_with_every_field_at_fault(door):
    foreign = SessionFactory()
    bad = CheckInList(event=door.event, name="  ", session=foreign)
    with pytest.raises(InvalidInput) as refusal:
        save_list(bad, categories=[CategoryFactory()])
    assert set(refusal.value.fields) == {"name", "categories", "session"}
    with pytest.raises(InvalidInput) as refusal:
        save_list(CheckInList(event=door.event, name="Entrance"), categories=[])
    assert set(refusal.value.fields) == {"name"}


def test_list_with_scans_is_not_deleted(door, staff):
    empty = CheckInList.objects.create(event=door.event, name="Empty")
    record_scan(door, Scan(scan_id=uuid4(), text="nothing"), by=staff)
    with pytest.raises(Conflict, match="scans are kept"):
        delete_list(door)
    delete_list(empty)
    assert list(CheckInList.objects.all()) == [door]


def test_counts_of_all_doors_cost_the_same_queries(door, category, ticket, staff, django_assert_max_num_queries):
    ticket_of(category)
    workshop = CategoryFactory(event=door.event, sessions=[SessionFactory(event=door.event)])
    ticket_of(workshop)
    for number in range(5):
        save_list(CheckInList(event=door.event, name=f"Door {number}"), categories=[workshop])
    record_scan(door, scan_of(ticket), by=staff)

    with django_assert_max_num_queries(7):
        doors = doors_of(door.event_id)

    assert [(one.expected, one.came, one.inside) for one in doors] == [(3, 1, 1)] + [(1, 0, 0)] * 5
