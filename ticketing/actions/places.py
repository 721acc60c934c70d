"""Taking and giving back places online: the only code that changes `SessionPlaces.used` (docs/locking.md).

A place is a row, unique per holder, and the counter of its session; both change in one short transaction, the
row first and the counter last. So the same person on two devices waits for themselves alone, and whoever finds
the session full has written nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone as clock

from ticketing.errors import SessionFull
from ticketing.models import OnlinePlace, SessionPlaces

# The page tells every minute that it is still open; a laptop that sleeps is not.
AWAY_AFTER = timedelta(minutes=5)

INSERT = """
INSERT INTO ticketing_onlineplace (places_id, holder, name, joined_at, seen_at)
SELECT id, %s, %s, now(), now() FROM ticketing_sessionplaces WHERE session_id = %s
ON CONFLICT (places_id, holder) DO UPDATE SET seen_at = excluded.seen_at, name = excluded.name
RETURNING places_id, (xmax = 0)
"""
RAISE_COUNTER = """
UPDATE ticketing_sessionplaces SET used = used + 1
WHERE id = %s AND (%s::integer IS NULL OR used < %s) RETURNING used
"""


def take_place(session_id: int, holder: str, *, name: str, limit: int | None) -> bool:
    """Give the holder a place, or note that they are still there. Whether it is a new one.

    Raises SessionFull, and then nothing is written.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [holder, name, session_id])
        row = cursor.fetchone()
        if row is None:  # the first of this session
            SessionPlaces.objects.bulk_create([SessionPlaces(session_id=session_id)], ignore_conflicts=True)
            cursor.execute(INSERT, [holder, name, session_id])
            row = cursor.fetchone()
        places_id, is_new = row
        if is_new:
            cursor.execute(RAISE_COUNTER, [places_id, limit, limit])
            if cursor.fetchone() is None:
                raise SessionFull
    return bool(is_new)


def note_seen(session_id: int, holders: Collection[str]) -> int:
    """These are still there; for rooms that know it from their own connections. Returns how many hold places."""
    rows = OnlinePlace.objects.filter(places__session=session_id, holder__in=holders)
    return rows.update(seen_at=clock.now())


def give_back_places(session_id: int, holders: Collection[str]) -> list[str]:
    """Return the places of these holders; which of them had one. Twice is once."""
    rows = OnlinePlace.objects.filter(places__session=session_id, holder__in=holders)
    return _give_back(session_id, list(rows.values_list("pk", flat=True)), unseen_since=None)


def empty_places(session_id: int) -> list[str]:
    """Return every place of a session that is not held online (any more)."""
    holders = list(OnlinePlace.objects.filter(places__session=session_id).values_list("holder", flat=True))
    return give_back_places(session_id, holders)


def sweep_places(now: datetime | None = None) -> int:
    """Return the places of those who have stayed away; how many."""
    since = (now or clock.now()) - AWAY_AFTER
    gone = 0
    stale = OnlinePlace.objects.filter(seen_at__lt=since).values_list("places__session", "pk")
    by_session: dict[int, list[int]] = {}
    for session_id, place in stale:
        by_session.setdefault(session_id, []).append(place)
    for session_id, places in sorted(by_session.items()):
        gone += len(_give_back(session_id, places, unseen_since=since))
    return gone


def _give_back(session_id: int, places: Collection[int], *, unseen_since: datetime | None) -> list[str]:
    """Delete these rows, as far as they are still there and unseen, and lower the counter by as many."""
    with transaction.atomic():
        rows = OnlinePlace.objects.filter(pk__in=places).order_by("pk")
        if unseen_since is None:
            rows = rows.select_for_update()
        else:
            # Whoever is telling right now that they are still there is not away.
            rows = rows.filter(seen_at__lt=unseen_since).select_for_update(skip_locked=True)
        locked = list(rows.values_list("pk", "holder"))
        OnlinePlace.objects.filter(pk__in=[pk for pk, _holder in locked]).delete()
        if locked:
            SessionPlaces.objects.filter(session=session_id).update(used=F("used") - len(locked))
    return [holder for _pk, holder in locked]
