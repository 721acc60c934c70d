"""What organizers do with orders, through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notifications.models import OutboxMessage
from tests.factories.ticketing import CategoryFactory, QuestionFactory, order_of
from ticketing.answers import Attendee
from ticketing.choices import OrderState, TicketState
from ticketing.models import AuditEntry, Order, Quota, Ticket


@pytest.fixture
def owner(house):
    return house.client("owner")


@pytest.fixture
def category(house):
    return CategoryFactory(event=house.event, name="Pass", price=4000, quantity=5)


@pytest.fixture
def paid(house, owner, category):
    """An order of two tickets, paid by bank transfer."""
    order = order_of(category, 2)
    owner.post(house.address(f"orders/{order.number}/paid/"), {"amount": "80.00", "note": "bank transfer"})
    order.refresh_from_db()
    return order


def last_action(order: Order) -> tuple[str, str]:
    entry = order.audit_entries.order_by("-pk").first()
    return entry.action, entry.actor


def used(category) -> int:
    return Quota.objects.get(own_category=category).used


def test_order_is_marked_as_paid_and_its_tickets_are_issued(house, paid):
    assert (paid.state, paid.paid) == (OrderState.PAID, 8000)
    assert [ticket.is_live for ticket in paid.tickets.all()] == [True, True]
    note = AuditEntry.objects.get(action="order.paid_by_hand")
    assert (note.changes, note.actor) == ({"amount": 8000, "note": "bank transfer"}, house.people["owner"].name)


def test_wrong_amount_is_said_and_what_was_typed_stays(house, owner, category):
    order = order_of(category)
    response = owner.post(house.address(f"orders/{order.number}/paid/"), {"amount": "4o.00", "note": "cash"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="4o.00"' in page
    assert 'value="cash"' in page
    order.refresh_from_db()
    assert order.state == OrderState.PENDING


def test_resend_writes_to_the_buyer_again(house, owner, paid):
    OutboxMessage.objects.all().delete()
    response = owner.post(house.address(f"orders/{paid.number}/resend/"), follow=True)
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == ["ada@example.org"]
    assert "Sent again to ada@example.org." in response.content.decode()
    assert last_action(paid) == ("order.resent", house.people["owner"].name)


def test_unpaid_order_cannot_be_sent(house, owner, category):
    order = order_of(category)
    response = owner.post(house.address(f"orders/{order.number}/resend/"), follow=True)
    assert "This order has no tickets to send." in response.content.decode()


def test_buyer_is_corrected(house, owner, paid):
    owner.post(house.address(f"orders/{paid.number}/buyer/"), {"name": "Grace", "email": "Grace@Example.org"})
    paid.refresh_from_db()
    assert (paid.buyer_name, paid.buyer_email, paid.link_version) == ("Grace", "grace@example.org", 2)


def test_note_is_kept(house, owner, paid):
    owner.post(house.address(f"orders/{paid.number}/note/"), {"note": "VIP"})
    assert "VIP" in owner.get(house.address(f"orders/{paid.number}/")).content.decode()


def test_chosen_ticket_is_cancelled_and_its_seat_is_free(house, owner, paid, category):
    first, second = paid.tickets.all()
    owner.post(house.address(f"orders/{paid.number}/cancel/"), {"tickets": [first.number]})
    assert list(paid.tickets.values_list("state", flat=True)) == [TicketState.CANCELLED, TicketState.VALID]
    assert used(category) == 1
    assert second.is_live


def test_unpaid_order_is_cancelled_whole(house, owner, category):
    order = order_of(category, 3)
    owner.post(house.address(f"orders/{order.number}/cancel/"))
    order.refresh_from_db()
    assert (order.state, used(category)) == (OrderState.CANCELLED, 0)


def test_ticket_of_another_order_is_not_cancelled_with_this_one(house, owner, paid, category):
    other = order_of(category, email="bob@example.org")
    response = owner.post(house.address(f"orders/{paid.number}/cancel/"), {"tickets": [other.tickets.get().number]})
    assert response.status_code == 422
    assert Ticket.objects.filter(state=TicketState.CANCELLED).count() == 0


def test_refund_of_one_ticket_returns_its_price(house, owner, paid, category):
    ticket = paid.tickets.first()
    address = house.address(f"orders/{paid.number}/refund/")
    key = "6f1c0a3e-98ad-4a5e-9d0e-bd8a5c3d7f11"
    owner.post(address, {"tickets": [ticket.number], "amount": "", "reason": "ill", "key": key})
    paid.refresh_from_db()
    assert (paid.state, paid.refunded, used(category)) == (OrderState.PARTIALLY_REFUNDED, 4000, 1)
    assert list(paid.tickets.values_list("state", flat=True)) == [TicketState.REFUNDED, TicketState.VALID]


def test_refund_of_more_than_came_in_is_refused_beside_the_field(house, owner, paid):
    address = house.address(f"orders/{paid.number}/refund/")
    key = "6f1c0a3e-98ad-4a5e-9d0e-bd8a5c3d7f11"
    response = owner.post(address, {"amount": "80.01", "reason": "mistake", "key": key})
    page = response.content.decode()
    assert "At most EUR 80.00 can be returned." in page
    assert 'id="id_amount_error"' in page
    assert 'value="mistake"' in page
    paid.refresh_from_db()
    assert paid.refunded == 0


def test_refund_of_nothing_asks_what_for(house, owner, paid):
    key = "6f1c0a3e-98ad-4a5e-9d0e-bd8a5c3d7f11"
    response = owner.post(house.address(f"orders/{paid.number}/refund/"), {"amount": "", "key": key})
    assert "Choose tickets, or enter an amount." in response.content.decode()


def test_return_by_hand_is_noted(house, owner, paid):
    owner.post(house.address(f"orders/{paid.number}/returned/"), {"amount": "10"})
    paid.refresh_from_db()
    assert (paid.refunded, paid.state) == (1000, OrderState.PARTIALLY_REFUNDED)


@pytest.mark.parametrize("what", ["refund", "returned", "paid"])
def test_collaborators_move_no_money(house, paid, what):
    collaborator = house.client("collaborator")
    address = house.address(f"orders/{paid.number}/{what}/")
    assert collaborator.get(address).status_code == 404
    assert collaborator.post(address, {"amount": "1"}).status_code == 404
    page = collaborator.get(house.address(f"orders/{paid.number}/")).content.decode()
    assert address not in page


def test_name_is_corrected(house, owner, paid):
    ticket = paid.tickets.first()
    owner.post(house.address(f"tickets/{ticket.number}/"), {"do": "name", "name": "Ada King"})
    ticket.refresh_from_db()
    assert ticket.attendee_name == "Ada King"


def test_ticket_is_handed_over(house, owner, paid):
    ticket = paid.tickets.first()
    address = house.address(f"tickets/{ticket.number}/")
    response = owner.post(address, {"do": "transfer", "name": "Bob", "email": "bob@example.org"}, follow=True)
    new = Ticket.objects.get(predecessor=ticket)
    assert (new.attendee_name, new.attendee_email, new.state) == ("Bob", "bob@example.org", TicketState.VALID)
    assert new.number in response.content.decode()


def test_answers_are_changed_and_wrong_ones_named(house, owner, category):
    diet = QuestionFactory(event=house.event, text="Diet?", kind="choice", choices=["all", "vegan"], is_required=True)
    age = QuestionFactory(event=house.event, text="Age?", kind="number")
    order = order_of(category, attendees=[Attendee(category.public_id, "Ada", "", {diet.public_id: "all"})])
    owner.post(house.address(f"orders/{order.number}/paid/"), {"amount": "40"})
    ticket = order.tickets.get()
    address = house.address(f"tickets/{ticket.number}/")

    refused = owner.post(address, {"do": "answers", str(diet.public_id): "vegan", str(age.public_id): "old"})
    assert refused.status_code == 422
    assert "Enter a number." in refused.content.decode()

    owner.post(address, {"do": "answers", str(diet.public_id): "vegan", str(age.public_id): "36"})
    assert sorted(ticket.answers.values_list("value", flat=True)) == ["36", "vegan"]


def test_answers_file_is_only_for_organizers_and_never_shown_in_place(house, owner, category):
    proof = QuestionFactory(event=house.event, text="Proof?", kind="file")
    file = SimpleUploadedFile("me.pdf", b"%PDF-1.4 proof")
    order = order_of(category, attendees=[Attendee(category.public_id, "Ada", "", {proof.public_id: file})])
    owner.post(house.address(f"orders/{order.number}/paid/"), {"amount": "40"})
    ticket = order.tickets.get()
    address = house.address(f"tickets/{ticket.number}/files/{proof.public_id}/")

    response = owner.get(address)

    assert (response.content, response["Content-Type"]) == (b"%PDF-1.4 proof", "application/octet-stream")
    assert response["Content-Disposition"] == f'attachment; filename="{ticket.number}.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert {who: house.client(who).get(address).status_code for who in ("check_in", "foreign")} == {
        "check_in": 404,
        "foreign": 404,
    }


def test_order_is_entered_and_the_buyer_asked_to_pay(house, category):
    collaborator = house.client("collaborator")
    sent = {f"tickets_{category.public_id}": "2", "name": "Grace", "email": "grace@example.org", "days": "7"}
    collaborator.post(house.address("orders/new/"), sent)
    order = Order.objects.get()
    assert (order.state, order.source, order.total, used(category)) == ("pending", "manual", 8000, 2)
    mail = OutboxMessage.objects.get()
    assert (mail.recipient, mail.payload["build"]) == ("grace@example.org", "ticketing.please_pay")


def test_owner_enters_a_paid_order(house, owner, category):
    sent = {f"tickets_{category.public_id}": "1", "name": "Grace", "email": "grace@example.org", "days": "7"}
    owner.post(house.address("orders/new/"), sent | {"is_paid": "on", "note": "cash"})
    order = Order.objects.get()
    assert (order.state, order.paid) == ("paid", 4000)


def test_entered_order_beyond_the_seats_is_refused_and_kept_on_the_page(house, owner, category):
    sent = {f"tickets_{category.public_id}": "6", "name": "Grace", "email": "grace@example.org", "days": "7"}
    response = owner.post(house.address("orders/new/"), sent)
    assert response.status_code == 409
    assert 'value="grace@example.org"' in response.content.decode()
    assert (Order.objects.count(), used(category)) == (0, 0)


def test_tickets_are_given_to_everybody_pasted(house, owner, category):
    people = 'Ada Lovelace <ada@example.org>\n\n"Hopper, Grace" <grace@example.org>\nLinh, linh@example.org\n'
    owner.post(house.address("orders/grant/"), {"category": category.public_id, "people": people})
    holders = list(Ticket.objects.order_by("pk").values_list("attendee_name", "attendee_email", "price"))
    assert holders == [
        ("Ada Lovelace", "ada@example.org", 0),
        ("Hopper, Grace", "grace@example.org", 0),
        ("Linh", "linh@example.org", 0),
    ]
    assert set(Order.objects.values_list("source", "state")) == {("grant", "paid")}


def test_line_that_names_nobody_stops_all_grants(house, owner, category):
    people = "Ada Lovelace <ada@example.org>\njust words\n<nobody@example.org>"
    response = owner.post(house.address("orders/grant/"), {"category": category.public_id, "people": people})
    page = response.content.decode()
    assert page.count("Not a name with an address") == 2
    assert "just words" in page
    assert not Order.objects.exists()


def test_grants_beyond_the_seats_give_nobody_one(house, owner, category):
    people = "\n".join(f"Person {n} <p{n}@example.org>" for n in range(6))
    response = owner.post(house.address("orders/grant/"), {"category": category.public_id, "people": people})
    assert response.status_code == 409
    assert (Order.objects.count(), used(category)) == (0, 0)
