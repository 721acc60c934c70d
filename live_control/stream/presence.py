"""Who is there through this process, told to the attendance list, and who has gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone as clock

from live_control.actions.attendance import lost_from, note_present, unseen_since
from live_control.signals import people_left
from live_control.stream.hall import Hall
from live_control.stream.threads import Threads

# Well below GONE_AFTER: a stream in another process is seen at least once before somebody counts as gone.
WRITTEN_EVERY = timedelta(seconds=20)
GONE_AFTER = timedelta(seconds=30)
LOST_LOOKED_FOR_EVERY = timedelta(seconds=60)


class Presence:
    """Called every few seconds; writes what is due."""

    def __init__(self, threads: Threads) -> None:
        self.threads = threads
        self.new: set[int] = set()
        self.gone: dict[int, datetime] = {}
        self.written_at = self.lost_at = clock.now()
        self.is_changed = False

    def came(self, participant: int) -> None:
        self.gone.pop(participant, None)
        self.new.add(participant)

    def left(self, participant: int) -> None:
        self.new.discard(participant)
        self.gone[participant] = clock.now()

    async def write(self, halls: dict[int, Hall]) -> None:
        now = clock.now()
        here = {hall.session: set(hall.readers) for hall in halls.values() if hall.readers}
        seen = self._due(here, now)
        if seen:
            await self.threads.run(note_present, seen)
        left = {person: at for person, at in self.gone.items() if now - at > GONE_AFTER}
        is_time_for_lost = now - self.lost_at > LOST_LOOKED_FOR_EVERY
        if left or is_time_for_lost:
            self.lost_at = now if is_time_for_lost else self.lost_at
            await self.threads.run(end_of, left, list(here) if is_time_for_lost else [])
        for person in left:
            self.gone.pop(person, None)

    def _due(self, here: dict[int, set[int]], now: datetime) -> set[int]:
        """Those who have just come, and now and then everybody."""
        seen, self.new = self.new, set()
        if now - self.written_at > WRITTEN_EVERY:
            self.written_at = now
            return set().union(*here.values())
        return seen


def end_of(left: dict[int, datetime], sessions: Collection[int]) -> None:
    """Those who left here and were seen nowhere since, and those whom a process that died has left behind."""
    left_behind = set(unseen_since(left)) | set(lost_from(sessions))
    if left_behind:
        people_left.send(sender=Presence, participants=sorted(left_behind))
