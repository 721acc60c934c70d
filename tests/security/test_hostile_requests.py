"""Requests that ask for too much, or for what is not theirs to say (attacks 19, 23, 25, 29, 30)."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import EventRole
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.codes import ticket_code
from ticketing.links import order_path, order_secret
from ticketing.models import Order, TicketCategory

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(settings.BASE_DIR, "tests/cms/openapi.json")
# Sent by outside services in shapes of their own; read as hints only.
OPEN_BODIES: set[str] = set()


def bodies() -> list[tuple[str, str]]:
    """Every JSON body that an operation of the API takes: where, and the name of its schema."""
    found = []
    for path, operations in json.loads(SNAPSHOT.read_text())["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            reference = content.get("schema", {}).get("$ref", "")
            if reference:
                found.append((f"{method.upper()} {path}", reference.rpartition("/")[2]))
    return found


def schemas_below(name: str) -> set[str]:
    """The schema and every object that it holds."""
    known = json.loads(SNAPSHOT.read_text())["components"]["schemas"]
    seen, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        references = [part.split('"')[0] for part in json.dumps(known[one]).split("#/components/schemas/")[1:]]
        waiting += references
    return {one for one in seen if known[one].get("type") == "object"}


@pytest.mark.parametrize(("operation", "schema"), bodies(), ids=lambda value: value)
def test_unknown_keys_are_refused_at_every_depth(operation, schema):
    """25: what a body may say is listed; `state`, `role`, `event` or `price` beside it is an error."""
    known = json.loads(SNAPSHOT.read_text())["components"]["schemas"]
    loose = {
        name
        for name in schemas_below(schema)
        if known[name].get("additionalProperties") is not False and name not in OPEN_BODIES
    }
    assert loose == set(), operation


@pytest.fixture
def organizer():
    owner, client, event = UserFactory(), Client(), EventFactory()
    EventRoleFactory(event=event, user=owner)
    sign_in_as(client, owner)
    for number in range(3):
        order_of(CategoryFactory(event=event), email=f"b{number}@example.org")
    return client, event


@pytest.mark.parametrize("limit", [10**9, 0, -1, "abc", 10**30])
def test_lists_are_never_longer_than_their_cap(organizer, limit):
    """23: a page of a list has a ceiling; what does not fit is refused, not obeyed."""
    client, event = organizer
    for path in ("orders", "tickets", "check-ins"):
        answer = client.get(f"/api/organizer/events/{event.public_id}/{path}", {"limit": limit})
        assert answer.status_code == 400, (path, answer.content)
    shown = client.get(f"/organizer/events/{event.slug}/orders/", {"page": limit, "per_page": limit})
    assert shown.status_code in {200, 404}


def test_orders_are_bounded():
    category = CategoryFactory(max_per_order=100)
    base = {"event": category.event.slug, "buyer": {"name": "Ada", "email": "ada@example.org"}}
    line = {"category": str(category.public_id), "quantity": 1}
    attendee = {"category": str(category.public_id), "name": "x"}
    for more in ({"lines": [line] * 51}, {"lines": [line], "attendees": [attendee] * 101}, {"lines": []}):
        answer = Client().post("/api/orders", {**base, **more}, content_type="application/json")
        assert answer.status_code == 400
    assert not Order.objects.exists()


def test_large_body_is_refused():
    answer = Client().post("/api/orders", b'{"a": "' + b"x" * 6_000_000 + b'"}', content_type="application/json")
    assert answer.status_code in {400, 413}


@pytest.mark.parametrize("role", [EventRole.Role.COLLABORATOR, EventRole.Role.CHECK_IN, EventRole.Role.REVIEWER])
def test_nobody_but_the_owner_changes_prices(role):
    """19 and 30: money is the owner's; a role is not raised by what is sent."""
    category = CategoryFactory(price=5000)
    user, client = UserFactory(), Client()
    EventRoleFactory(event=category.event, user=user, role=role)
    sign_in_as(client, user)
    path = f"/organizer/events/{category.event.slug}/catalogue/categories/{category.public_id}/"
    sent = {"name": "Ticket", "price": "0.01", "role": "owner", "currency": "EUR", "max_per_order": 10}
    client.post(path, {**sent, "min_per_order": 1, "visibility": "public", "admits": "both"})
    assert TicketCategory.objects.get().price == 5000


def test_logs_hold_no_secret_of_an_order(caplog):
    """29: neither the link's secret, nor a ticket's code, nor anybody's address."""
    order = order_of(CategoryFactory(price=5000))
    free = order_of(CategoryFactory(), email="bob@example.org")
    client = Client()
    with caplog.at_level(logging.DEBUG, logger="foyer"):
        client.get(order_path(order))
        client.get(order_path(free))
        client.get(f"/orders/{order.number}/{'a' * 32}/")
        client.post(f"{order_path(order)}pay/", {"provider": "nonsense"})
        client.get(f"/api/orders/{order.number}", headers={"Order-Secret": order_secret(order)})
    written = caplog.text
    for secret in (order_secret(order), order_secret(free), ticket_code(free.tickets.get()), "bob@example.org"):
        assert secret not in written
