"""Reads of the doors, each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q

from ticketing.check_in.rules import lets_in
from ticketing.choices import ScanResult
from ticketing.models import Admission, CheckIn, CheckInList, Ticket, TicketCategory
from ticketing.numbers import as_ticket_number

if TYPE_CHECKING:
    from ticketing.querysets import CheckInListQuerySet, CheckInQuerySet


@dataclass(frozen=True, slots=True)
class Door:
    """A list with whom it lets in and how many came."""

    check_in_list: CheckInList
    categories: tuple[TicketCategory, ...]
    expected: int
    came: int
    inside: int


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is wanted."""

    list_id: UUID | None = None
    result: str = ""
    only_conflicts: bool = False
    search: str = ""


def lists_of(event_id: int) -> CheckInListQuerySet:
    """The event's lists with what decides whom they let in. Three queries."""
    return CheckInList.objects.for_event(event_id).select_related("session").prefetch_related("categories")


def categories_opening(event_id: int) -> list[TicketCategory]:
    """Categories whose tickets open the event, its own and other events'. Three queries."""
    opening = TicketCategory.objects.filter(Q(event_id=event_id) | Q(other_events=event_id)).distinct()
    return list(opening.prefetch_related("sessions", "other_events"))


def doors_of(event_id: int) -> list[Door]:
    """The event's lists with their counts. Seven queries, however many lists."""
    categories = categories_opening(event_id)
    return doors(lists_of(event_id), categories)


def doors(lists: Sequence[CheckInList] | CheckInListQuerySet, categories: Sequence[TicketCategory]) -> list[Door]:
    """These lists with their counts. Two queries besides the lists' own."""
    sold = dict(
        Ticket.objects.live()
        .filter(category__in=categories)
        .order_by()
        .values_list("category_id")
        .annotate(number=Count("pk"))
    )
    stays = Admission.objects.filter(check_in_list__in=[one.pk for one in lists]).order_by().values("check_in_list_id")
    counted = stays.annotate(came=Count("ticket", distinct=True), inside=Count("pk", filter=Q(left_at=None)))
    by_list = {row["check_in_list_id"]: row for row in counted}
    found = []
    for one in lists:
        admitted = tuple(category for category in categories if lets_in(one, category))
        row = by_list.get(one.pk, {"came": 0, "inside": 0})
        expected = sum(sold.get(category.pk, 0) for category in admitted)
        found.append(Door(one, admitted, expected=expected, came=row["came"], inside=row["inside"]))
    return found


def scan_log(event_id: int, wanted: LogFilter) -> CheckInQuerySet:
    """The event's scans, the latest first. One query when read."""
    scans = CheckIn.objects.for_event(event_id).select_related(
        "ticket__category", "check_in_list", "admission", "scanned_by"
    )
    if wanted.list_id:
        scans = scans.filter(check_in_list__public_id=wanted.list_id)
    if wanted.result in ScanResult.values:
        scans = scans.filter(result=wanted.result)
    if wanted.only_conflicts:
        scans = scans.filter(is_conflict=True)
    if words := wanted.search.strip():
        number = as_ticket_number(words)
        by_ticket = Q(ticket__attendee_name__icontains=words) | Q(ticket__number__startswith=number)
        scans = scans.filter(by_ticket | Q(device__icontains=words))
    return scans


def first_entries(scans: Sequence[CheckIn]) -> dict[int, CheckIn]:
    """The scan by which a ticket was in already, by the scan that was refused for it. One query."""
    stays = {scan.pk: scan.admission_id for scan in scans if scan.result == ScanResult.ALREADY_IN and scan.admission_id}
    opening = CheckIn.objects.filter(admission__in=stays.values(), result=ScanResult.ADMITTED)
    by_stay = {scan.admission_id: scan for scan in opening.select_related("check_in_list")}
    return {pk: by_stay[stay] for pk, stay in stays.items() if stay in by_stay}
