"""Scans at the doors: what each finds, and that it counts once."""

from dataclasses import replace
from uuid import uuid4

import pytest

from notifications.errors import Conflict
from notifications.models import OutboxMessage, WebhookEndpoint, WebhookType
from tests.factories import SessionFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.ticketing.check_in.making import result_of, scan_of
from ticketing import codes
from ticketing.actions.after_sale import Holder, cancel_tickets, transfer_ticket
from ticketing.actions.audit import system
from ticketing.actions.lists import ensure_list, save_list
from ticketing.actions.scans import Scan, record_scan
from ticketing.choices import Admits, Direction, OrderState, ScanResult, TicketState
from ticketing.codes import payload_of, signed, ticket_code
from ticketing.models import Admission, AuditEntry, CheckIn, CheckInList, Order, Ticket

pytestmark = pytest.mark.django_db


def test_code_lets_its_ticket_in_and_the_ticket_is_used(door, ticket, staff):
    check_in = record_scan(door, scan_of(ticket), by=staff)

    ticket.refresh_from_db()
    assert (check_in.result, ticket.state) == (ScanResult.ADMITTED, TicketState.USED)
    assert (check_in.admission.ticket, check_in.scanned_by, check_in.device) == (ticket, staff, "North")
    entry = AuditEntry.objects.get(action="ticket.checked_in")
    assert (entry.ticket, entry.actor_id, entry.changes) == (
        ticket,
        staff.pk,
        {"list": "Entrance", "result": "admitted"},
    )


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}".lower()])
def test_typed_number_lets_its_ticket_in(door, ticket, staff, typed):
    number = typed.format(ticket.number.replace("-", " ").lower())
    assert result_of(door, Scan(scan_id=uuid4(), text=number), staff) == ScanResult.ADMITTED


def test_second_entry_is_refused_with_the_first_one(door, ticket, staff):
    first = record_scan(door, scan_of(ticket), by=staff)

    second = record_scan(door, scan_of(ticket, device="South"), by=staff)

    assert (second.result, second.admission, second.is_conflict) == (ScanResult.ALREADY_IN, first.admission, False)
    assert Admission.objects.count() == 1


def test_same_scan_sent_twice_counts_once(door, ticket, staff):
    scan = scan_of(ticket)

    first, second = record_scan(door, scan, by=staff), record_scan(door, scan, by=staff)

    assert (first, second.result) == (second, ScanResult.ADMITTED)
    assert CheckIn.objects.count() == 1


def test_scan_id_of_another_event_is_refused(door, ticket, staff):
    scan = scan_of(ticket)
    record_scan(door, scan, by=staff)
    elsewhere = ensure_list(CategoryFactory().event)

    with pytest.raises(Conflict, match="used elsewhere"):
        record_scan(elsewhere, scan, by=staff)


def test_other_door_of_the_event_lets_the_same_ticket_in_once_more(door, ticket, staff):
    other = CheckInList.objects.create(event=door.event, name="Workshop")
    record_scan(door, scan_of(ticket), by=staff)
    assert result_of(other, scan_of(ticket), staff) == ScanResult.ADMITTED


def test_list_with_exit_lets_people_go_and_come_again(door, ticket, staff):
    door.allows_exit = True
    door.save()
    ways = [Direction.EXIT, Direction.ENTRY, Direction.EXIT, Direction.EXIT, Direction.ENTRY]

    results = [result_of(door, scan_of(ticket, direction=way), staff) for way in ways]

    assert results == [
        ScanResult.NOT_IN,
        ScanResult.ADMITTED,
        ScanResult.LEFT,
        ScanResult.NOT_IN,
        ScanResult.ADMITTED,
    ]


def test_list_without_exit_lets_nobody_out(door, ticket, staff):
    record_scan(door, scan_of(ticket), by=staff)
    assert result_of(door, scan_of(ticket, direction=Direction.EXIT), staff) == ScanResult.WRONG_LIST
    assert Admission.objects.get().left_at is None


def test_ticket_of_another_event_is_refused_and_not_named(door, staff):
    check_in = record_scan(door, scan_of(ticket_of(CategoryFactory())), by=staff)
    assert (check_in.result, check_in.ticket) == (ScanResult.WRONG_EVENT, None)


def test_ticket_of_another_event_that_opens_this_one_is_let_in(door, staff):
    festival = CategoryFactory()
    festival.other_events.add(door.event)
    assert result_of(door, scan_of(ticket_of(festival)), staff) == ScanResult.ADMITTED


def test_list_of_some_categories_refuses_the_others(door, ticket, staff):
    speakers = CategoryFactory(event=door.event)
    save_list(door, categories=[speakers])

    assert result_of(door, scan_of(ticket), staff) == ScanResult.WRONG_LIST
    assert result_of(door, scan_of(ticket_of(speakers)), staff) == ScanResult.ADMITTED


def test_list_of_a_session_lets_in_whoever_may_attend_it(door, ticket, staff):
    session, other = SessionFactory(event=door.event), SessionFactory(event=door.event)
    door.session = session
    save_list(door, categories=[])
    with_it = ticket_of(CategoryFactory(event=door.event, sessions=[session]))
    without = ticket_of(CategoryFactory(event=door.event, sessions=[other]))

    results = [result_of(door, scan_of(one), staff) for one in (ticket, with_it, without)]

    assert results == [ScanResult.ADMITTED, ScanResult.ADMITTED, ScanResult.WRONG_LIST]


def test_online_ticket_opens_no_door(door, staff):
    online = ticket_of(CategoryFactory(event=door.event, admits=Admits.ONLINE))
    assert result_of(door, scan_of(online), staff) == ScanResult.WRONG_LIST


def test_cancelled_and_handed_over_tickets_are_refused(door, category, ticket, staff):
    cancelled, passed_on = ticket_of(category), ticket_of(category)
    cancel_tickets(cancelled.order, [cancelled], by=system())
    old_scan = scan_of(passed_on)
    successor = transfer_ticket(passed_on, to=Holder("Grace Hopper", "grace@example.org"), by=system())

    assert result_of(door, scan_of(cancelled), staff) == ScanResult.CANCELLED
    assert result_of(door, old_scan, staff) == ScanResult.REPLACED
    assert result_of(door, scan_of(successor), staff) == ScanResult.ADMITTED


def test_code_with_an_older_seed_is_replaced(door, ticket, staff):
    scan = scan_of(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(seed=b"another!")
    assert result_of(door, scan, staff) == ScanResult.REPLACED


def test_forged_code_and_unknown_numbers_are_told_apart_and_named_nobody(door, ticket, staff):
    elsewhere = ticket_of(CategoryFactory())
    foreign = codes._private_key(codes.ensure_key(elsewhere.event_id))
    ticket_code(ticket)
    forged = Scan(scan_id=uuid4(), text=signed(payload_of(ticket, key_id=1), foreign))
    genuine_without_row = Ticket(event_id=ticket.event_id, public_id=uuid4(), seed=b"nowhere!")

    results = [record_scan(door, forged, by=staff), record_scan(door, scan_of(genuine_without_row), by=staff)]
    results.append(record_scan(door, Scan(scan_id=uuid4(), text="no such number"), by=staff))

    assert [(one.result, one.ticket) for one in results] == [
        (ScanResult.FORGED, None),
        (ScanResult.UNKNOWN, None),
        (ScanResult.UNKNOWN, None),
    ]


def test_number_of_an_unpaid_order_is_unknown(door, staff):
    priced = CategoryFactory(event=door.event, price=1000)
    unpaid = ticket_of(priced)
    assert Order.objects.get(tickets=unpaid).state == OrderState.PENDING

    assert result_of(door, Scan(scan_id=uuid4(), text=unpaid.number), staff) == ScanResult.UNKNOWN


def test_check_in_is_told_to_webhooks_once(door, ticket, staff):
    WebhookEndpoint.objects.create(
        url="https://example.org/hook", types=[WebhookType.TICKET_CHECKED_IN], event=door.event
    )
    scan = scan_of(ticket)
    record_scan(door, scan, by=staff)
    record_scan(door, scan, by=staff)
    record_scan(door, scan_of(ticket), by=staff)

    told = OutboxMessage.objects.get(kind=OutboxMessage.Kind.WEBHOOK)

    assert told.payload["type"] == "ticket.checked_in"
    assert told.payload["data"]["ticket"]["id"] == str(ticket.public_id)
    assert told.payload["data"]["list"]["name"] == "Entrance"
    assert ticket.attendee_email not in str(told.payload)


def test_replayed_scan_with_another_code_answers_as_the_first(door, category, ticket, staff):
    scan = scan_of(ticket)
    first = record_scan(door, scan, by=staff)
    assert record_scan(door, replace(scan, text=ticket_code(ticket_of(category))), by=staff) == first
