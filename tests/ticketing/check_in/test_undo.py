"""Taking scans back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone as clock

from notifications.errors import Conflict, NotAllowed
from tests.factories import EventRoleFactory, UserFactory
from tests.ticketing.check_in.making import result_of, scan_of
from ticketing.actions.scans import UNDO_WITHIN, Scan, record_scan, undo_scan
from ticketing.choices import Direction, ScanResult, TicketState
from ticketing.models import Admission, AuditEntry, CheckIn, CheckInList

pytestmark = pytest.mark.django_db


def test_undo_takes_the_entry_back_and_keeps_the_scan(door, ticket, staff):
    check_in = record_scan(door, scan_of(ticket), by=staff)

    for _ in range(2):
        undone = undo_scan(check_in, device="North", by=staff)

    ticket.refresh_from_db()
    assert (undone.undone_at is not None, undone.result) == (True, ScanResult.ADMITTED)
    assert (Admission.objects.count(), ticket.state) == (0, TicketState.VALID)
    assert AuditEntry.objects.filter(action="ticket.check_in_undone").count() == 1
    assert result_of(door, scan_of(ticket), staff) == ScanResult.ADMITTED


def test_undo_of_one_door_leaves_the_ticket_used_at_another(door, ticket, staff):
    other = CheckInList.objects.create(event=door.event, name="Workshop")
    record_scan(other, scan_of(ticket), by=staff)
    undo_scan(record_scan(door, scan_of(ticket), by=staff), device="North", by=staff)

    ticket.refresh_from_db()
    assert ticket.state == TicketState.USED


def test_undo_of_an_exit_brings_the_person_back(door, ticket, staff):
    CheckInList.objects.filter(pk=door.pk).update(allows_exit=True)
    door.refresh_from_db()
    entry = record_scan(door, scan_of(ticket), by=staff)
    out = record_scan(door, scan_of(ticket, direction=Direction.EXIT), by=staff)
    with pytest.raises(Conflict, match="has left since"):
        undo_scan(entry, device="North", by=staff)

    undo_scan(out, device="North", by=staff)

    assert Admission.objects.get().left_at is None


def test_undo_of_an_exit_after_another_entry_is_refused(door, ticket, staff):
    CheckInList.objects.filter(pk=door.pk).update(allows_exit=True)
    door.refresh_from_db()
    record_scan(door, scan_of(ticket), by=staff)
    out = record_scan(door, scan_of(ticket, direction=Direction.EXIT), by=staff)
    record_scan(door, scan_of(ticket), by=staff)

    with pytest.raises(Conflict, match="come in again"):
        undo_scan(out, device="North", by=staff)


def test_undo_is_for_the_same_device_and_ten_minutes(door, ticket, staff):
    check_in = record_scan(door, scan_of(ticket), by=staff)
    organizer = EventRoleFactory(event=door.event, role="collaborator").user
    for device in ("South", ""):
        with pytest.raises(NotAllowed):
            undo_scan(check_in, device=device, by=staff)
    CheckIn.objects.update(received_at=clock.now() - UNDO_WITHIN - timedelta(seconds=1))
    check_in.refresh_from_db()
    with pytest.raises(NotAllowed):
        undo_scan(check_in, device="North", by=staff)

    assert undo_scan(check_in, device="", by=organizer).undone_at is not None


def test_undo_of_a_refusal_is_refused(door, staff):
    check_in = record_scan(door, Scan(scan_id=uuid4(), text="nothing"), by=staff)
    with pytest.raises(Conflict, match="let nobody through"):
        undo_scan(check_in, device="", by=staff)


def test_foreign_user_cannot_undo(door, ticket, staff):
    check_in = record_scan(door, scan_of(ticket), by=staff)
    with pytest.raises(NotAllowed):
        undo_scan(check_in, device="South", by=UserFactory())
