"""What buyers do behind their order's link: see it in every state, change it, take it with them, give it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone as clock

from site_pages.models import EventPage
from site_pages.printing.qr import qr_path
from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, order_of
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder
from ticketing.actions.self_service import hand_over
from ticketing.actions.settlement import settle
from ticketing.actions.waiting_list import Person, join_waiting_list, offer_free_seats
from ticketing.answers import Attendee
from ticketing.catalogue import read_items, shop_of
from ticketing.choices import OrderState, TicketState, WaitingState
from ticketing.codes import ticket_code
from ticketing.links import details_path, order_path, waiting_url
from ticketing.mails import build_order_confirmed
from ticketing.models import Invoice, Order, Ticket, WaitingListEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> EventPage:
    return EventFactory(slug="harbour", title="Harbour days")


def read(client: Client, order: Order) -> str:
    return client.get(order_path(order)).content.decode()


def ticket_path(order: Order, ticket: Ticket) -> str:
    return f"{order_path(order)}tickets/{ticket.public_id}/"


def allow_returns(event: EventPage) -> None:
    shop = shop_of(event.pk)
    shop.cancel_until = clock.now() + timedelta(days=1)
    shop.save()


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("pending", "One step left: paying"),
        ("expired", "The time to pay is over"),
        ("failed", "The payment failed"),
        ("cancelled", "Cancelled"),
        ("refunded", "Refunded"),
        ("paid", "You are in."),
        ("partially_refunded", "You are in."),
    ],
)
def test_order_page_says_how_things_stand(client, event, state, text):
    order = order_of(CategoryFactory(event=event, price=500, currency="EUR"))
    Order.objects.filter(pk=order.pk).update(state=state, settled_at=clock.now())

    assert f"<h1>{text}</h1>" in read(client, order)


def test_order_page_costs_the_same_for_any_number_of_tickets(client, event, django_assert_max_num_queries):
    category = CategoryFactory(event=event, max_per_order=20)
    small, large = order_of(category, 1), order_of(category, 12)
    ticket_code(small.tickets.get())  # the event's key is made once

    for order in (small, large):
        with django_assert_max_num_queries(18):
            assert client.get(order_path(order)).status_code == 200


def test_page_shows_each_code_as_a_picture(client, event):
    order = order_of(CategoryFactory(event=event))
    ticket = order.tickets.get()

    picture = qr_path(ticket_code(ticket))

    assert picture.d in read(client, order)
    assert ticket_code(ticket) not in read(client, order)
    assert picture.size == 49  # version 6 and its quiet zone


def test_name_is_corrected_and_the_code_stays(client, event):
    order = order_of(CategoryFactory(event=event))
    ticket = order.tickets.get()

    response = client.post(ticket_path(order, ticket), {"do": "name", "name-name": " Ada  King "})

    after = Ticket.objects.get()
    assert (response.status_code, after.attendee_name, ticket_code(after)) == (302, "Ada King", ticket_code(ticket))


def test_handing_over_needs_the_box_ticked(client, event):
    order = order_of(CategoryFactory(event=event))
    ticket = order.tickets.get()

    response = client.post(
        ticket_path(order, ticket), {"do": "hand-over", "to-name": "Ben", "to-email": "ben@example.org"}
    )

    assert (response.status_code, Ticket.objects.get().state) == (422, TicketState.VALID)
    assert 'value="ben@example.org"' in response.content.decode()


def test_handed_over_ticket_keeps_its_code_from_the_buyer(client, event):
    order = order_of(CategoryFactory(event=event))
    ticket = order.tickets.get()
    data = {"do": "hand-over", "to-name": "Ben", "to-email": "ben@example.org", "to-sure": "on"}

    assert client.post(ticket_path(order, ticket), data).status_code == 302

    new = Ticket.objects.get(state=TicketState.VALID)
    html = read(client, order)
    assert (new.attendee_email, qr_path(ticket_code(new)).d in html) == ("ben@example.org", False)
    assert client.get(f"{order_path(order)}tickets.pdf").status_code == 404
    again = client.post(ticket_path(order, new), {**data, "to-email": "eve@example.org"})
    assert (again.status_code, Ticket.objects.filter(attendee_email="eve@example.org").exists()) == (409, False)


def test_tickets_of_another_order_are_not_found(client, event):
    category = CategoryFactory(event=event)
    mine, other = order_of(category), order_of(category, email="ben@example.org")
    theirs = other.tickets.get()

    for path in (ticket_path(mine, theirs), f"{order_path(mine)}tickets/{theirs.public_id}.pdf"):
        assert client.get(path).status_code == 404
    assert client.get(f"{order_path(mine)}invoices/{uuid4()}.pdf").status_code == 404


def test_answers_are_changed_and_files_stay(client, event):
    category = CategoryFactory(event=event)
    text = QuestionFactory(event=event, text="Badge?", is_required=True)
    file = QuestionFactory(event=event, text="Photo?", kind="file", is_required=True)
    sent = SimpleUploadedFile("me.png", b"png")
    answers = {text.public_id: "Ada", file.public_id: sent}
    order = order_of(category, attendees=[Attendee(category.public_id, answers=answers)])
    ticket = order.tickets.get()

    response = client.post(ticket_path(order, ticket), {"do": "answers", f"answers-{text.public_id}": "Countess"})

    assert response.status_code == 302
    assert {a.question.text: a.value for a in ticket.answers.all()} == {"Badge?": "Countess", "Photo?": "me.png"}


def test_tickets_are_given_back_where_the_event_allows_it(client, event):
    category = CategoryFactory(event=event, quantity=5)
    order = order_of(category, 2)
    first = order.tickets.first()
    path = f"{order_path(order)}return/"
    assert client.get(path).status_code == 302
    allow_returns(event)

    asked = client.post(path, {"ticket": str(first.public_id)})
    assert (asked.status_code, Ticket.objects.live().count()) == (200, 2)
    done = client.post(path, {"ticket": str(first.public_id), "do": "return"})

    category.own_quota.refresh_from_db()
    assert (done.status_code, Ticket.objects.live().count(), category.own_quota.used) == (302, 1, 1)


def test_handed_over_tickets_are_not_the_buyers_to_give_back(client, event):
    order = order_of(CategoryFactory(event=event))
    allow_returns(event)
    new = hand_over(order.tickets.get(), to=Holder("Ben", "ben@example.org"))

    response = client.post(f"{order_path(order)}return/", {"ticket": str(new.public_id), "do": "return"})

    new.refresh_from_db()
    assert (response.status_code, new.state) == (302, TicketState.VALID)


def test_files_are_pdf_and_calendar(client, event):
    order = order_of(CategoryFactory(event=event), 2)

    pdf = client.get(f"{order_path(order)}tickets.pdf")
    calendar = client.get(f"{order_path(order)}calendar.ics")

    assert (pdf["Content-Type"], pdf.content[:5], pdf.content.count(b"/Type /Page\n")) == (
        "application/pdf",
        b"%PDF-",
        2,
    )
    assert pdf["Cache-Control"] == "private, no-store"
    assert (calendar["Content-Type"], b"SUMMARY:Harbour days" in calendar.content) == (
        "text/calendar; charset=utf-8",
        True,
    )


def test_sending_again_is_limited(client, event):
    order = order_of(CategoryFactory(event=event))

    statuses = [client.post(f"{order_path(order)}resend/").status_code for _ in range(11)]

    assert statuses == [302] * 10 + [429]


def test_mail_brings_the_ticket_and_the_calendar(event):
    order = order_of(CategoryFactory(event=event))

    mail = build_order_confirmed({"order": order.pk})

    assert [(file.mime_type, file.content[:5]) for file in mail.attachments] == [
        ("application/pdf", b"%PDF-"),
        ("text/calendar", b"BEGIN"),
    ]


def test_offer_is_taken_from_its_page_and_only_once(client, event):
    category = CategoryFactory(event=event, quantity=1)
    first = order_of(category)
    item = next(item for item in read_items(event.pk))
    entry = join_waiting_list(event, item, person=Person("ben@example.org", "Ben"), quantity=1)
    page = waiting_url(entry).removeprefix("http://testserver")
    page = page[page.index("/waiting/") :]
    assert "You are the first." in client.get(page).content.decode()
    allow_returns(event)
    client.post(f"{order_path(first)}return/", {"ticket": str(first.tickets.get().public_id), "do": "return"})
    offer_free_seats(event.pk)
    assert "It is your turn" in client.get(page).content.decode()

    taken = client.post(page, {"do": "take"})
    again = client.post(page, {"do": "take"})

    order = Order.objects.get(waiting_entry=entry)
    assert (taken["Location"], again["Location"]) == (details_path(order), details_path(order))
    assert (order.state, WaitingListEntry.objects.get().state) == (OrderState.DRAFT, WaitingState.TAKEN)


def test_leaving_the_line_is_one_press(client, event):
    category = CategoryFactory(event=event, quantity=0)
    joined = client.post(
        "/events/harbour/tickets/wait/",
        {
            "wait-category": str(category.public_id),
            "wait-quantity": 1,
            "wait-name": "Ben",
            "wait-email": "ben@example.org",
        },
    )
    page = joined["Location"][joined["Location"].index("/waiting/") :]

    client.post(page, {"do": "leave"})

    assert WaitingListEntry.objects.get().state == WaitingState.LEFT
    assert client.get(page.replace(page.split("/")[3], "a" * 32)).status_code == 404


def test_invoice_is_a_file_of_its_order(client, event):
    order = order_of(CategoryFactory(event=event, price=1190, currency="EUR"))
    with transaction.atomic():
        settle(Order.objects.select_for_update().get(pk=order.pk), by=audit.system(), received=order.total)

    response = client.get(f"{order_path(order)}invoices/{Invoice.objects.get().public_id}.pdf")

    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")
