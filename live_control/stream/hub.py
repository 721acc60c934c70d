"""What one process knows of the sessions that are watched through it, and its part in keeping their boards.

Everything here happens on one event loop. Nothing in it counts but what the tables say: a process that starts, or that
has lost its line to the others, reads them anew.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist

from live_control import bus
from live_control.board.publish import publish_board
from live_control.models import LiveBoard
from live_control.stream import beats, frames
from live_control.stream.arrivals import Arrivals, Standing
from live_control.stream.hall import Hall
from live_control.stream.hearing import HEARD
from live_control.stream.lane import Lane, Pace
from live_control.stream.listen import listen
from live_control.stream.presence import Presence
from live_control.stream.reader import Reader
from live_control.stream.threads import Threads
from live_control.stream.tickets import Audience, StreamTicket

log = structlog.get_logger("foyer.live")

THREADS = 4
# How long the board of a session waits when the database has failed it.
TROUBLE_SECONDS = 1.0
# So many readers are woken before others get their turn on the event loop.
WOKEN_AT_ONCE = 200
OnMessage = Callable[[bus.Message], None]


class Hub:
    """One per process; made with the application, started on its event loop."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(6)
        self.halls: dict[int, Hall] = {}
        self.threads = Threads(THREADS, "live")
        self.arrivals = Arrivals(self.threads)
        self.presence = Presence(self.threads)
        self.lane = Lane()
        self.pace = Pace()
        self.reactions: dict[int, Counter[str]] = defaultdict(Counter)
        self.subscribers: dict[int, list[OnMessage]] = defaultdict(list)
        self.tasks: set[asyncio.Task[None]] = set()
        self.is_listening = asyncio.Event()
        self.is_ending = False

    def start(self) -> None:
        """Twice is once."""
        if not self.tasks:
            self.spawn(listen(self.hear, self.on_line))
            for beat in beats.all_beats(self):
                self.spawn(beat)

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def end_streams(self) -> None:
        """This process ends: every page comes back to another one."""
        self.is_ending = True
        for hall in self.halls.values():
            for reader in hall:
                reader.end(frames.restarting())

    async def stop(self) -> None:
        self.end_streams()
        await self.lane.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(None, self.threads.close)

    # Sessions and their streams

    def hall(self, session: int) -> Hall:
        """The session as it is known here; read from its tables in a moment where it is new."""
        hall = self.halls.get(session)
        if hall is None:
            hall = self.halls[session] = Hall(session)
            self.spawn(self.refresh(hall))
        hall.unused_since = asyncio.get_running_loop().time()
        return hall

    def enter(self, reader: Reader, standing: Standing) -> None:
        hall = reader.hall
        hall.out.discard(standing.participant)
        for part in standing.voted:
            hall.voters[part].add(standing.participant)
        hall.enter(reader)
        self.presence.came(standing.participant)
        reader.letters.append(frames.event("me", standing.me))
        if hall.seats.get(standing.participant, 0) > reader.ticket.seat:
            reader.end(frames.bye("moved"))  # they have sat down elsewhere while they were looked up here
        if self.is_ending:
            reader.end(frames.restarting())
        reader.wake()

    def leave(self, reader: Reader) -> None:
        reader.is_over = True
        if reader.hall.leave(reader):
            self.presence.left(reader.ticket.participant)

    def close_hall(self, hall: Hall) -> None:
        """The session has been deleted."""
        self.halls.pop(hall.session, None)
        for reader in hall:
            reader.end(frames.bye("over"))

    def watching(self, hall: Hall) -> int:
        return hall.count(Audience.VIEWER)

    # The board

    async def refresh(self, hall: Hall) -> None:
        """Build what is marked, read what is newer, show it. One at a time for each session."""
        if hall.is_busy:
            return
        hall.is_busy = True
        try:
            if hall.is_dirty:
                await self._publish(hall)
            while hall.is_stale:
                hall.is_stale = False
                board = await self.threads.run(stored_board, hall.session)
                if board is not None and hall.take(board):
                    await self.wake(hall)
        except ObjectDoesNotExist:
            self.close_hall(hall)
        except Exception as error:  # noqa: BLE001 - tried again, but not three times a second
            hall.is_dirty = hall.is_stale = True
            log.warning("live board not refreshed", session=hall.session, error=type(error).__name__)
            await asyncio.sleep(TROUBLE_SECONDS)
        finally:
            hall.is_busy = False

    async def _publish(self, hall: Hall) -> None:
        hall.is_dirty = False
        version = await self.threads.run(publish_board, hall.session)
        if version is None:
            hall.is_dirty = True  # another process is at it; whether it knew of our mark is seen at the next tick
        elif version > hall.version:
            hall.is_stale = True

    async def wake(self, hall: Hall) -> None:
        for number, reader in enumerate(hall):
            reader.wake()
            if number % WOKEN_AT_ONCE == WOKEN_AT_ONCE - 1:
                await asyncio.sleep(0)

    # What the processes tell one another

    async def publish(self, *messages: bus.Message) -> None:
        """Tell every process, this one too. Raises what the bus raises."""
        await self.threads.run(bus.send_now, *messages)

    def subscribe(self, session: int, on_message: OnMessage) -> Callable[[], None]:
        """Hear what is told about a session; called on the event loop. Call what it returns to end that."""
        self.subscribers[session].append(on_message)

        def unsubscribe() -> None:
            own = self.subscribers.get(session, [])
            if on_message in own:
                own.remove(on_message)
            if not own:
                self.subscribers.pop(session, None)

        return unsubscribe

    def hear(self, message: bus.Message) -> None:
        session = message["s"]
        hall = self.halls.get(session)
        if hall is not None and (act := HEARD.get(message["t"])):
            act(hall, message)
            if message["t"] == "board" and hall.is_stale:
                self.spawn(self.refresh(hall))
        for on_message in list(self.subscribers.get(session, [])):
            on_message(message)

    def on_line(self) -> None:
        """The line to the others works (again): nobody knows what was said meanwhile."""
        self.is_listening.set()
        for hall in self.halls.values():
            hall.is_dirty = hall.is_stale = True
        if self.halls:
            self.spawn(self.look_again())

    async def look_again(self) -> None:
        """Who is here as what, read anew: they may have been put out, or have voted, without our hearing of it."""
        for hall in list(self.halls.values()):
            readers, told = list(hall), hall.told.copy()
            found = await self.arrivals.look_up_all({(hall.session, person) for person in hall.readers})
            for reader in readers:
                self._look_at(reader, found.get(reader.ticket.participant))
                await self.settle(reader, told=told[reader.ticket.participant])

    async def settle(self, reader: Reader, *, told: int) -> None:
        """Look again where something was told of the person while they were looked up: what was read may be older.

        `told` is the hall's count of before the look-up. So the last that a page hears of its person is true.
        """
        person = reader.ticket.participant
        while reader.hall.told[person] != told and not reader.is_over:
            told = reader.hall.told[person]
            self._look_at(reader, await self.arrivals.look_up(reader.ticket))

    def _look_at(self, reader: Reader, standing: Standing | None) -> None:
        reason = standing.refusal(reader.ticket) if standing else "over"
        if reason or standing is None:
            reader.end(frames.bye(reason))
            return
        for part in standing.voted:
            reader.hall.voters[part].add(standing.participant)
        reader.write(frames.event("me", standing.me))

    def is_void(self, ticket: StreamTicket) -> bool:
        """Known here to be no good any more; what is stored is checked where something is written."""
        hall = self.hall(ticket.session)
        return ticket.participant in hall.out or hall.seats.get(ticket.participant, 0) > ticket.seat


def stored_board(session: int) -> LiveBoard | None:
    return LiveBoard.objects.filter(session_id=session).first()
