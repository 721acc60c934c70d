"""Bar `gallery`: a gallery of 100,000 photos among half a million, read as the organizer API reads it.

Times are the database's own, planning and execution of every statement that a page, its facets or its figures take,
median of three; the worst of a group counts. Where the database runs on this machine it is the time that its process
had a core, so other programs that want the same cores change little; else what `EXPLAIN ANALYZE` says. Parallel workers
are off. Before that each answer is compared with what a plain query with OFFSET gives, so that nothing is fast because
it is wrong.
"""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from itertools import product
from operator import itemgetter
from pathlib import Path

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock

from bench.figures import RUNS, Figure, at_most
from bench.gallery_ground import OTHERS, OTHERS_PHOTOS, PHOTOS, fill
from gallery.cursors import Cursor
from gallery.facets import tags_of, uploaders_of
from gallery.filters import Filters, matching
from gallery.listing import Listing, read_page
from gallery.models import Gallery, GuestSession
from gallery.sorting import ORDERS, Sort, keys_of
from gallery.stats import stats_of

LIMIT, AGAIN = 50, 24
DEPTHS = (1_000, 50_000, 95_000)
TIMES = re.compile(r"(?:Planning|Execution) Time: ([\d.]+) ms")
Work = Callable[[], object]


def run() -> list[Figure]:
    gallery = fill()
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    sorts = [Sort(by, is_falling) for by, is_falling in product(ORDERS, (True, False))]
    whole = [Listing(gallery, Filters(include_hidden=both), sort) for both, sort in product((False, True), sorts)]
    filtered = [Listing(gallery, filters, sort) for filters, sort in product(filters_of(gallery), sorts)]
    names, tags = facets(uploaders_of, gallery), facets(tags_of, gallery)
    return [
        slowest("first page", whole, first, bar=5),
        slowest("page, 50 to 95,000 photos deep", whole, second, *map(deep, DEPTHS), bar=5),
        slowest("first page of a filter", filtered, first, bar=15),
        slowest("second page of a filter", filtered, second, bar=15),
        at_most("facets: names", names, "ms", 80, detail="1,276 names; all, or some letters"),
        at_most("facets: tags", tags, "ms", 80, detail="202 tags; all, or some letters"),
        Figure("statistics", round(taken(partial(check_stats, gallery)), 1), "ms", detail="four statements"),
        Figure("photos in all", PHOTOS + OTHERS * OTHERS_PHOTOS, "", detail=f"load average {os.getloadavg()[0]:.1f}"),
    ]


def filters_of(gallery: Gallery) -> list[Filters]:
    """Common, rare and none of every group, and groups together."""
    day = clock.now().date() - timedelta(days=2)
    guest = GuestSession.objects.filter(gallery=gallery)[1_000].public_id
    common, rare, names = "tag 0", "tag 190", ("Guest 7", "Guest 14", "Guest 21")
    return [
        Filters(uploaders=names),
        Filters(uploaders=("",)),
        Filters(uploaders=(*names, "")),
        Filters(uploaders=("Nobody of this name",)),
        Filters(tags=(common,)),
        Filters(tags=(rare,)),
        Filters(tags=("tag 20", "tag 40", rare)),
        Filters(tags=("rare here",)),
        Filters(file_types=("image/heic",)),
        Filters(file_types=("image/png",)),
        Filters(day=day),
        Filters(guest=guest),
        Filters(uploaders=(*names, ""), tags=(common,)),
        Filters(uploaders=names, tags=(common, rare)),
        Filters(tags=(common,), file_types=("image/png",)),
        Filters(day=day, tags=(common,)),
        Filters(day=day, tags=(rare,), file_types=("image/jpeg",)),
        Filters(day=day, uploaders=names),
    ]


def slowest(name: str, listings: list[Listing], *ways: Callable[[Listing], Work | None], bar: float) -> Figure:
    """The slowest page of all these, and which it is; a way gives no work where there is no such page."""
    works = [(listing, work) for listing, way in product(listings, ways) if (work := way(listing))]
    times = sorted(((taken(work), work, listing) for listing, work in works), key=itemgetter(0))
    middle = statistics.median(time for time, _work, _listing in times)
    # The machine's own pauses fall on some of them: whatever looks slow is measured four times more.
    again = (
        (statistics.median([time, *(taken(work) for _ in range(4))]), listing) for time, work, listing in times[-AGAIN:]
    )
    worst, listing = max(again, key=itemgetter(0))
    asked = ", ".join(f"{group}={value}" for group, value in asdict(listing.filters).items() if value)
    detail = f"worst of {len(times)}, median {middle:.1f}: {asked or 'everything'} by {listing.sort.terms[0]}"
    return at_most(name, worst, "ms", bar, detail=detail)


def first(listing: Listing) -> Work:
    check(listing, cursor="", depth=0)
    return lambda: read_page(listing, limit=LIMIT)


def second(listing: Listing) -> Work | None:
    cursor = read_page(listing, limit=LIMIT).next_cursor
    if cursor is None:
        return None
    check(listing, cursor=cursor, depth=LIMIT)
    return lambda: read_page(listing, cursor=cursor, limit=LIMIT)


def deep(depth: int) -> Callable[[Listing], Work]:
    """The page that begins so many photos deep, as somebody reads it who came all the way."""

    def way(listing: Listing) -> Work:
        photos = matching(listing.gallery, listing.filters)
        last = photos.order_by(*listing.sort.terms)[depth - 1]
        keys = keys_of(getattr(last, column) for column in listing.sort.columns)
        cursor = Cursor(keys, last.public_id, photos.count()).write(listing.digest)
        check(listing, cursor=cursor, depth=depth)
        return lambda: read_page(listing, cursor=cursor, limit=LIMIT)

    return way


def check(listing: Listing, *, cursor: str, depth: int) -> None:
    """The page holds exactly the photos that stand there."""
    page = read_page(listing, cursor=cursor, limit=LIMIT)
    photos = matching(listing.gallery, listing.filters)
    expected = list(photos.order_by(*listing.sort.terms)[depth : depth + LIMIT].values_list("pk", flat=True))
    if [media.pk for media in page.media] != expected or page.total != photos.count():
        raise AssertionError(f"another page than {listing.filters} {listing.sort} has at {depth}")


def facets(read: Callable[..., list], gallery: Gallery) -> float:
    """All of them, and a search; the counts have to add up."""
    found = read(gallery, words="", limit=5_000, include_hidden=True)
    whole = PHOTOS if read is uploaders_of else sum(len(tags) for tags in gallery.media.values_list("tags", flat=True))
    if sum(facet.photos for facet in found) != whole:
        raise AssertionError("facets do not add up")
    return max(
        taken(partial(read, gallery, words=words, limit=500, include_hidden=both))
        for words, both in product(("", "1"), (False, True))
    )


def check_stats(gallery: Gallery) -> None:
    stats = stats_of(gallery)
    if (stats.total, sum(stats.per_day.values())) != (PHOTOS, PHOTOS):
        raise AssertionError("statistics do not add up")


def taken(work: Work) -> float:
    """Milliseconds that the database spends on everything this asks."""
    reset_queries()  # Django keeps no more than nine thousand
    with CaptureQueriesContext(connection) as queries:
        work()
    asked = [query["sql"] for query in queries.captured_queries]
    if not asked or any(re.search(r"\bOFFSET\b", sql) for sql in asked):
        raise AssertionError("a page skips through what lies before it")
    return sum(map(spent, asked))


def spent(sql: str) -> float:
    """Planning and execution in milliseconds, median of three."""
    times = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}")
        for _ in range(RUNS):
            before = on_core(process)
            cursor.execute(sql if before is not None else f"EXPLAIN (ANALYZE, TIMING OFF) {sql}")
            lines = cursor.fetchall()
            if before is not None:
                times.append(on_core(process) - before)
            else:
                times.append(sum(float(found[1]) for (line,) in lines if (found := TIMES.search(line))))
    return statistics.median(times)


def on_core(process: Path) -> float | None:
    """Milliseconds that this process of PostgreSQL has had a core so far; None where it runs elsewhere."""
    try:
        if not (process / "comm").read_text().startswith("postgres"):
            return None
        return int((process / "schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return None
