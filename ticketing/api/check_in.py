"""`/api/organizer/events/{id}/check-…`: scans, lists, and the bundle for devices without network.

Open to whoever may stand at the event's doors (scope `check-in`: owner, collaborator, check-in); lists are changed by
organizers (scope `write`). A right that is missing and an event that is not there look the same.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from accounts.authentication import Caller, OrganizerAuth, require
from notifications.errors import DomainError, InvalidInput, NotFound
from site_pages.models import EventPage, SessionPage
from ticketing.actions.lists import delete_list, ensure_list, save_list
from ticketing.actions.scans import record_scan, undo_scan
from ticketing.api import check_in_schemas as schemas
from ticketing.check_in.bundle import bundle_of
from ticketing.check_in.rules import SCOPE
from ticketing.check_in.selectors import (
    Door,
    LogFilter,
    categories_opening,
    doors,
    doors_of,
    first_entries,
    lists_of,
    scan_log,
)
from ticketing.models import CheckIn, CheckInList

router = Router(tags=["Check-in"], auth=OrganizerAuth())
Json = dict[str, Any]
EVENT = "/organizer/events/{event_id}"


@router.post(EVENT + "/check-ins", response={200: schemas.ScansOut, **schemas.REFUSALS})
def record_scans(request: HttpRequest, event_id: UUID, given: schemas.ScansIn) -> Json:
    """Store scans: one that asks now, or a queue of those made without network. Each scan counts once by its id.

    What a scan found is its `result`; a scan that could not be stored has an `error` instead, and the others stand.
    """
    event, caller = event_for(request, event_id, SCOPE)
    wanted = {scan.list_id for scan in given.scans}
    lists = {one.public_id: one for one in lists_of(event.pk).filter(public_id__in=wanted)}
    stored = [store(lists.get(scan.list_id), scan, caller) for scan in given.scans]
    firsts = first_entries([one for one in stored if isinstance(one, CheckIn)])
    results = [
        scan_json(one, firsts) if isinstance(one, CheckIn) else {"scan_id": scan.scan_id, "error": one.as_json()}
        for scan, one in zip(given.scans, stored, strict=True)
    ]
    counted = doors(list(lists.values()), categories_opening(event.pk))
    return {"results": results, "lists": [counts_json(door) for door in counted]}


def store(check_in_list: CheckInList | None, scan: schemas.ScanIn, caller: Caller) -> CheckIn | DomainError:
    """The stored scan, or why it was not: a queue goes on with the next one."""
    if check_in_list is None:
        return NotFound("There is no such list.")
    try:
        return record_scan(check_in_list, scan.as_scan(), by=caller.user)
    except DomainError as error:
        return error


@router.get(EVENT + "/check-ins", response={200: schemas.LogOut, **schemas.REFUSALS})
def list_scans(request: HttpRequest, event_id: UUID, options: Query[schemas.LogOptions]) -> Json:
    """Every scan, the latest first."""
    event, _caller = event_for(request, event_id, SCOPE)
    wanted = LogFilter(options.list_id, options.result or "", options.conflicts, options.q)
    scans = scan_log(event.pk, wanted)
    if options.cursor:
        last = CheckIn.objects.filter(event_id=event.pk, scan_id=options.cursor).first()
        if last is None:
            text = "Not a cursor of this list."
            raise InvalidInput(text, fields={"cursor": text})
        scans = scans.after(last)
    rows = list(scans[: options.limit + 1])
    shown = rows[: options.limit]
    firsts = first_entries(shown)
    cursor = shown[-1].scan_id if len(rows) > options.limit else None
    return {"items": [scan_json(scan, firsts) for scan in shown], "next_cursor": cursor}


@router.post(EVENT + "/check-ins/{scan_id}/undo", response={200: schemas.ScanOut, **schemas.REFUSALS})
def take_scan_back(request: HttpRequest, event_id: UUID, scan_id: UUID, given: schemas.UndoIn) -> Json:
    """Undo an entry or exit: the device that made it within ten minutes, an organizer at any time."""
    event, caller = event_for(request, event_id, SCOPE)
    scan = CheckIn.objects.select_related("ticket__order").filter(event_id=event.pk, scan_id=scan_id).first()
    if scan is None:
        raise NotFound("There is no such scan.")
    undo_scan(scan, device=given.device, by=caller.user)
    return scan_json(scan_log(event.pk, LogFilter()).get(pk=scan.pk), {})


@router.get(EVENT + "/check-in-lists", response={200: schemas.ListsOut, **schemas.REFUSALS})
def list_lists(request: HttpRequest, event_id: UUID) -> Json:
    """The doors with their counts; the first is made where there is none."""
    event, _caller = event_for(request, event_id, SCOPE)
    ensure_list(event)
    return {"items": [door_json(door) for door in doors_of(event.pk)]}


@router.post(EVENT + "/check-in-lists", response={201: schemas.ListOut, **schemas.REFUSALS})
def create_list(request: HttpRequest, event_id: UUID, given: schemas.ListIn) -> Status:
    """Make a list for a door, a category or a session."""
    event, _caller = event_for(request, event_id, "write")
    return Status(201, saved(CheckInList(event=event), given))


@router.put(EVENT + "/check-in-lists/{list_id}", response={200: schemas.ListOut, **schemas.REFUSALS})
def change_list(request: HttpRequest, event_id: UUID, list_id: UUID, given: schemas.ListIn) -> Json:
    """Change a list as a whole."""
    event, _caller = event_for(request, event_id, "write")
    return saved(list_for(event, list_id), given)


@router.delete(EVENT + "/check-in-lists/{list_id}", response={204: None, **schemas.REFUSALS})
def remove_list(request: HttpRequest, event_id: UUID, list_id: UUID) -> Status:
    """Delete a list at which nobody was scanned yet."""
    event, _caller = event_for(request, event_id, "write")
    delete_list(list_for(event, list_id))
    return Status(204, None)


@router.get(EVENT + "/check-in-bundle", response={200: schemas.BundleOut, **schemas.REFUSALS})
def get_bundle(request: HttpRequest, event_id: UUID, options: Query[schemas.BundleOptions]) -> Json:
    """Keys and tickets for a device without network, or what has changed since its last stamp."""
    event, _caller = event_for(request, event_id, SCOPE)
    ensure_list(event)
    return bundle_of(event, since=options.since)


def event_for(request: HttpRequest, event_id: UUID, scope: str) -> tuple[EventPage, Caller]:
    """The event and who is calling. Raises NotFound unless they may."""
    event = EventPage.objects.filter(public_id=event_id).first()
    if event is None:
        raise NotFound("There is no such event.")
    caller: Caller = request.auth  # type: ignore[attr-defined]
    require(caller, scope, event_id=event.pk)
    return event, caller


def list_for(event: EventPage, list_id: UUID) -> CheckInList:
    found = CheckInList.objects.for_event(event.pk).filter(public_id=list_id).first()
    if found is None:
        raise NotFound("There is no such list.")
    return found


def saved(check_in_list: CheckInList, given: schemas.ListIn) -> Json:
    """Store what was sent. Raises InvalidInput with the fields at fault."""
    event = check_in_list.event
    categories = [one for one in categories_opening(event.pk) if one.public_id in given.category_ids]
    if len(categories) != len(set(given.category_ids)):
        raise InvalidInput("Choose categories that open this event.", fields={"category_ids": "There is no such one."})
    session = None
    if given.session_id is not None:
        session = SessionPage.objects.descendant_of(event).filter(public_id=given.session_id).first()
        if session is None:
            raise InvalidInput("Choose a session of this event.", fields={"session_id": "There is no such one."})
    check_in_list.name, check_in_list.session = given.name, session
    check_in_list.allows_exit, check_in_list.position = given.allows_exit, given.position
    save_list(check_in_list, categories=categories)
    return next(door_json(door) for door in doors_of(event.pk) if door.check_in_list.pk == check_in_list.pk)


def counts_json(door: Door) -> Json:
    return {
        "id": door.check_in_list.public_id,
        "expected": door.expected,
        "came": door.came,
        "inside": door.inside,
    }


def door_json(door: Door) -> Json:
    one = door.check_in_list
    return {
        **counts_json(door),
        "name": one.name,
        "allows_exit": one.allows_exit,
        "position": one.position,
        "session_id": one.session.public_id if one.session else None,
        "category_ids": [category.public_id for category in one.categories.all()],
    }


def scan_json(scan: CheckIn, firsts: dict[int, CheckIn]) -> Json:
    """A scan as answered and listed; never the code."""
    first = firsts.get(scan.pk)
    return {
        "scan_id": scan.scan_id,
        "list_id": scan.check_in_list.public_id,
        "result": scan.result,
        "direction": scan.direction,
        "ticket": ticket_json(scan),
        "first": {"at": first.scanned_at, "device": first.device, "list": first.check_in_list.name} if first else None,
        "scanned_at": scan.scanned_at,
        "received_at": scan.received_at,
        "device": scan.device,
        "by": scan.scanned_by.get_full_name() if scan.scanned_by else "",
        "was_offline": scan.was_offline,
        "is_conflict": scan.is_conflict,
        "undone_at": scan.undone_at,
    }


def ticket_json(scan: CheckIn) -> Json | None:
    ticket = scan.ticket
    if ticket is None:
        return None
    return {"number": ticket.number, "name": ticket.attendee_name, "category": ticket.category.name}
