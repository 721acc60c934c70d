"""The version of what the public sees of an event, and the ETag made from it (spec 7, "Speed").

The number is raised by every publish, unpublish, move, deletion and shared-record change. A reader
takes the stamp first and the content afterwards, so an answer is never older than its tag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone as clock

from site_pages.clock import early_join
from site_pages.models import EventPage, EventVersion, SessionPage

# Sent after commit with `event` (an EventPage, or None for the site alone) and `version` (its number).
event_changed = Signal()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer's tag depends on: whose version, its number, and how far the clock has come.

    `mark` is what changes without a new version (freshness.py), where the answer shows that.
    """

    event_id: int | None
    number: int
    epoch: int
    changed_at: datetime
    mark: str = ""

    def etag(self, representation: str) -> str:
        """A strong ETag of one representation (address, query, encoding) of this state."""
        text = f"{settings.RELEASE}|{self.event_id}|{self.number}|{self.epoch}|{self.mark}|{representation}"
        return f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


# Written out, because every read of a page or of the API begins with it: building these two with the ORM and
# turning an event's hundreds of boundaries into Python objects took ten times as long as the rest of a 304.
# width_bucket counts the boundaries that have passed.
EVENT_STAMP = """
SELECT version.event_id, version.number, width_bucket(%s, version.boundaries), version.changed_at
FROM wagtailcore_page page JOIN site_pages_eventversion version ON version.event_id = page.id
WHERE page.slug = %s AND page.live AND NOT EXISTS (
    SELECT FROM wagtailcore_pageviewrestriction restriction
    JOIN wagtailcore_page kept ON kept.id = restriction.page_id
    WHERE starts_with(page.path, kept.path)
)
LIMIT 1
"""
SITE_STAMP = """
SELECT event_id, number, width_bucket(%s, boundaries), changed_at
FROM site_pages_eventversion WHERE event_id IS NULL
"""


def stamp_of_event(slug: str) -> Stamp | None:
    """The stamp of a published event, in one query; None where no visitor may see such an event."""
    return _read_stamp(EVENT_STAMP, slug)


def stamp_of_site() -> Stamp:
    """The stamp of everything together: lists, feeds, the front page."""
    return _read_stamp(SITE_STAMP) or Stamp(None, 0, 0, datetime.fromtimestamp(0, tz=UTC))


def _read_stamp(query: str, *parameters: str) -> Stamp | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [clock.now(), *parameters])
        row = cursor.fetchone()
    return Stamp(*row) if row else None


def raise_versions(event_ids: Iterable[int]) -> None:
    """Raise the version of these events and of the site; tell `event_changed` after commit.

    Rows are locked in the order of their ids, the site's last, so two writers never deadlock.
    """
    ids = sorted(set(event_ids))
    with transaction.atomic():
        for event_id in ids:
            _raise_event(event_id)
        _raise_site()
        transaction.on_commit(lambda: _tell(ids))


def _raise_event(event_id: int) -> None:
    event = EventPage.objects.filter(pk=event_id).first()
    if event is None:
        return
    boundaries = event_boundaries(event)
    _upsert(event_id, boundaries)


def event_boundaries(event: EventPage) -> list[datetime]:
    """Every moment at which the event or one of its sessions changes its state by the clock."""
    moments = {event.starts_at, event.ends_at}
    times = SessionPage.objects.for_event(event).live().scheduled().values_list("starts_at", "ends_at")
    for starts_at, ends_at in times:
        moments.update((starts_at - early_join(), starts_at, ends_at))
    return sorted(moments)


def _raise_site() -> None:
    spans = EventPage.objects.live().values_list("starts_at", "ends_at")
    _upsert(None, sorted({moment for span in spans for moment in span}))


def _upsert(event_id: int | None, boundaries: list[datetime]) -> None:
    """Raise the row, or make it; two makers at once are settled by the unique constraints."""
    now = clock.now()
    rows = EventVersion.objects.filter(event_id=event_id)
    if not rows.update(number=F("number") + 1, boundaries=boundaries, changed_at=now):
        row = EventVersion(event_id=event_id, number=0, boundaries=boundaries, changed_at=now)
        EventVersion.objects.bulk_create([row], ignore_conflicts=True)
        rows.update(number=F("number") + 1, boundaries=boundaries, changed_at=now)


def _tell(event_ids: list[int]) -> None:
    events = EventPage.objects.filter(pk__in=event_ids).select_related("version")
    for event in events:
        event_changed.send(sender=EventPage, event=event, version=event.version.number)
    event_changed.send(sender=EventPage, event=None, version=stamp_of_site().number)
