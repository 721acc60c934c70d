"""Any sequence of sales, cancellations and expiries: the counters always equal a recount."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone as clock
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from notifications.errors import DomainError
from tests.factories import EventFactory, UserFactory
from tests.factories.ticketing import CategoryFactory, QuotaFactory, VoucherFactory, basket_of, order_of
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, cancel_order, cancel_tickets, transfer_ticket
from ticketing.actions.catalogue import resize_quota
from ticketing.actions.checkout import Placement, complete_order, discard_draft, hold_seats
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.actions.settlement import expire_overdue
from ticketing.actions.waiting_list import (
    Person,
    expire_offers,
    join_waiting_list,
    leave_waiting_list,
    offer_free_seats,
)
from ticketing.answers import Attendee, Buyer
from ticketing.catalogue import read_items
from ticketing.choices import LIVE_TICKETS, OPEN_STATES, SETTLED_STATES
from ticketing.models import Entitlement, Order, Quota, Ticket, Voucher, WaitingListEntry

PICK = st.integers(min_value=0, max_value=30)
FEW = st.integers(min_value=1, max_value=3)


class Sales(RuleBasedStateMachine):
    """Two categories of one hall, one with a quantity of its own; one free, one paid; a voucher of four uses."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.buyers = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def open_shop(self) -> None:
        self.event = EventFactory()
        self.free = CategoryFactory(event=self.event, quantity=4)
        self.paid = CategoryFactory(event=self.event, price=1500)
        self.hall = QuotaFactory(event=self.event, size=6, categories=[self.free, self.paid])
        self.voucher = VoucherFactory(event=self.event, max_uses=4)
        self.organizer: User = UserFactory()

    def attempt(self, act, *args, **kwargs):
        """What is refused must leave nothing behind; the invariants look."""
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except DomainError:
            return None

    def some(self, rows, pick):
        rows = list(rows.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def category(self, pick):
        return (self.free, self.paid)[pick % 2]

    @rule(pick=PICK, quantity=FEW, with_voucher=st.booleans())
    def buy(self, pick, quantity, with_voucher):
        self.buyers += 1
        code = self.voucher.code if with_voucher else ""
        email = f"buyer{self.buyers % 3}@example.org"
        self.attempt(order_of, self.category(pick), quantity, email=email, voucher_code=code)

    @rule(pick=PICK, quantity=FEW)
    def hold(self, pick, quantity):
        self.attempt(hold_seats, self.event, basket_of(self.category(pick), quantity), placement=Placement())

    @rule(pick=PICK)
    def finish_or_discard_draft(self, pick):
        draft = self.some(Order.objects.filter(state="draft"), pick)
        if draft is None:
            return
        if pick % 2:
            self.attempt(discard_draft, draft)
            return
        line = draft.lines.get()
        attendees = [Attendee(line.category.public_id)] * line.quantity
        buyer = Buyer("draft@example.org", "Draft")
        self.attempt(complete_order, draft, buyer=buyer, attendees=attendees, placement=Placement())

    @rule(pick=PICK)
    def pay(self, pick):
        order = self.some(Order.objects.exclude(state="draft"), pick)
        if order is not None and order.total:
            self.attempt(settle_by_hand, order, Receipt(order.total), by=self.organizer)

    @rule(pick=PICK)
    def expire(self, pick):
        order = self.some(Order.objects.open(), pick)
        if order is not None:
            Order.objects.filter(pk=order.pk).update(expires_at=clock.now() - timedelta(seconds=1))
            expire_overdue()

    @rule(pick=PICK, whole=st.booleans())
    def cancel(self, pick, whole):
        if whole:
            order = self.some(Order.objects.all(), pick)
            if order is not None and order.state != "draft":
                self.attempt(cancel_order, order, by=audit.buyer())
            return
        ticket = self.some(Ticket.objects.all(), pick)
        if ticket is not None:
            self.attempt(cancel_tickets, ticket.order, [ticket], by=audit.buyer())

    @rule(pick=PICK)
    def hand_over(self, pick):
        ticket = self.some(Ticket.objects.live(), pick)
        if ticket is not None:
            self.attempt(transfer_ticket, ticket, to=Holder("Eve", f"eve{pick}@example.org"), by=audit.buyer())

    @rule(pick=PICK, quantity=FEW)
    def wait(self, pick, quantity):
        item = next(item for item in read_items(self.event.pk) if item.category == self.category(pick))
        person = Person(f"waiting{pick % 4}@example.org")
        self.attempt(join_waiting_list, self.event, item, person=person, quantity=quantity)

    @rule(pick=PICK)
    def serve_line(self, pick):
        offer_free_seats(self.event.pk)
        entry = self.some(WaitingListEntry.objects.filter(state="offered"), pick)
        if entry is None:
            return
        if pick % 3 == 0:
            self.attempt(order_of, entry.category, entry.quantity, email=entry.email, offer=entry)
        elif pick % 3 == 1:
            leave_waiting_list(entry)
        else:
            WaitingListEntry.objects.filter(pk=entry.pk).update(offer_expires_at=clock.now())
            expire_offers()

    @rule(size=st.integers(min_value=0, max_value=9))
    def resize(self, size):
        self.attempt(resize_quota, self.hall, size)

    @precondition(lambda self: hasattr(self, "event"))
    @invariant()
    def counters_equal_recount(self):
        for quota in Quota.objects.all():
            claimed = quota.claims.aggregate(sum=Sum("seats"))["sum"] or 0
            assert quota.used == claimed <= quota.size, quota.name
        held = Order.objects.filter(state__in=[*OPEN_STATES, *SETTLED_STATES])
        offered = sum(WaitingListEntry.objects.filter(state="offered").values_list("quantity", flat=True))
        assert Quota.objects.get(pk=self.hall.pk).used == offered + sum(self.seats(order) for order in held)

    def seats(self, order):
        """Tickets of a placed order that are not taken back; what a draft's lines ask for."""
        if order.state == "draft":
            return sum(order.lines.values_list("quantity", flat=True))
        return order.tickets.filter(state__in=LIVE_TICKETS).count()

    @precondition(lambda self: hasattr(self, "event"))
    @invariant()
    def vouchers_and_rights_equal_recount(self):
        voucher = Voucher.objects.get()
        assert voucher.used == (Order.objects.aggregate(sum=Sum("voucher_uses"))["sum"] or 0)
        rights = Counter(Entitlement.objects.live().values_list("email", flat=True))
        wanted = set(Ticket.objects.live().values_list("attendee_email", flat=True))
        assert rights == dict.fromkeys(wanted, 1)
        assert not Order.objects.filter(refunded__gt=F("paid")).exists()


@pytest.mark.django_db
def test_counters_equal_recount_after_any_sequence():
    wanted = settings(
        max_examples=14, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Sales, settings=wanted)
