"""The small ASGI application before Django: streams of boards, the express lane, the signalling of the mesh.

None of it has a session, a middleware or a database connection of its own; a signed ticket says who asks. Everything
else is the inner application's.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from types import FrameType
from typing import Any

import structlog
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from live_control.errors import TicketOver
from live_control.stream import frames
from live_control.stream.express import post_reaction, post_vote
from live_control.stream.hub import Hub
from live_control.stream.lane import Busy
from live_control.stream.reader import Reader
from live_control.stream.requests import Receive, Request, Scope, Send, answer, refuse
from live_control.stream.signalling import signal as signalling
from notifications.errors import DomainError

log = structlog.get_logger("foyer.live")

STREAM, VOTES, REACTIONS, SIGNAL = "/live/stream", "/api/live/votes", "/api/live/reactions", "/live/signal"
METHODS = {STREAM: "GET", VOTES: "POST", REACTIONS: "POST"}
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),  # a proxy that compresses would hold events back
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class LiveApp:
    """One per process."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.hub = Hub()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "websocket" and scope["path"] == SIGNAL:
            self.hub.start()
            await signalling(scope, receive, send, self.hub)
        elif scope["type"] == "http" and scope["path"] in METHODS:
            self.hub.start()  # also where the server tells nothing of its start
            await self.answer(Request(scope, receive), send)
        else:
            await self.inner(scope, receive, send)

    async def answer(self, request: Request, send: Send) -> None:
        try:
            request.check(METHODS[request.path])
            if request.path == STREAM:
                await self.stream(request, send)
            elif request.path == VOTES:
                await answer(send, 200, await post_vote(request, self.hub))
            else:
                await post_reaction(request, self.hub)
                await answer(send, 204)
        except DomainError as error:
            await refuse(send, error)
        except DatabaseError as error:
            log.warning("live request without database", path=request.path, error=type(error).__name__)
            await refuse(send, Busy())

    async def stream(self, request: Request, send: Send) -> None:
        """Open until one of the two ends it. Raises TicketOver before the first byte."""
        ticket = request.ticket_of_address()
        hall = self.hub.hall(ticket.session)
        told = hall.told[ticket.participant]
        standing = await self.hub.arrivals.look_up(ticket)
        if standing is None:
            raise TicketOver(_("This page's ticket is not valid. Please join again."))
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        if reason := standing.refusal(ticket):
            await send({"type": "http.response.body", "body": frames.bye(reason), "more_body": False})
            return
        reader = Reader(ticket, send, hall, version=request.last_event_id())
        self.hub.enter(reader, standing)
        try:
            await self.hub.settle(reader, told=told)
            while (await request.receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:  # the server's patience with open streams has ended
            reader.end(frames.restarting())
            await asyncio.sleep(0)
        finally:
            self.hub.leave(reader)

    async def live(self, receive: Receive, send: Send) -> None:
        """The process's own life. Django's handler knows nothing of it."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                allow_many_files()
                self.hub.start()
                end_streams_on_signals(self.hub)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def allow_many_files() -> None:
    """Each stream is an open file; systems begin with some 1,000 and allow many more to those who ask."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def end_streams_on_signals(hub: Hub) -> None:
    """A server that is told to end waits for its open requests first, and streams never end by themselves."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if not callable(before):
            continue

        def end(signum: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(hub.end_streams)
            before(signum, frame)

        with contextlib.suppress(ValueError):  # not in the main thread: the server's patience ends them
            signal.signal(number, end)
