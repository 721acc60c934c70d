"""Vocabulary for the shop, orders, tickets and rights. Chains; never writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone as clock

from ticketing.choices import LIVE_TICKETS, OPEN_STATES, SETTLED_STATES, WaitingState

if TYPE_CHECKING:
    from ticketing.models import (  # noqa: F401 - named in strings below
        CheckIn,
        CheckInList,
        Entitlement,
        Order,
        Question,
        Quota,
        Ticket,
        TicketCategory,
        Voucher,
        WaitingListEntry,
    )


class CategoryQuerySet(models.QuerySet["TicketCategory"]):
    """Ticket categories."""

    def for_event(self, event_id: int) -> CategoryQuerySet:
        return self.filter(event_id=event_id)

    def in_shop(self) -> CategoryQuerySet:
        """Those a buyer may see without a voucher, on sale or not."""
        return self.filter(visibility="public", is_withdrawn=False)


class QuotaQuerySet(models.QuerySet["Quota"]):
    """Quotas."""

    def for_event(self, event_id: int) -> QuotaQuerySet:
        return self.filter(event_id=event_id)

    def of_categories(self, category_ids: list[int]) -> QuotaQuerySet:
        """Every quota that caps one of these, each once."""
        return self.filter(Q(own_category__in=category_ids) | Q(categories__in=category_ids)).distinct()


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions to attendees."""

    def asked_in(self, event_id: int) -> QuestionQuerySet:
        return self.filter(event_id=event_id, is_asked=True)


class VoucherQuerySet(models.QuerySet["Voucher"]):
    """Vouchers."""

    def with_code(self, event_id: int, code: str) -> VoucherQuerySet:
        """The voucher of this event with this code, compared without case."""
        return self.filter(event_id=event_id, code__iexact=code.strip())


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders."""

    def for_event(self, event_id: int) -> OrderQuerySet:
        return self.filter(event_id=event_id)

    def open(self) -> OrderQuerySet:
        """Holding seats, not settled yet."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, now: datetime | None = None) -> OrderQuerySet:
        """Open beyond their time."""
        return self.open().filter(expires_at__lte=now or clock.now())

    def settled(self) -> OrderQuerySet:
        return self.filter(state__in=SETTLED_STATES)

    def placed(self) -> OrderQuerySet:
        """Without carts that nobody finished filling in."""
        return self.exclude(state="draft").exclude(buyer_email="", state="expired")


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets."""

    def for_event(self, event_id: int) -> TicketQuerySet:
        return self.filter(event_id=event_id)

    def live(self) -> TicketQuerySet:
        """Issued, and neither handed over nor cancelled nor refunded."""
        return self.filter(issued_at__isnull=False, state__in=LIVE_TICKETS)

    def for_addresses(self, addresses: list[str]) -> TicketQuerySet:
        """In the name of one of these mail addresses (stored form)."""
        return self.filter(attendee_email__in=addresses)


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    """Rights to take part."""

    def live(self) -> EntitlementQuerySet:
        return self.filter(revoked_at=None)

    def of_user(self, user_id: int) -> EntitlementQuerySet:
        return self.filter(user_id=user_id)

    def for_event(self, event_id: int) -> EntitlementQuerySet:
        return self.filter(event_id=event_id)

    def opening(self, session_id: int) -> EntitlementQuerySet:
        """Those that open this session: its own, or the whole event's."""
        return self.filter(Q(session_id=session_id) | Q(session=None))


class WaitingQuerySet(models.QuerySet["WaitingListEntry"]):
    """Waiting-list entries."""

    def in_line(self) -> WaitingQuerySet:
        """Waiting, first come first."""
        return self.filter(state=WaitingState.WAITING).order_by("created_at", "pk")

    def with_open_offer(self, now: datetime | None = None) -> WaitingQuerySet:
        return self.filter(state=WaitingState.OFFERED, offer_expires_at__gt=now or clock.now())

    def with_passed_offer(self, now: datetime | None = None) -> WaitingQuerySet:
        return self.filter(state=WaitingState.OFFERED, offer_expires_at__lte=now or clock.now())


class CheckInListQuerySet(models.QuerySet["CheckInList"]):
    """Lists of doors."""

    def for_event(self, event_id: int) -> CheckInListQuerySet:
        return self.filter(event_id=event_id)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Scans."""

    def for_event(self, event_id: int) -> CheckInQuerySet:
        return self.filter(event_id=event_id)

    def after(self, scan: CheckIn) -> CheckInQuerySet:
        """Those that come after this one, the latest first."""
        return self.filter(Q(scanned_at__lt=scan.scanned_at) | Q(scanned_at=scan.scanned_at, pk__lt=scan.pk))
