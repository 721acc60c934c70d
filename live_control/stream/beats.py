"""What a process does again and again while its sessions are watched."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone as clock

from live_control import bus
from live_control.board.mark import mark_board
from live_control.models import LiveBoard
from live_control.stream.hall import Hall

if TYPE_CHECKING:
    from live_control.stream.hub import Hub

log = structlog.get_logger("foyer.live")

SAFETY_SECONDS = 5.0
LOOK_AFTER_SECONDS = 1.0
PRESENCE_SECONDS = 10.0
# How many watch is told when it changes, and at least this often.
TOLD_EVERY = 3.0
# A session that nobody watches here is forgotten; its chat is kept for so long.
FORGOTTEN_AFTER = 600.0


def all_beats(hub: Hub) -> list[Coroutine[Any, Any, None]]:
    watch = Watch(hub)
    return [
        every(float(settings.LIVE_TICK_MS) / 1000, lambda: tick(hub)),
        every(LOOK_AFTER_SECONDS, lambda: look_after(hub, watch)),
        every(SAFETY_SECONDS, lambda: look_for_missed(hub)),
        every(PRESENCE_SECONDS, lambda: hub.presence.write(hub.halls)),
    ]


async def every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    """At the same moments in every process, so that boards are built once per tick and not once per process."""
    while True:
        await asyncio.sleep(seconds - time.time() % seconds)
        try:
            await act()
        except Exception as error:  # noqa: BLE001 - the next beat tries again
            log.warning("live beat failed", error=type(error).__name__)


async def tick(hub: Hub) -> None:
    """Build what is marked, pass on what was said, send it."""
    now = clock.now()
    if hub.reactions:
        counts, hub.reactions = hub.reactions, defaultdict(Counter)
        hub.spawn(hub.publish(*({"t": "react", "s": session, "c": dict(count)} for session, count in counts.items())))
    for hall in list(hub.halls.values()):
        if hall.due is not None and now >= hall.due:
            hall.due = None
            hub.spawn(hub.threads.run(mark_board, hall.session))
        if (hall.is_dirty or hall.is_stale) and not hall.is_busy:
            hub.spawn(hub.refresh(hall))
        if hall.readers and hall.ticks.close():
            await hub.wake(hall)


async def look_after(hub: Hub, watch: Watch) -> None:
    now = asyncio.get_running_loop().time()
    for hall in list(hub.halls.values()):
        for reader in hall:
            reader.look_after(now)
        if hall.readers or hall.session in hub.subscribers:
            hall.unused_since = now
        elif now - hall.unused_since > FORGOTTEN_AFTER:
            del hub.halls[hall.session]
    await watch.tell(now)


class Watch:
    """Tells the other processes how many watch through this one."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.told: dict[int, tuple[int, float]] = {}

    async def tell(self, now: float) -> None:
        news: list[bus.Message] = []
        for hall in self.hub.halls.values():
            count = self.hub.watching(hall)
            before, at = self.told.get(hall.session, (0, now))
            if count != before or (count and now - at > TOLD_EVERY):
                self.told[hall.session] = (count, now)
                news.append({"t": "watch", "s": hall.session, "w": self.hub.process, "n": count})
        if news:
            await self.hub.publish(*news)


async def look_for_missed(hub: Hub) -> None:
    """What no message told: one query for all sessions here."""
    if hub.halls:
        for session, version, is_marked in await hub.threads.run(states_of, list(hub.halls)):
            note_state(hub.halls.get(session), version, is_marked=is_marked)


def note_state(hall: Hall | None, version: int, *, is_marked: bool) -> None:
    if hall is not None:
        hall.is_dirty |= is_marked
        hall.is_stale |= version > hall.version


def states_of(sessions: list[int]) -> list[tuple[int, int, bool]]:
    found = LiveBoard.objects.filter(session__in=sessions).annotate(left=F("marked") - F("built"))
    return [(session, version, left > 0) for session, version, left in found.values_list("session", "version", "left")]
