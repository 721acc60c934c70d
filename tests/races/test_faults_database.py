"""The line to PostgreSQL breaks: requests fail clearly and soon, and work again; nothing is half written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.db import close_old_connections, connection, connections
from django.http import HttpResponse
from django.test import Client

from tests.factories.ticketing import CategoryFactory
from tests.fakes.fault_proxy import FaultProxy, Mode
from ticketing.models import Order, Quota, SeatClaim, Ticket

pytestmark = [pytest.mark.failure, pytest.mark.django_db(transaction=True)]
LONGEST_SECONDS = 30
UNAVAILABLE = {
    "error": "UNAVAILABLE",
    "message": "This is not possible right now. Please try again in a moment.",
}


class WebProcess:
    """One request thread with a connection of its own, as cms/asgi.py runs them."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Raises TimeoutError where the request hangs."""
        client = Client(raise_request_exception=False)
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        act = partial(getattr(client, method), path, headers=headers, **sent)
        return self.thread.submit(self.respond, act).result(timeout=LONGEST_SECONDS)

    def respond(self, act: Any) -> HttpResponse:
        close_old_connections()
        try:
            return act()
        finally:
            close_old_connections()

    def end(self) -> None:
        self.thread.submit(connections.close_all).result(timeout=LONGEST_SECONDS)
        self.thread.shutdown()


@pytest.fixture
def line(settings) -> Iterator[FaultProxy]:
    """Before the server, for the connections of new threads; the test's own stays as it is."""
    settings.DATABASE_SECONDS = 1
    connection.ensure_connection()
    known = connection.get_connection_params()
    host, port = known.get("host") or "127.0.0.1", int(known.get("port") or 5432)
    with FaultProxy(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)) as proxy:
        own, before = connection.settings_dict, dict(connection.settings_dict)
        options = {name: value for name, value in own["OPTIONS"].items() if name not in {"host", "port"}}
        own.update(HOST="127.0.0.1", PORT=str(proxy.port), OPTIONS=options | {"connect_timeout": 2})
        yield proxy
        own.update(before)


@pytest.fixture
def web(line: FaultProxy) -> Iterator[WebProcess]:
    process = WebProcess()
    yield process
    line.set(Mode.PASS)
    process.end()


def order_for(category: Any, email: str) -> dict[str, Any]:
    return {
        "event": category.event.slug,
        "lines": [{"category": str(category.public_id), "quantity": 1}],
        "buyer": {"name": "Ada", "email": email},
    }


def counts() -> tuple[int, int, int, int]:
    """Orders, tickets, claimed seats and the counter."""
    seats = sum(SeatClaim.objects.values_list("seats", flat=True))
    return Order.objects.count(), Ticket.objects.count(), seats, Quota.objects.get().used


FAULTS = [(Mode.RESET, 0), (Mode.STALL, 0), (Mode.TRUNCATE, 0), (Mode.DELAY, 3)]


@pytest.mark.parametrize(("mode", "seconds"), FAULTS)
def test_requests_fail_clearly_and_work_again(line: FaultProxy, web: WebProcess, mode: Mode, seconds: float):
    category = CategoryFactory(quantity=5)
    page, shop = f"/events/{category.event.slug}/", f"/api/events/{category.event.slug}/tickets"

    def answers(buyer: str) -> list[HttpResponse]:
        cache.clear()
        return [
            web.ask("get", page),
            web.ask("get", shop),
            web.ask("post", "/api/orders", order_for(category, buyer)),
        ]

    assert [answer.status_code for answer in answers("first@example.org")] == [200, 200, 201]

    line.set(mode, seconds=seconds)
    broken = answers("second@example.org")
    line.set(Mode.PASS)

    assert [answer.status_code for answer in broken] == [503, 503, 503]
    assert b"not possible right now" in broken[0].content
    assert [answer.json() for answer in broken[1:]] == [UNAVAILABLE] * 2
    assert {(answer["Retry-After"], answer["Cache-Control"]) for answer in broken} == {("5", "no-store")}
    assert counts() == (1, 1, 1, 1)
    assert [answer.status_code for answer in answers("third@example.org")] == [200, 200, 201]
    assert counts() == (2, 2, 2, 2)


def test_line_that_breaks_in_the_middle_leaves_one_order_or_none(line: FaultProxy, web: WebProcess):
    """After each number of answers in turn; whoever sends the request again under its key has one order."""
    category = CategoryFactory(quantity=100)
    web.ask("post", "/api/orders", order_for(category, "first@example.org"))
    made, after, status = 1, 0, 0
    while status != 201:
        body, key = order_for(category, f"buyer{after}@example.org"), f"key-{after}"
        line.set(Mode.TRUNCATE, after=after)
        status = web.ask("post", "/api/orders", body, **{"Idempotency-Key": key}).status_code
        assert status in {201, 503}
        line.set(Mode.PASS)
        assert web.ask("post", "/api/orders", body, **{"Idempotency-Key": key}).status_code == 201
        made, after = made + 1, after + 1
        assert counts() == (made, made, made, made)
    assert after > 5, "the line never broke in the middle"
