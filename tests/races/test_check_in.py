"""Many scanners at once: one green for each ticket, one row for each scan; and the control that shows the race."""

from collections import Counter
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.utils import timezone as clock

from notifications.errors import DomainError
from tests.factories import EventRoleFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.races.crowd import all_at_once
from ticketing.actions.after_sale import Holder, transfer_ticket
from ticketing.actions.audit import system
from ticketing.actions.lists import ensure_list
from ticketing.actions.scans import Scan, record_scan
from ticketing.codes import ticket_code
from ticketing.models import Admission, CheckIn, EventKey

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
SCANNERS = 8


@pytest.fixture
def ticket():
    return ticket_of(CategoryFactory())


@pytest.fixture
def door(ticket):
    return ensure_list(ticket.event)


@pytest.fixture
def staff(ticket):
    return EventRoleFactory(event=ticket.event, role="check_in").user


def test_scanners_at_once_show_exactly_one_green(ticket, door, staff):
    code = ticket_code(ticket)

    def scan(number):
        return record_scan(door, Scan(uuid4(), code, device=f"scanner {number}"), by=staff).result

    answers = Counter(all_at_once([partial(scan, number) for number in range(SCANNERS)]))

    assert answers == {"admitted": 1, "already_in": SCANNERS - 1}
    assert (Admission.objects.count(), CheckIn.objects.count()) == (1, SCANNERS)


def test_same_scan_sent_by_retries_at_once_is_one_row_and_one_answer(ticket, door, staff):
    scan = Scan(uuid4(), ticket_code(ticket), device="North")

    answers = all_at_once([partial(lambda: record_scan(door, scan, by=staff).result) for _ in range(SCANNERS)])

    assert answers == ["admitted"] * SCANNERS
    assert (Admission.objects.count(), CheckIn.objects.count()) == (1, 1)


def test_handing_over_and_walking_in_at_once_never_both(ticket, door, staff):
    code = ticket_code(ticket)

    def hand_over():
        try:
            return transfer_ticket(ticket, to=Holder("Grace Hopper", "grace@example.org"), by=system()).state
        except DomainError as error:
            return error.code

    def walk_in():
        return record_scan(door, Scan(uuid4(), code), by=staff).result

    answers = set(all_at_once([hand_over, walk_in]))

    ticket.refresh_from_db()
    assert (answers, ticket.state) in [
        ({"valid", "replaced"}, "transferred"),
        ({"TICKET_CLOSED", "admitted"}, "used"),
    ]


def test_first_codes_at_once_are_the_same_and_make_one_key(ticket):
    answers = all_at_once([partial(ticket_code, ticket) for _ in range(SCANNERS)])

    assert answers == [answers[0]] * SCANNERS
    assert EventKey.objects.count() == 1


def test_control_reading_before_writing_lets_one_ticket_in_several_times(ticket, door):
    """Without the constraint (here: stays that are over at once) every scanner that has read shows green."""
    everybody_has_read = Barrier(SCANNERS)

    def check_then_write():
        is_in = Admission.objects.filter(check_in_list=door, ticket=ticket).exists()
        everybody_has_read.wait(timeout=30)
        if is_in:
            return "already_in"
        Admission.objects.create(check_in_list=door, ticket=ticket, left_at=clock.now())
        return "admitted"

    assert Counter(all_at_once([check_then_write] * SCANNERS)) == {"admitted": SCANNERS}
