"""`pages`: landing page, schedules of 80 and 140 sessions and a session page, as a browser without JavaScript."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

from bench import ground
from bench.content import make_event
from bench.figures import Figure, at_least, at_most, median_of

GZIP = {"Accept-Encoding": "gzip"}
SIZES = (80, 140)


def run() -> list[Figure]:
    """Spec 8: ≤ 12 queries, uncached ≥ 60/s, kept ≥ 400/s, schedule ≤ 250 kB and ≤ 40 kB compressed."""
    from site_pages.picture_actions import make_event_pictures

    for size in SIZES:
        make_event_pictures(make_event(size, slug=f"pages-{size}"))  # as a worker does
    pages = {
        "landing page": "/events/pages-80/",
        "schedule, 80 sessions": "/events/pages-80/sessions/",
        "schedule, 140 sessions": "/events/pages-140/sessions/",
        "session page": "/events/pages-80/sessions/session-12/",
    }
    cookie = signed_in_cookie()
    figures = []
    for name, path in pages.items():
        figures += [
            at_most(f"{name}: queries", queries(path), "queries", 12, detail="anonymous, nothing kept"),
            at_most(f"{name}: queries", queries(path, cookie), "queries", 12, detail="signed in"),
        ]
    with ground.servers(cache="none") as port:
        for name, path in pages.items():
            figures += speeds(port, name, path, cookie)
    with ground.servers(cache="nothing") as port:
        for name, path in pages.items():
            rate = median_of(lambda path=path: ground.requests_per_second(port, path, expect=200))
            figures.append(Figure(f"{name}: nothing kept", round(rate, 2), "requests/s", detail="KEPT_PARTS=0"))
    with ground.servers() as port:
        for name, path in pages.items():
            ground.get(port, path, GZIP)
            rate = median_of(lambda path=path: ground.requests_per_second(port, path, expect=200, headers=GZIP))
            figures.append(at_least(f"{name}: kept", rate, "requests/s", 400, detail="anonymous, from the page cache"))
        for name, path in pages.items():
            figures += weights(port, name, path)
        figures += layout_shifts(port, pages)
    return figures


def speeds(port: int, name: str, path: str, cookie: dict[str, str]) -> list[Figure]:
    if b"/account/" not in ground.get(port, path, cookie).body or b"/account/" in ground.get(port, path).body:
        raise RuntimeError("the session is not good on the server")
    anonymous = median_of(lambda: ground.requests_per_second(port, path, expect=200))
    signed_in = median_of(lambda: ground.requests_per_second(port, path, expect=200, headers=cookie))
    return [
        at_least(f"{name}: uncached", anonymous, "requests/s", 60, detail="anonymous, 8 clients, 2 workers"),
        at_least(f"{name}: uncached", signed_in, "requests/s", 60, detail="signed in"),
    ]


def weights(port: int, name: str, path: str) -> list[Figure]:
    """The HTML's size where the bar names it, and all JavaScript the page loads."""
    html = ground.get(port, path).body
    packed = ground.get(port, path, GZIP).body
    if gzip.decompress(packed).count(b"<") != html.count(b"<"):
        raise RuntimeError("the compressed page is another page")
    script = sum(len(gzip.compress(ground.get(port, source).body)) for source in scripts(port, html.decode()))
    figures = [at_most(f"{name}: JavaScript", script / 1000, "kB compressed", 60)]
    if "schedule" in name:
        figures.append(at_most(f"{name}: HTML", len(html) / 1000, "kB", 250))
        figures.append(at_most(f"{name}: HTML", len(packed) / 1000, "kB compressed", 40))
    return figures


def scripts(port: int, html: str) -> set[str]:
    """Every script the page loads, and what these import in turn."""
    waiting = set(re.findall(r'<script[^>]+src="([^"]+)"', html))
    found: set[str] = set()
    while waiting:
        source = waiting.pop()
        found.add(source)
        text = ground.get(port, source).body.decode()
        folder = Path(source).parent
        for imported in re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"', text):
            target = str((Path("/") / folder / imported).resolve())
            waiting |= {target} - found
    return found


def queries(path: str, cookie: dict[str, str] | None = None) -> int:
    from django.core.cache import cache
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from site_pages.kept import shelf

    cache.clear()
    shelf.clear()
    reset_queries()  # the log is bounded, and making the content has filled it
    client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"} | (cookie or {}))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return len(captured)


def signed_in_cookie() -> dict[str, str]:
    """A visitor's session (no staff, so no editor's bar), under both cookie names of the two settings."""
    from django.test import Client

    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory())
    key = client.cookies["sessionid"].value
    return {"Cookie": f"__Host-session={key}; sessionid={key}"}


def layout_shifts(port: int, pages: dict[str, str]) -> list[Figure]:
    """Cumulative layout shift in Chromium at phone width; not measured where there is none."""
    browser_path = shutil.which("chromium")
    if browser_path is None:
        print("SKIPPED: layout shift, because no Chromium is installed")
        return []
    from playwright.sync_api import sync_playwright

    observe = """() => new Promise(resolve => { let sum = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
          .observe({type: "layout-shift", buffered: true});
        setTimeout(() => resolve(sum), 1500); })"""
    figures = []
    with sync_playwright() as playwright:
        switches = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {ground.HOST} 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=browser_path, args=switches)
        headers = {"X-Forwarded-Proto": "https"}
        page = browser.new_page(viewport={"width": 390, "height": 844}, extra_http_headers=headers, bypass_csp=True)
        for name, path in pages.items():
            answer = page.goto(f"http://{ground.HOST}:{port}{path}", wait_until="load")
            if answer is None or answer.status != 200 or not page.evaluate("document.fonts.size"):
                raise RuntimeError(f"{path} cannot be looked at")
            figures.append(at_most(f"{name}: layout shift", page.evaluate(observe), "", 0.01, detail="390 px wide"))
        browser.close()
    return figures
