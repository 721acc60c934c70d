"""The organizer API of orders and tickets: rights, shapes, and every operation."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import create_api_key
from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory, order_of, ticket_of
from ticketing.actions.manual import Receipt, settle_by_hand
from ticketing.models import Order, Ticket

WHO = ("owner", "collaborator", "reviewer", "moderator", "check_in", "foreign", "visitor", "platform")
ORGANIZERS = {"owner", "collaborator"}


def base(house) -> str:
    return f"/api/organizer/events/{house.event.public_id}/"


def send(client, address: str, body: dict | None = None):
    return client.post(address, json.dumps(body or {}), content_type="application/json")


@pytest.fixture
def paid(house):
    order = order_of(CategoryFactory(event=house.event, name="Pass", price=4000, quantity=9), 2)
    settle_by_hand(order, Receipt(8000), by=house.people["owner"])
    order.refresh_from_db()
    return order


# Method, path, body, who may, and the status for them.
OPERATIONS = (
    ("get", "orders", None, ORGANIZERS, 200),
    ("get", "orders/{order}", None, ORGANIZERS, 200),
    ("get", "tickets", None, ORGANIZERS, 200),
    ("get", "tickets/{ticket}", None, ORGANIZERS, 200),
    ("post", "orders/{order}/resend", {}, ORGANIZERS, 200),
    ("post", "orders/{order}/refund", {"amount": "1.00", "key": "request-1"}, {"owner"}, 200),
    ("post", "grants", {"holders": [{"name": "Bo", "email": "bo@example.org"}]}, ORGANIZERS, 201),
    ("post", "orders/{order}/cancel", {"tickets": []}, ORGANIZERS, 200),
)


def ask(client, method: str, address: str, body: dict | None) -> int:
    return (client.get(address) if method == "get" else send(client, address, body)).status_code


@pytest.mark.parametrize("operation", OPERATIONS, ids=[f"{one[0]} {one[1]}" for one in OPERATIONS])
def test_operation_is_there_for_whom_it_should_be(house, paid, operation):
    method, path, body, allowed, status = operation
    ticket = paid.tickets.first()
    if path == "grants":
        body = body | {"category_id": str(ticket.category.public_id)}
    address = base(house) + path.format(order=paid.number, ticket=ticket.number)
    strangers = [who for who in WHO if who not in allowed]

    statuses = {who: ask(house.client(who), method, address, body) for who in strangers}

    assert statuses == dict.fromkeys(strangers, 404)
    assert ask(house.client("owner"), method, address, body) == status
    assert ask(house.client("anonymous"), method, address, body) == 401


def test_another_events_order_and_ticket_are_not_here(house):
    foreign = order_of(CategoryFactory(event=EventFactory()))
    ticket = foreign.tickets.get().number
    client = house.client("owner")
    statuses = [
        client.get(base(house) + f"orders/{foreign.number}").status_code,
        client.get(base(house) + f"tickets/{ticket}").status_code,
        send(client, base(house) + f"orders/{foreign.number}/cancel").status_code,
        client.get(f"/api/organizer/events/{uuid4()}/orders").status_code,
    ]
    assert statuses == [404, 404, 404, 404]


def test_order_has_its_tickets_money_and_history(house, paid):
    order = house.client("owner").get(base(house) + f"orders/{paid.number}").json()
    assert (order["state"], order["total"]) == ("paid", {"amount": "80.00", "currency": "EUR"})
    assert order["refundable"] == {"amount": "80.00", "currency": "EUR"}
    assert [ticket["number"] for ticket in order["ticket_list"]] == [t.number for t in paid.tickets.all()]
    assert [entry["action"] for entry in order["history"]] == ["order.settled", "order.paid_by_hand", "order.placed"]
    assert "link" not in json.dumps(order)


def test_list_goes_on_from_its_cursor(house):
    category = CategoryFactory(event=house.event)
    numbers = [order_of(category).number for _one in range(5)][::-1]
    client, found, cursor = house.client("owner"), [], ""
    while cursor is not None:
        page = client.get(base(house) + "orders", {"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        found += [order["number"] for order in page["items"]]
        cursor = page["next_cursor"]
    assert found == numbers
    assert client.get(base(house) + "orders", {"cursor": "NOWHERE"}).json()["fields"] == {
        "cursor": "Not a cursor of this list."
    }


def test_tickets_go_on_from_their_cursor_and_are_filtered(house):
    category, other = CategoryFactory(event=house.event), CategoryFactory(event=house.event)
    numbers = [ticket_of(category, email=f"p{n}@example.org").number for n in range(3)]
    ticket_of(other, email="q@example.org")
    client = house.client("owner")
    query = {"category_id": category.public_id, "limit": 2}
    first = client.get(base(house) + "tickets", query).json()
    second = client.get(base(house) + "tickets", query | {"cursor": first["next_cursor"]}).json()
    assert [one["number"] for one in first["items"] + second["items"]] == numbers
    assert second["next_cursor"] is None


def test_lists_cost_the_same_whatever_their_length(house, django_assert_max_num_queries):
    client, category = house.client("owner"), CategoryFactory(event=house.event)
    for _round in range(2):
        for _one in range(3):
            order_of(category, 2)
        for path in ("orders", "tickets"):
            with django_assert_max_num_queries(8):
                assert client.get(base(house) + path).status_code == 200


def test_refund_sent_twice_returns_the_money_once(house, paid):
    body = {"tickets": [paid.tickets.first().number], "reason": "ill", "key": "request-1"}
    client = house.client("owner")
    first = send(client, base(house) + f"orders/{paid.number}/refund", body)
    again = send(client, base(house) + f"orders/{paid.number}/refund", body)
    assert first.json()["returned"] == {"amount": "40.00", "currency": "EUR"}
    assert (again.status_code, again.json()["error"]) == (409, "TICKET_CLOSED")
    paid.refresh_from_db()
    assert paid.refunded == 4000


def test_refusals_are_in_the_error_shape(house, paid):
    client = house.client("owner")
    too_much = send(client, base(house) + f"orders/{paid.number}/refund", {"amount": "80.01", "key": "request-1"})
    assert (too_much.status_code, too_much.json()["fields"]) == (400, {"amount": "At most EUR 80.00 can be returned."})
    stranger = send(client, base(house) + f"orders/{paid.number}/cancel", {"tickets": ["AAAA-BBBB-CCCC"]})
    assert stranger.json()["fields"] == {"tickets": "A ticket is not one of this order."}


def test_unpaid_order_is_cancelled_whole(house):
    order = order_of(CategoryFactory(event=house.event, price=100))
    answer = send(house.client("collaborator"), base(house) + f"orders/{order.number}/cancel")
    assert answer.json()["state"] == "cancelled"
    again = send(house.client("collaborator"), base(house) + f"orders/{order.number}/cancel")
    assert (again.status_code, again.json()["error"]) == (409, "ORDER_CLOSED")


def test_grants_are_all_or_none(house):
    category = CategoryFactory(event=house.event, quantity=1)
    people = [{"name": name, "email": f"{name}@example.org"} for name in ("ada", "bob")]
    body = {"category_id": str(category.public_id), "holders": people}
    refused = send(house.client("owner"), base(house) + "grants", body)
    assert (refused.status_code, refused.json()["error"], Order.objects.count()) == (409, "SOLD_OUT", 0)
    given = send(house.client("owner"), base(house) + "grants", body | {"holders": people[:1]})
    assert (given.status_code, given.json()["orders"][0]["source"]) == (201, "grant")
    assert Ticket.objects.get().attendee_email == "ada@example.org"


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["read-orders"], (200, 404, 404)),
        (["write-orders"], (404, 200, 404)),
        (["refund"], (404, 404, 200)),
        (["write", "read-draft"], (404, 404, 404)),
    ],
)
def test_key_may_do_what_its_scopes_say(house, paid, scopes, statuses):
    expires = clock.now() + timedelta(days=1)
    new = create_api_key(house.people["owner"], name="Door", scopes=scopes, event_ids=[], expires_at=expires)
    client = Client(headers={"Authorization": f"Bearer {new.raw}"})
    address = base(house) + f"orders/{paid.number}"
    body = {"amount": "1.00", "key": "request-1"}
    asked = (client.get(address), send(client, address + "/resend"), send(client, address + "/refund", body))
    assert tuple(answer.status_code for answer in asked) == statuses
