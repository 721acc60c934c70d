"""Scans at the doors: stored once each, whatever they found; one entry at a time for each ticket and list.

Order first, then its ticket (docs/locking.md), so that a ticket is not handed over while it walks in. Of two
scanners that let the same ticket in, the constraint of Admission stops the second, whatever both have read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.rules import can_organize
from notifications.errors import Conflict, NotAllowed
from ticketing.actions import audit
from ticketing.actions.after_sale import locked_order
from ticketing.actions.announce import announce_checked_in
from ticketing.check_in.rules import PASSED, refusal
from ticketing.choices import Direction, ScanResult, TicketState
from ticketing.codes import has_seed, is_genuine, named_ticket, read_code
from ticketing.models import Admission, CheckIn, CheckInList, Ticket
from ticketing.numbers import as_ticket_number

if TYPE_CHECKING:
    from accounts.models import User

# How long whoever scanned can take it back; organizers can at any time.
UNDO_WITHIN = timedelta(minutes=10)
LONGEST_DEVICE = 80
ACTIONS = {ScanResult.ADMITTED: "ticket.checked_in", ScanResult.LEFT: "ticket.checked_out"}


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as a device sends it. `scan_id` is the device's own: sent twice, it counts once.

    `shown` is what the device told people by itself while it had no network; None for a scan that asks now.
    """

    scan_id: UUID
    text: str
    direction: Direction = Direction.ENTRY
    scanned_at: datetime | None = None
    device: str = ""
    shown: ScanResult | None = None

    @property
    def was_offline(self) -> bool:
        return self.shown is not None

    @property
    def let_through(self) -> bool:
        """The person is inside, or gone, already: nothing the server says can change it."""
        return self.shown in PASSED


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a scan."""

    result: ScanResult
    ticket: Ticket | None = None
    admission: Admission | None = None


def record_scan(check_in_list: CheckInList, scan: Scan, *, by: User) -> CheckIn:
    """Store a scan and let the ticket in or out where it may. Raises Conflict for an id of another event's scan.

    A scan made without network is stored although it should have been refused, and marked as a conflict.
    """
    if known := _known(check_in_list, scan):
        return known
    try:
        with transaction.atomic():
            return _record(check_in_list, scan, by=by)
    except IntegrityError:
        # The same scan came in twice at once; of the second nothing is left.
        if known := _known(check_in_list, scan):
            return known
        raise


def undo_scan(check_in: CheckIn, *, device: str, by: User) -> CheckIn:
    """Take an entry or exit back; the scan stays, marked as undone. Doing it again changes nothing.

    Raises NotAllowed for another device's or an older scan unless `by` organizes the event, Conflict where the
    person has passed the door again since.
    """
    if check_in.ticket is None or check_in.result not in PASSED:
        raise Conflict(_("This scan let nobody through: there is nothing to take back."))
    is_own = bool(device) and device == check_in.device and clock.now() - check_in.received_at <= UNDO_WITHIN
    if not is_own and not can_organize(by, check_in.event_id):
        raise NotAllowed(_("Only the same device takes a scan back, within ten minutes; or an organizer."))
    with locked_order(check_in.ticket.order) as order:
        locked = CheckIn.objects.select_related("ticket", "admission", "check_in_list").get(pk=check_in.pk)
        if locked.undone_at is not None:
            return locked
        if locked.result == ScanResult.ADMITTED:
            _take_entry_back(locked)
        else:
            _take_exit_back(locked)
        locked.undone_at = clock.now()
        locked.save(update_fields=["undone_at", "admission"])
        changes = {"list": locked.check_in_list.name, "result": locked.result}
        audit.record(order, "ticket.check_in_undone", by=audit.person(by), ticket=locked.ticket, changes=changes)
    return locked


def _known(check_in_list: CheckInList, scan: Scan) -> CheckIn | None:
    """The scan, if it is stored already. One query."""
    known = CheckIn.objects.select_related("ticket__category", "admission").filter(scan_id=scan.scan_id).first()
    if known is not None and known.event_id != check_in_list.event_id:
        raise Conflict(_("This scan's id has been used elsewhere."), code="SCAN_ID_TAKEN")
    return known


def _record(check_in_list: CheckInList, scan: Scan, *, by: User) -> CheckIn:
    looked = _look_up(scan.text)
    if looked.ticket is None:
        return _store(check_in_list, scan, looked, by=by)
    with locked_order(looked.ticket.order) as order:
        ticket = Ticket.objects.select_related("category").get(pk=looked.ticket.pk)
        finding = _judge(check_in_list, scan, ticket, is_older_code=looked.result == ScanResult.REPLACED)
        check_in = _store(check_in_list, scan, finding, by=by)
        action = "ticket.check_in_conflict" if check_in.is_conflict else ACTIONS.get(finding.result)
        if action and finding.ticket:
            changes = {"list": check_in_list.name, "result": finding.result.value}
            audit.record(order, action, by=audit.person(by), ticket=ticket, changes=changes)
        if finding.result == ScanResult.ADMITTED:
            announce_checked_in(check_in)
    return check_in


def _look_up(text: str) -> Finding:
    """The ticket that a code or a typed number names. Without a ticket the result says why there is none."""
    code = read_code(text)
    if code is None:
        ticket = Ticket.objects.select_related("order").filter(number=as_ticket_number(text)).first()
        return Finding(ScanResult.UNKNOWN, ticket)
    if not is_genuine(code):
        return Finding(ScanResult.FORGED)
    ticket = named_ticket(code)
    is_older = ticket is not None and not has_seed(ticket, code)
    return Finding(ScanResult.REPLACED if is_older else ScanResult.UNKNOWN, ticket)


def _judge(check_in_list: CheckInList, scan: Scan, ticket: Ticket, *, is_older_code: bool) -> Finding:
    """What the door says to this ticket now, with the entry or exit made. Its order is locked."""
    refused = refusal(check_in_list, ticket)
    if refused in (ScanResult.WRONG_EVENT, ScanResult.UNKNOWN):
        # The people of this event have no business with another event's ticket.
        return Finding(refused)
    if refused is not None or is_older_code:
        return Finding(refused or ScanResult.REPLACED, ticket)
    if scan.shown is not None and not scan.let_through:
        return Finding(scan.shown, ticket)
    pass_door = _enter if scan.direction == Direction.ENTRY else _leave
    return pass_door(check_in_list, ticket, at=_moment(scan))


def _enter(check_in_list: CheckInList, ticket: Ticket, *, at: datetime) -> Finding:
    try:
        with transaction.atomic():
            admission = Admission.objects.create(check_in_list=check_in_list, ticket=ticket, entered_at=at)
    except IntegrityError:
        first = Admission.objects.filter(check_in_list=check_in_list, ticket=ticket, left_at=None).first()
        return Finding(ScanResult.ALREADY_IN, ticket, first)
    if ticket.state == TicketState.VALID:
        ticket.state = TicketState.USED
        ticket.save(update_fields=["state"])
    return Finding(ScanResult.ADMITTED, ticket, admission)


def _leave(check_in_list: CheckInList, ticket: Ticket, *, at: datetime) -> Finding:
    if not check_in_list.allows_exit:
        return Finding(ScanResult.WRONG_LIST, ticket)
    admission = Admission.objects.filter(check_in_list=check_in_list, ticket=ticket, left_at=None).first()
    if admission is None:
        return Finding(ScanResult.NOT_IN, ticket)
    admission.left_at = max(at, admission.entered_at)
    admission.save(update_fields=["left_at"])
    return Finding(ScanResult.LEFT, ticket, admission)


def _store(check_in_list: CheckInList, scan: Scan, finding: Finding, *, by: User) -> CheckIn:
    return CheckIn.objects.create(
        scan_id=scan.scan_id,
        event_id=check_in_list.event_id,
        check_in_list=check_in_list,
        ticket=finding.ticket,
        admission=finding.admission,
        direction=scan.direction,
        result=finding.result,
        was_offline=scan.was_offline,
        is_conflict=scan.let_through and finding.result not in PASSED,
        scanned_at=_moment(scan),
        scanned_by=by,
        device=" ".join(scan.device.split())[:LONGEST_DEVICE],
    )


def _moment(scan: Scan) -> datetime:
    """When it was. Only a device without network is believed, and never about the future."""
    now = clock.now()
    return min(scan.scanned_at, now) if scan.was_offline and scan.scanned_at else now


def _take_entry_back(check_in: CheckIn) -> None:
    admission = check_in.admission
    if admission is None or admission.left_at is not None:
        raise Conflict(_("This person has left since; take that back first."))
    check_in.admission = None
    admission.delete()
    ticket = check_in.ticket
    assert ticket is not None, "only tickets enter"
    if ticket.state == TicketState.USED and not ticket.admissions.exists():
        ticket.state = TicketState.VALID
        ticket.save(update_fields=["state"])


def _take_exit_back(check_in: CheckIn) -> None:
    admission = check_in.admission
    assert admission is not None, "an exit keeps the stay that it ended"
    admission.left_at = None
    try:
        with transaction.atomic():
            admission.save(update_fields=["left_at"])
    except IntegrityError as error:
        raise Conflict(_("This person has come in again since; take that back first.")) from error
