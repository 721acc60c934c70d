"""`headless`: our event and session answers against stock Wagtail API v2 over the same pages."""

from __future__ import annotations

import json

from bench import ground
from bench.content import make_event
from bench.figures import Figure, at_least, at_most, median_of

SESSIONS = 80
SLUG = "headless-80"
EVENT = f"/api/events/{SLUG}"
LIST = f"/api/events/{SLUG}/sessions"
TALLEST_LIST = 100


def run() -> list[Figure]:
    """Spec 8: ≥ 15 × stock uncached, ≥ 100 × from the body cache, ≥ 150 × for 304; ≤ 8 queries."""
    from site_pages.picture_actions import make_event_pictures

    event = make_event(SESSIONS, slug=SLUG)
    make_event_pictures(event)  # as a worker does
    schedule = event.get_children().get(slug="sessions")
    stock = f"/stock/v2/pages/?type=site_pages.SessionPage&child_of={schedule.pk}&limit={TALLEST_LIST}"
    stock += "&fields=*,-body_blocks"  # that one is ours and would make stock slower than it is
    with ground.servers(cache="none") as port:
        check(port, stock)
        baseline = rate(port, stock)
        cold = {path: rate(port, path) for path in (EVENT, LIST)}
    with ground.servers() as port:
        etags = {path: ground.get(port, path).headers["etag"] for path in (EVENT, LIST)}
        warm = {path: rate(port, path) for path in (EVENT, LIST)}
        unchanged = {path: rate(port, path, expect=304, etag=etag) for path, etag in etags.items()}
    figures = [
        Figure("stock v2, fields=*, 80 sessions", round(baseline, 2), "requests/s", detail="8 clients, 2 workers")
    ]
    for path in (EVENT, LIST):
        for name, measured, bar in (("uncached", cold, 15), ("body cache", warm, 100), ("304", unchanged, 150)):
            detail = f"{measured[path]:.0f} requests/s"
            figures.append(at_least(f"{path} {name}", measured[path] / baseline, "× stock", bar, detail=detail))
        figures.append(at_most(f"{path} queries", queries(path), "queries", 8, detail="in process, no cache"))
    return figures


def rate(port: int, path: str, *, expect: int = 200, etag: str = "") -> float:
    headers = {"If-None-Match": etag} if etag else {}
    return median_of(lambda: ground.requests_per_second(port, path, expect=expect, headers=headers))


def check(port: int, stock: str) -> None:
    """All three answers hold the same eighty sessions before anything is timed."""
    titles = {item["title"] for item in json.loads(ground.get(port, stock).body)["items"]}
    whole = {item["title"] for item in json.loads(ground.get(port, EVENT).body)["sessions"]}
    listed = json.loads(ground.get(port, LIST).body)
    parts = {item["title"] for item in listed["items"]}
    if not len(titles) == SESSIONS or not titles == whole == parts:
        raise RuntimeError("the answers do not hold the same sessions")


def queries(path: str) -> int:
    from django.core.cache import cache
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    cache.clear()
    reset_queries()  # the log is bounded, and making the content has filled it
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = Client(headers={"host": "localhost"}).get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return len(captured)
