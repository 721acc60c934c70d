"""Names, hand-overs, cancellations, and what goes with them: seats, rights, mails."""

import pytest

from notifications.errors import InvalidInput
from notifications.models import OutboxMessage
from tests.factories import SessionFactory, UserFactory
from tests.factories.sign_in import AddressFactory
from tests.factories.ticketing import (
    CategoryFactory,
    QuestionFactory,
    VoucherFactory,
    basket_of,
    order_of,
    ticket_of,
)
from ticketing.actions import audit
from ticketing.actions.after_sale import (
    Holder,
    cancel_order,
    cancel_tickets,
    change_buyer,
    rename_ticket,
    replace_answers,
    resend_order,
    transfer_ticket,
)
from ticketing.actions.catalogue import delete_category, resize_quota, set_quantity, withdraw_category
from ticketing.actions.checkout import Placement, discard_draft, hold_seats
from ticketing.actions.grants import grant_tickets
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.answers import Attendee
from ticketing.choices import OrderState, TicketState
from ticketing.errors import NotOnSale, OrderClosed, SoldOut, TicketClosed
from ticketing.links import is_order_secret, order_secret
from ticketing.models import AuditEntry, Entitlement, Invoice, Order, Quota, Ticket

pytestmark = pytest.mark.django_db
BOB = Holder("Bob", "Bob@Example.org")


def live_rights(**filters):
    return Entitlement.objects.live().filter(**filters).count()


def test_name_is_corrected_and_the_number_stays():
    ticket = ticket_of(CategoryFactory())
    renamed = rename_ticket(ticket, name="  Ada   King ", by=audit.buyer())
    assert (renamed.attendee_name, renamed.number) == ("Ada King", ticket.number)
    assert AuditEntry.objects.get(action="ticket.renamed").changes == {"name": ["Ada Lovelace", "Ada King"]}


def test_empty_name_is_refused():
    with pytest.raises(InvalidInput):
        rename_ticket(ticket_of(CategoryFactory()), name=" ", by=audit.buyer())


def test_handed_over_ticket_opens_for_the_new_person_alone():
    category = CategoryFactory(quantity=1)
    old = ticket_of(category)

    new = transfer_ticket(old, to=BOB, by=audit.buyer())

    old.refresh_from_db()
    assert (old.state, new.state, new.attendee_email) == ("transferred", "valid", "bob@example.org")
    assert new.number != old.number
    assert bytes(new.seed) != bytes(old.seed)
    assert (live_rights(email="ada@example.org"), live_rights(email="bob@example.org")) == (0, 1)
    assert Quota.objects.get().used == 1
    told = list(OutboxMessage.objects.order_by("pk").values_list("recipient", flat=True))
    assert told == ["ada@example.org", "bob@example.org", "ada@example.org"]
    with pytest.raises(TicketClosed):
        transfer_ticket(old, to=BOB, by=audit.buyer())


def test_used_ticket_is_not_handed_over():
    ticket = ticket_of(CategoryFactory())
    Ticket.objects.update(state=TicketState.USED)
    with pytest.raises(TicketClosed, match="has been used"):
        transfer_ticket(ticket, to=BOB, by=audit.buyer())


def test_cancelled_ticket_gives_back_seat_voucher_use_and_right():
    category = CategoryFactory(price=1000, quantity=3)
    voucher = VoucherFactory(event=category.event, value=100, max_uses=3)
    order = order_of(category, 3, voucher_code=voucher.code)
    first, second, _third = order.tickets.all()

    cancel_tickets(order, [first, second], by=audit.buyer())

    order.refresh_from_db()
    voucher.refresh_from_db()
    assert (order.state, order.voucher_uses, voucher.used, Quota.objects.get().used) == ("paid", 1, 1, 1)
    # The third ticket is in the same name: the right is still there.
    assert live_rights(email="ada@example.org") == 1


def test_order_is_cancelled_with_its_last_ticket():
    order = order_of(CategoryFactory(quantity=2), 2)
    cancel_order(order, by=audit.buyer())
    order.refresh_from_db()
    assert (order.state, Quota.objects.get().used, live_rights()) == (OrderState.CANCELLED, 0, 0)
    with pytest.raises(OrderClosed):
        cancel_order(order, by=audit.buyer())


def test_unpaid_order_is_cancelled_and_frees_its_seats():
    order = order_of(CategoryFactory(price=100, quantity=2), 2)
    assert cancel_order(order, by=audit.buyer()).state == OrderState.CANCELLED
    assert Quota.objects.get().used == 0


def test_ticket_of_another_order_is_not_cancelled():
    category = CategoryFactory()
    mine, other = order_of(category), ticket_of(category, email="bob@example.org")
    with pytest.raises(TicketClosed):
        cancel_tickets(mine, [other], by=audit.buyer())
    assert Ticket.objects.live().count() == 2


def test_answers_are_replaced_and_wrong_ones_named():
    category = CategoryFactory()
    question = QuestionFactory(event=category.event, is_required=True, kind="number")
    from ticketing.answers import Attendee

    ticket = order_of(
        category, attendees=[Attendee(category.public_id, answers={question.public_id: "4"})]
    ).tickets.get()
    replace_answers(ticket, {question.public_id: "5,50"}, by=audit.buyer())
    assert ticket.answers.get().value == "5.5"
    with pytest.raises(InvalidInput) as refused:
        replace_answers(ticket, {question.public_id: "many"}, by=audit.buyer())
    assert list(refused.value.fields) == [f"answers.{question.public_id}"]
    assert ticket.answers.get().value == "5.5"


def test_order_is_sent_again_to_everybody_in_it():
    category = CategoryFactory()
    attendees = [Attendee(category.public_id), Attendee(category.public_id, "Bob", "bob@example.org")]
    order = order_of(category, 2, attendees=attendees)
    OutboxMessage.objects.all().delete()
    resend_order(order, by=audit.buyer())
    told = sorted(OutboxMessage.objects.values_list("recipient", flat=True))
    assert told == ["ada@example.org", "bob@example.org"]


def test_unpaid_order_has_nothing_to_send():
    with pytest.raises(OrderClosed):
        resend_order(order_of(CategoryFactory(price=100)), by=audit.buyer())


def test_new_buyer_gets_a_link_of_their_own():
    order = order_of(CategoryFactory())
    former = order_secret(order)
    changed = change_buyer(order, to=BOB, by=audit.person(UserFactory()))
    assert (changed.buyer_email, is_order_secret(changed, former)) == ("bob@example.org", False)
    assert is_order_secret(changed, order_secret(changed))


def test_order_paid_by_hand_is_settled_once_with_an_invoice():
    order = order_of(CategoryFactory(price=5000))
    organizer = UserFactory()
    settle_by_hand(order, Receipt(5000, "bank transfer"), by=organizer)
    order.refresh_from_db()
    assert (order.state, order.paid, live_rights()) == ("paid", 5000, 1)
    assert Invoice.objects.get().content["total"] == 5000
    with pytest.raises(OrderClosed):
        settle_by_hand(order, Receipt(5000), by=organizer)


def test_late_payment_by_hand_needs_seats():
    category = CategoryFactory(price=5000, quantity=1)
    late = order_of(category)
    cancel_order(late, by=audit.system())
    taken = order_of(category, email="bob@example.org")
    with pytest.raises(SoldOut):
        settle_by_hand(late, Receipt(5000), by=UserFactory())
    cancel_order(taken, by=audit.system())
    assert settle_by_hand(late, Receipt(5000), by=UserFactory()).state == OrderState.PAID
    assert (late.tickets.live().count(), Quota.objects.get().used) == (1, 1)


def test_what_was_never_an_order_is_not_paid_by_hand():
    category = CategoryFactory(price=5000, quantity=1)
    draft = hold_seats(category.event, basket_of(category), placement=Placement())
    discard_draft(draft)
    given = order_of(CategoryFactory())
    cancel_order(given, by=audit.system())
    for order in (draft, given):
        with pytest.raises(OrderClosed):
            settle_by_hand(order, Receipt(5000), by=UserFactory())
    assert category.own_quota.used == 0


def test_invoice_numbers_have_no_gaps():
    category = CategoryFactory(price=100)
    for _ in range(3):
        settle_by_hand(order_of(category), Receipt(100), by=UserFactory())
    assert list(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_complimentary_tickets_take_seats_and_cost_nothing():
    category = CategoryFactory(price=9900, quantity=2)
    people = [Holder("Ada", "ada@example.org"), Holder("Bob", "bob@example.org")]
    orders = grant_tickets(category.event, category.public_id, people, by=UserFactory())
    assert [(order.state, order.total, order.source) for order in orders] == [("paid", 0, "grant")] * 2
    assert Quota.objects.get().used == 2
    with pytest.raises(SoldOut):
        grant_tickets(category.event, category.public_id, people[:1], by=UserFactory())
    assert Order.objects.count() == 2


def test_wrong_address_in_a_grant_names_its_line():
    category = CategoryFactory()
    with pytest.raises(InvalidInput) as refused:
        grant_tickets(category.event, category.public_id, [BOB, Holder("Eve", "nowhere")], by=UserFactory())
    assert list(refused.value.fields) == ["holders.1.email"]
    assert not Order.objects.exists()


def test_category_with_tickets_is_withdrawn_and_not_deleted():
    category = CategoryFactory()
    ticket_of(category)
    with pytest.raises(Exception, match="Withdraw it"):
        delete_category(category)
    withdraw_category(category)
    with pytest.raises(NotOnSale):
        order_of(category)
    delete_category(CategoryFactory(quantity=4))


def test_quota_is_not_made_smaller_than_what_is_sold():
    category = CategoryFactory(quantity=3)
    order_of(category, 2)
    with pytest.raises(InvalidInput, match="2 are sold"):
        set_quantity(category, 1)
    set_quantity(category, 2)
    with pytest.raises(SoldOut):
        order_of(category)
    resize_quota(category.own_quota, 9)
    assert order_of(category).state == OrderState.PAID


def test_quantity_set_after_the_first_sales_counts_them():
    category = CategoryFactory()
    order = order_of(category, 2)
    set_quantity(category, 5)
    assert Quota.objects.get().used == 2
    cancel_order(order, by=audit.buyer())
    assert Quota.objects.get().used == 0
    set_quantity(category, None)
    assert not Quota.objects.exists()


def test_sessions_only_ticket_opens_those_alone():
    session = SessionFactory()
    category = CategoryFactory(event=session.get_parent().get_parent().specific, sessions=[session])
    ticket_of(category)
    right = Entitlement.objects.get()
    assert (right.session, right.email, right.user) == (session, "ada@example.org", None)


def test_right_goes_to_who_has_proved_the_address():
    ada = UserFactory(email="ada@example.org")
    AddressFactory(user=ada)
    ticket_of(CategoryFactory())
    assert Entitlement.objects.get().user == ada
