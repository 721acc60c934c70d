"""`check-in`: a scan online, the bundle of 10,000 tickets, and a scan that a device decides by itself.

Every scan is of another ticket and must come back green; the same codes are then judged in a browser that holds the
bundle, by the browser's own Ed25519 and by the vendored library.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import statistics
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import ground
from bench.figures import Figure, at_most
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.ticketing import CategoryFactory, order_of
from ticketing.actions.lists import ensure_list
from ticketing.check_in.bundle import bundle_of
from ticketing.codes import ticket_code
from ticketing.models import CheckInList, Order, Ticket

TICKETS, SCANNERS, SCANS = 10_000, 8, 60
# A quick hand at a door: one person a second.
PAUSE = 1.0
JUDGED = 300
STATIC = Path(__file__).resolve().parent.parent / "static"
CSRF = "b" * 32
JUDGE = """async ([bundle, codes, list, isNative]) => {
  const { Bundle } = await import("/static/js/check-in/bundle.js");
  if (!isNative) {
    const native = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = (...given) => given[2]?.name === "Ed25519" ? Promise.reject() : native(...given);
  }
  const held = new Bundle("/static/vendor/noble-ed25519/index.js");
  held.take(bundle);
  const times = [], results = {};
  for (const code of codes) {
    const start = performance.now();
    const { result } = await held.judge(code, { list, direction: "entry" });
    times.push(performance.now() - start);
    results[result] = (results[result] ?? 0) + 1;
  }
  return [times, results];
}"""


def run() -> list[Figure]:
    """research/ticketing.md, section 4, bar (f): online p95 ≤ 150 ms, offline ≤ 50 ms."""
    event = EventFactory(title="Doors", slug="doors")
    tickets = make_tickets(CategoryFactory(event=event))
    check_in_list = ensure_list(event)
    codes = [ticket_code(ticket) for ticket in tickets[: 4 * SCANS + JUDGED]]
    started = time.perf_counter()
    bundle = bundle_of(event, since=None)
    making = time.perf_counter() - started
    text = json.dumps(bundle, separators=(",", ":")).encode()
    figures = [
        Figure("bundle: making", round(making, 2), "s", detail=f"{TICKETS} tickets"),
        at_most(
            "bundle: size",
            len(gzip.compress(text)) / 1e6,
            "MB compressed",
            1.1,
            detail=f"{len(text) / 1e6:.2f} MB plain",
        ),
    ]
    figures += offline(bundle, codes[-JUDGED:], check_in_list)
    with ground.servers() as port:
        door = Door(port, check_in_list)
        asyncio.run(door.crowd([[code] for code in codes[:SCANNERS]]))  # the servers' first requests import and prepare
        one = p95(asyncio.run(door.crowd([codes[SCANNERS : SCANNERS + SCANS]])))
        rest = codes[SCANNERS + SCANS : 4 * SCANS]
        many = p95(asyncio.run(door.crowd([rest[at::SCANNERS] for at in range(SCANNERS)], pause=PAUSE)))
    how = f"{len(rest)} scans, one a second each"
    figures.append(at_most("scan online, one device: p95", one, "ms", 150, detail=f"{SCANS} scans"))
    figures.append(at_most(f"scan online, {SCANNERS} devices: p95", many, "ms", 150, detail=how))
    return figures


def make_tickets(category: Any) -> list[Ticket]:
    """One bought as the product does it, the others beside it: an order for each, as most people buy."""
    first = order_of(category).tickets.get()
    paid = first.order
    orders = [
        Order(event_id=paid.event_id, state=paid.state, currency=paid.currency, settled_at=paid.settled_at)
        for _ in range(TICKETS - 1)
    ]
    copies = [
        Ticket(
            event_id=first.event_id,
            order=order,
            line_id=first.line_id,
            category_id=first.category_id,
            attendee_name=f"Attendee Number {number}",
            attendee_email="ada@example.org",
            issued_at=first.issued_at,
        )
        for number, order in enumerate(Order.objects.bulk_create(orders, batch_size=1000))
    ]
    Ticket.objects.bulk_create(copies, batch_size=1000)
    return list(Ticket.objects.filter(category=category))


class Door:
    """Somebody's devices at one list."""

    def __init__(self, port: int, check_in_list: CheckInList) -> None:
        self.port, self.check_in_list = port, check_in_list
        self.path = f"/api/organizer/events/{check_in_list.event.public_id}/check-ins"
        user = EventRoleFactory(event=check_in_list.event, role="check_in").user
        self.cookie = f"{session_cookie(user)}; __Host-csrf={CSRF}"

    async def crowd(self, lanes: list[list[str]], *, pause: float = 0) -> list[float]:
        """Each lane's codes one after the other, all lanes at once; milliseconds of every scan."""
        return [
            took for lane in await asyncio.gather(*(self.lane(lane, pause=pause) for lane in lanes)) for took in lane
        ]

    async def lane(self, codes: list[str], *, pause: float) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        times = []
        for code in codes:
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            started = time.perf_counter()
            answer = await ground.exchange(reader, writer, self.request(code))
            times.append((time.perf_counter() - started) * 1000)
            if answer.status != 200 or json.loads(answer.body)["results"][0]["result"] != "admitted":
                raise RuntimeError(f"not green: {answer.status} {answer.body[:300]!r}")
        writer.close()
        return times

    def request(self, code: str) -> bytes:
        scan = {"scan_id": str(uuid4()), "list_id": str(self.check_in_list.public_id), "code": code, "device": "Bench"}
        body = json.dumps({"scans": [scan]}).encode()
        lines = {
            "Host": ground.HOST,
            "Origin": f"https://{ground.HOST}",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Cookie": self.cookie,
            "X-CSRFToken": CSRF,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"POST {self.path} HTTP/1.1\r\n{head}\r\n".encode() + body


def session_cookie(user: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"__Host-session={client.cookies['sessionid'].value}"


def offline(bundle: dict[str, Any], codes: list[str], check_in_list: CheckInList) -> list[Figure]:
    """Judging in Chromium, from files that are served to it from the checkout."""
    from playwright.sync_api import Route, sync_playwright

    from tests.e2e.conftest import ARGUMENTS, find_chromium

    path = find_chromium()
    if path is None:
        return []

    def serve(route: Route) -> None:
        name = route.request.url.split("/static/", 1)[-1]
        file = STATIC / name
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    figures = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for name, is_native in (("browser's own Ed25519", True), ("vendored library", False)):
            page = chromium.new_page()
            page.route("**/*", serve)
            page.goto("http://localhost:1/")
            given = [bundle, codes, str(check_in_list.public_id), is_native]
            times, results = page.evaluate(JUDGE, given)
            if results != {"admitted": len(codes)}:
                raise RuntimeError(f"not green: {results}")
            figures.append(at_most(f"scan offline, {name}: p95", p95(times), "ms", 50, detail=f"{len(codes)} codes"))
        chromium.close()
    return figures


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]
