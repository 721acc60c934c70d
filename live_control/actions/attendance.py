"""Who is there, as open streams show it: written in batches, and noticed when it ends (spec 4, "Rooms and tokens")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone as clock

from live_control.choices import StagePlace
from live_control.models import Participant
from ticketing.actions.places import note_seen

MOST_AT_ONCE = 1_000
# Nobody stays on stage whom no process has seen for so long: theirs may have been killed.
LOST_AFTER = timedelta(seconds=90)

# In the order of their keys, so that two processes do not wait for one another crosswise.
SEEN = """
UPDATE live_control_participant SET last_seen_at = %s WHERE id IN (
    SELECT id FROM live_control_participant WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
) RETURNING session_id, holder
"""


def note_present(participants: Collection[int]) -> None:
    """These have a stream open now; their places online are kept. A few statements for every thousand."""
    keys = sorted(participants)
    holders: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(keys), MOST_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(SEEN, [clock.now(), keys[start : start + MOST_AT_ONCE]])
            for session, holder in cursor.fetchall():
                holders[session].append(holder)
    for session, names in sorted(holders.items()):
        note_seen(session, names)


def unseen_since(left: dict[int, datetime]) -> list[int]:
    """Which of these people nobody has seen since they left here; another process may have a stream of theirs."""
    found = Participant.objects.filter(pk__in=left).values_list("pk", "last_seen_at")
    return sorted(pk for pk, seen_at in found if seen_at <= left[pk])


def lost_from(sessions: Collection[int]) -> list[int]:
    """Who is on stage, or has a hand up, and has not been seen for long."""
    acting = Q(hand_raised_at__isnull=False) | ~Q(stage=StagePlace.AUDIENCE)
    found = Participant.objects.filter(acting, session__in=sessions, last_seen_at__lt=clock.now() - LOST_AFTER)
    return sorted(found.values_list("pk", flat=True))
