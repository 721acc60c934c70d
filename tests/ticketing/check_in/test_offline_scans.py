"""Scans that devices made by themselves: all are kept, and what should not have been is a conflict."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from tests.factories.ticketing import ticket_of
from tests.ticketing.check_in.making import scan_of
from ticketing.actions.after_sale import cancel_tickets
from ticketing.actions.audit import system
from ticketing.actions.scans import record_scan
from ticketing.choices import ScanResult, TicketState
from ticketing.models import Admission, AuditEntry

pytestmark = pytest.mark.django_db


def test_offline_entry_that_fits_is_an_entry_at_its_own_time(door, ticket, staff):
    when = clock.now() - timedelta(hours=2)

    check_in = record_scan(door, scan_of(ticket, scanned_at=when, shown=ScanResult.ADMITTED), by=staff)

    assert (check_in.result, check_in.was_offline, check_in.is_conflict) == (ScanResult.ADMITTED, True, False)
    assert (check_in.scanned_at, check_in.admission.entered_at) == (when, when)


def test_offline_device_is_not_believed_about_the_future_nor_an_online_one_about_time(door, category, staff):
    tomorrow = clock.now() + timedelta(days=1)
    ahead = scan_of(ticket_of(category), scanned_at=tomorrow, shown=ScanResult.ADMITTED)
    behind = scan_of(ticket_of(category), scanned_at=clock.now() - timedelta(days=1))

    moments = [record_scan(door, scan, by=staff).scanned_at for scan in (ahead, behind)]

    assert all(abs(clock.now() - moment) < timedelta(minutes=1) for moment in moments)


def test_offline_entries_of_two_devices_are_both_kept_and_the_second_is_a_conflict(door, ticket, staff):
    scans = [scan_of(ticket, device=name, shown=ScanResult.ADMITTED) for name in ("North", "South")]

    results = [record_scan(door, scan, by=staff) for scan in scans]

    assert [(one.result, one.is_conflict) for one in results] == [
        (ScanResult.ADMITTED, False),
        (ScanResult.ALREADY_IN, True),
    ]
    assert AuditEntry.objects.filter(action="ticket.check_in_conflict").count() == 1


def test_offline_entry_of_a_cancelled_ticket_is_kept_as_a_conflict(door, ticket, staff):
    scan = scan_of(ticket, shown=ScanResult.ADMITTED)
    cancel_tickets(ticket.order, [ticket], by=system())

    check_in = record_scan(door, scan, by=staff)

    assert (check_in.result, check_in.is_conflict, check_in.ticket) == (ScanResult.CANCELLED, True, ticket)
    assert Admission.objects.count() == 0


def test_offline_refusal_stays_one_whatever_has_become_of_the_ticket(door, ticket, staff):
    check_in = record_scan(door, scan_of(ticket, shown=ScanResult.ALREADY_IN), by=staff)

    ticket.refresh_from_db()
    assert (check_in.result, check_in.is_conflict) == (ScanResult.ALREADY_IN, False)
    assert (Admission.objects.count(), ticket.state) == (0, TicketState.VALID)
