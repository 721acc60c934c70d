"""Baskets and orders: what is sold, to what price, and that nothing is held by what was refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone as clock

from notifications.errors import InvalidInput
from notifications.models import OutboxMessage
from tests.factories import EventFactory
from tests.factories.ticketing import (
    CategoryFactory,
    QuestionFactory,
    QuotaFactory,
    basket_of,
    order_of,
)
from ticketing.actions import audit
from ticketing.actions.checkout import Placement, complete_order, discard_draft, hold_seats, place_order
from ticketing.actions.settlement import expire_overdue
from ticketing.answers import Attendee, Buyer
from ticketing.choices import OrderState, TicketState, Visibility
from ticketing.errors import NotOnSale, OrderClosed, SoldOut
from ticketing.models import AuditEntry, Entitlement, Order, Quota, SeatClaim, Ticket
from ticketing.selection import Basket, Wish

pytestmark = pytest.mark.django_db
ADA = Buyer("Ada@Example.org ", "  Ada   Lovelace ")


def used(quota: Quota) -> int:
    return Quota.objects.get(pk=quota.pk).used


def test_free_order_is_finished_at_once():
    category = CategoryFactory(quantity=5)

    order = order_of(category, 2)

    order.refresh_from_db()
    assert (order.state, order.total, order.buyer_email, order.expires_at) == ("paid", 0, "ada@example.org", None)
    assert [ticket.is_live for ticket in order.tickets.all()] == [True, True]
    assert used(category.own_quota) == 2
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == ["ada@example.org"]
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["order.placed", "order.settled"]


def test_paid_order_waits_for_its_money():
    category = CategoryFactory(price=4000, quantity=5)

    order = order_of(category, 2)

    order.refresh_from_db()
    assert (order.state, order.total, order.paid) == ("pending", 8000, 0)
    assert [ticket.is_live for ticket in order.tickets.all()] == [False, False]
    assert not Entitlement.objects.exists()
    assert used(category.own_quota) == 2


def test_stored_buyer_is_tidy():
    category = CategoryFactory()
    order = place_order(
        category.event, basket_of(category), buyer=ADA, attendees=[Attendee(category.public_id)], placement=Placement()
    )
    assert (order.buyer_email, order.buyer_name) == ("ada@example.org", "Ada Lovelace")


def test_shared_quota_caps_categories_together():
    event = EventFactory()
    early, late = CategoryFactory(event=event), CategoryFactory(event=event)
    hall = QuotaFactory(event=event, size=3, categories=[early, late])
    order_of(early, 2)

    with pytest.raises(SoldOut, match=r"Only 1 of"):
        order_of(late, 2)
    order_of(late, 1)

    assert used(hall) == 3
    with pytest.raises(SoldOut, match="is sold out"):
        order_of(early, 1)


def test_refused_order_leaves_nothing_behind():
    event = EventFactory()
    small, wide = CategoryFactory(event=event, quantity=1), CategoryFactory(event=event, quantity=9)
    order_of(small)

    with pytest.raises(SoldOut):
        place_order(
            event,
            Basket([Wish(wide.public_id, 1), Wish(small.public_id, 1)]),
            buyer=ADA,
            attendees=[Attendee(wide.public_id), Attendee(small.public_id)],
            placement=Placement(),
        )

    assert Order.objects.count() == 1
    assert (used(wide.own_quota), used(small.own_quota)) == (0, 1)


def test_draft_holds_seats_until_its_time_is_over():
    category = CategoryFactory(quantity=1)
    draft = hold_seats(category.event, basket_of(category), placement=Placement())
    assert (draft.state, used(category.own_quota)) == (OrderState.DRAFT, 1)

    Order.objects.filter(pk=draft.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert expire_overdue() == 1

    draft.refresh_from_db()
    assert (draft.state, used(category.own_quota), SeatClaim.objects.count()) == (OrderState.EXPIRED, 0, 0)
    assert expire_overdue() == 0


def test_buyer_finds_the_seats_of_a_passed_hold():
    category = CategoryFactory(quantity=1)
    draft = hold_seats(category.event, basket_of(category), placement=Placement())
    Order.objects.filter(pk=draft.pk).update(expires_at=clock.now() - timedelta(seconds=1))

    order = order_of(category)

    assert order.state == OrderState.PAID
    assert used(category.own_quota) == 1


def test_draft_is_completed_with_its_attendees():
    category = CategoryFactory(quantity=3, price=1000)
    draft = hold_seats(category.event, basket_of(category, 2), placement=Placement())
    attendees = [Attendee(category.public_id, "Ada", "ada@example.org"), Attendee(category.public_id, "Grace")]

    order = complete_order(draft, buyer=ADA, attendees=attendees, placement=Placement())

    assert order.state == OrderState.PENDING
    names = list(order.tickets.values_list("attendee_name", "attendee_email"))
    assert names == [("Ada", "ada@example.org"), ("Grace", "ada@example.org")]
    with pytest.raises(OrderClosed):
        complete_order(draft, buyer=ADA, attendees=attendees, placement=Placement())
    assert used(category.own_quota) == 2


def test_discarded_draft_gives_its_seats_back_once():
    category = CategoryFactory(quantity=3)
    draft = hold_seats(category.event, basket_of(category, 2), placement=Placement())
    discard_draft(draft)
    discard_draft(draft)
    assert used(category.own_quota) == 0


def test_late_draft_is_not_completed():
    category = CategoryFactory()
    draft = hold_seats(category.event, basket_of(category), placement=Placement())
    Order.objects.filter(pk=draft.pk).update(expires_at=clock.now())
    with pytest.raises(OrderClosed, match="time to finish"):
        complete_order(draft, buyer=ADA, attendees=[Attendee(category.public_id)], placement=Placement())
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"is_withdrawn": True}, NotOnSale),
        ({"sale_starts_at": clock.now() + timedelta(days=1)}, NotOnSale),
        ({"sale_ends_at": clock.now() - timedelta(days=1)}, NotOnSale),
        ({"visibility": Visibility.HIDDEN}, InvalidInput),
        ({"min_per_order": 2}, InvalidInput),
    ],
)
def test_category_that_is_not_sold_is_refused(fields, refusal):
    category = CategoryFactory(**fields)
    with pytest.raises(refusal):
        order_of(category)


def test_event_that_is_over_or_cancelled_sells_nothing():
    past = EventFactory(starts_at=clock.now() - timedelta(days=3), ends_at=clock.now() - timedelta(days=1))
    cancelled = EventFactory(is_cancelled=True)
    for event in (past, cancelled, EventFactory(published=False)):
        with pytest.raises(NotOnSale):
            order_of(CategoryFactory(event=event))


def test_another_events_category_is_not_sold_here():
    category, other = CategoryFactory(), EventFactory()
    with pytest.raises(InvalidInput):
        hold_seats(other, basket_of(category), placement=Placement())
    with pytest.raises(InvalidInput):
        hold_seats(other, Basket([Wish(uuid4(), 1)]), placement=Placement())


def test_empty_huge_and_negative_baskets_are_refused():
    category = CategoryFactory(max_per_order=100)
    for wishes in ([], [Wish(category.public_id, 0)], [Wish(category.public_id, -1)], [Wish(category.public_id, 101)]):
        with pytest.raises(InvalidInput):
            hold_seats(category.event, Basket(wishes), placement=Placement())


def test_answers_are_kept_with_their_tickets():
    category = CategoryFactory()
    diet = QuestionFactory(event=category.event, text="Diet?", kind="choice", choices=["all", "vegan"])
    size = QuestionFactory(event=category.event, text="Shirt?", is_required=True)
    attendees = [
        Attendee(category.public_id, "Ada", "ada@example.org", {diet.public_id: "vegan", size.public_id: " M "}),
        Attendee(category.public_id, "Bob", "bob@example.org", {size.public_id: "L"}),
    ]

    order = order_of(category, 2, attendees=attendees)

    ada, bob = order.tickets.all()
    assert list(ada.answers.values_list("question", "value")) == [(diet.pk, "vegan"), (size.pk, "M")]
    assert list(bob.answers.values_list("question", "value")) == [(size.pk, "L")]


def test_wrong_answers_name_their_fields_and_hold_nothing():
    category = CategoryFactory(quantity=2)
    diet = QuestionFactory(event=category.event, kind="choice", choices=["all", "vegan"])
    size = QuestionFactory(event=category.event, is_required=True)
    attendees = [Attendee(category.public_id, "Ada", "nonsense", {diet.public_id: "meat"})]

    with pytest.raises(InvalidInput) as refused:
        order_of(category, attendees=attendees)

    assert sorted(refused.value.fields) == sorted(
        ["attendees.0.email", f"attendees.0.answers.{diet.public_id}", f"attendees.0.answers.{size.public_id}"]
    )
    assert used(category.own_quota) == 0


def test_number_of_attendees_has_to_fit():
    category = CategoryFactory()
    for attendees in ([], [Attendee(category.public_id)] * 2, [Attendee(uuid4())]):
        with pytest.raises(InvalidInput):
            place_order(category.event, basket_of(category), buyer=ADA, attendees=attendees, placement=Placement())


def test_buyer_without_name_or_address_is_told_both():
    category = CategoryFactory()
    with pytest.raises(InvalidInput) as refused:
        place_order(
            category.event,
            basket_of(category),
            buyer=Buyer("nowhere", " "),
            attendees=[Attendee(category.public_id)],
            placement=Placement(),
        )
    assert sorted(refused.value.fields) == ["email", "name"]


def test_every_other_attendee_gets_their_own_mail():
    category = CategoryFactory()
    attendees = [Attendee(category.public_id, n, f"{n.lower()}@example.org") for n in ("Ada", "Bob", "Cyd")]
    order_of(category, 3, attendees=attendees)
    recipients = sorted(OutboxMessage.objects.values_list("recipient", flat=True))
    assert recipients == ["ada@example.org", "bob@example.org", "cyd@example.org"]


def test_placing_an_order_costs_the_same_queries_for_one_ticket_and_for_ten(django_assert_max_num_queries):
    category = CategoryFactory(quantity=50)
    order_of(category)  # makes the shop
    with django_assert_max_num_queries(20):
        order_of(category)
    with django_assert_max_num_queries(20):
        order_of(category, 10)


def test_audit_entries_cannot_be_changed():
    from django.db import DatabaseError, transaction

    order = order_of(CategoryFactory())
    audit.record(order, "order.test", by=audit.system())
    for act in (lambda: AuditEntry.objects.update(action="else"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()
    assert AuditEntry.objects.filter(action="order.test").count() == 1


def test_tickets_of_an_expired_order_are_not_valid():
    order = order_of(CategoryFactory(price=100))
    Order.objects.filter(pk=order.pk).update(expires_at=clock.now())
    expire_overdue()
    assert list(order.tickets.values_list("state", flat=True)) == [TicketState.CANCELLED]
