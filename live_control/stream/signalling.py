"""`/live/signal`: the WebSocket by which the pages of an embedded session find each other (docs/live-page.md).

Nothing that a page says is believed: who it is stands in its ticket, whether it may send stands in its row, and what it
may answer is what it was asked.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from live_control.choices import Provider, StagePlace
from live_control.errors import TicketOver
from live_control.media.embedded import EmbeddedProvider
from live_control.models import Participant
from live_control.stream.ice import ice_servers
from live_control.stream.mesh import SPEAKS_EVERY, Closed, Mesh, Message, Peer
from live_control.stream.threads import Threads
from live_control.stream.tickets import StreamTicket, read_ticket

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

log = structlog.get_logger("foyer.live")

# A description of four streams in every codec is some 12 kB; a candidate has 200 bytes.
LARGEST = {"offer": 32_000, "answer": 32_000, "ice": 2_000}
SMALL = 1_000
# Going on stage is one offer and a dozen candidates to each of eleven others at once.
BURST, PER_SECOND = 500, 40
# Wanting to send without being on stage makes the database look: as dear as so many messages.
LIE_COSTS = 20
TICKET_WITHIN = 5.0
# What has not been sent to a page that does not read.
MOST_WAITING = 2_000
# How long a look at the stage counts: the offers of one moment are one question.
LOOK_LASTS = 1.0
KINDS = {"offer", "answer", "ice", "end", "again"}
# Ends the line to the bus.
LAST: Message = {}


class Hub(Protocol):
    """Where the bus is heard and spoken to, and work is done off the event loop (stream/hub.py)."""

    threads: Threads

    async def publish(self, *messages: Message) -> None: ...

    def subscribe(self, session: int, take: Callable[[Message], None]) -> Callable[[], None]:
        """Hand every message of this session to `take`, in this event loop; the answer ends it."""
        ...


@dataclass(slots=True)
class Opened:
    """A mesh with somebody in it in this process, and what ends with the last of them."""

    mesh: Mesh
    unsubscribe: Callable[[], None]
    waiting: asyncio.Queue[Message]
    tasks: list[asyncio.Task[None]]


_opened: dict[tuple[int, int], Opened] = {}


async def signal(scope: Scope, receive: Receive, send: Send, hub: Hub) -> None:
    """One page's socket, from its opening to its end."""
    await receive()
    if not is_from_here(scope):
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "websocket.accept"})
    ticket, person = await admitted(receive, hub)
    if ticket is None or person is None:
        await send({"type": "websocket.close", "code": Closed.TICKET})
        return
    socket = Socket(ticket, person, send, hub)
    opened = open_mesh(ticket.session, hub)
    try:
        opened.mesh.enter(socket.peer)
        await socket.run(opened.mesh, receive)
    finally:
        opened.mesh.leave(socket.peer)
        close_mesh(opened)


def is_from_here(scope: Scope) -> bool:
    """Whether a page of our own opened the socket: browsers name it, and let any page open sockets anywhere."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get("origin", "")
    return urlsplit(origin).netloc == headers.get("host") or origin in settings.CSRF_TRUSTED_ORIGINS


async def admitted(receive: Receive, hub: Hub) -> tuple[StreamTicket | None, Participant | None]:
    """The ticket in the first message and the person whom it names, if the seat is still theirs.

    It is no part of the address, because servers and proxies write addresses into their logs.
    """
    try:
        event = await asyncio.wait_for(receive(), TICKET_WITHIN)
        ticket = read_ticket(str(json.loads(event.get("text") or "{}")["ticket"]))
    except (TicketOver, TimeoutError, ValueError, KeyError, TypeError):
        return None, None
    return ticket, await hub.threads.run(person_of, ticket)


def person_of(ticket: StreamTicket) -> Participant | None:
    """One query."""
    found: Participant | None = Participant.objects.filter(
        pk=ticket.participant, seat=ticket.seat, out="", session__live_room__provider=Provider.EMBEDDED
    ).first()
    return found


def is_on_stage(participant: int, seat: int) -> bool:
    """One query."""
    return Participant.objects.filter(pk=participant, seat=seat, out="", stage=StagePlace.STAGE).exists()


def open_mesh(session: int, hub: Hub) -> Opened:
    """This process's part of the session's mesh."""
    key = (id(hub), session)
    if key not in _opened:
        waiting: asyncio.Queue[Message] = asyncio.Queue()
        mesh = Mesh(session, EmbeddedProvider.room_limit, publish=waiting.put_nowait)
        tasks = [asyncio.create_task(keep_speaking(mesh)), asyncio.create_task(pass_to_bus(waiting, hub))]
        _opened[key] = Opened(mesh, hub.subscribe(session, mesh.take), waiting, tasks)
    return _opened[key]


def close_mesh(opened: Opened) -> None:
    """Forget it with the last peer."""
    if opened.mesh.local:
        return
    for key in [key for key, one in _opened.items() if one is opened]:
        del _opened[key]
        opened.unsubscribe()
        opened.tasks[0].cancel()
        opened.waiting.put_nowait(LAST)  # what is said before it still has to reach the others


async def keep_speaking(mesh: Mesh) -> None:
    while True:
        await asyncio.sleep(SPEAKS_EVERY)
        mesh.speak()


async def pass_to_bus(waiting: asyncio.Queue[Message], hub: Hub) -> None:
    """In order, and what has gathered meanwhile at once: a candidate that overtook its offer would be dropped."""
    while True:
        gathered = [await waiting.get()]
        while not waiting.empty():
            gathered.append(waiting.get_nowait())
        said = [message for message in gathered if message is not LAST]
        try:
            await hub.publish(*said)
        except Exception as error:  # noqa: BLE001 - pages find one another again when the bus is back
            log.warning("signalling not passed on", error=type(error).__name__)
        if len(said) < len(gathered):
            return


class Socket:
    """Between one page's socket and the mesh."""

    def __init__(self, ticket: StreamTicket, person: Participant, send: Send, hub: Hub) -> None:
        self.ticket = ticket
        self.send = send
        self.hub = hub
        self.waiting: asyncio.Queue[Message | int] = asyncio.Queue()
        self.peer = Peer(person.pk, str(person.public_id), ticket.seat, deliver=self.deliver, close=self.close)
        self.left, self.counted_at = float(BURST), time.monotonic()
        self.seen_on_stage = 0.0

    def deliver(self, message: Message) -> None:
        if self.waiting.qsize() >= MOST_WAITING:
            self.close(Closed.FAST)
            return
        if message["type"] == "cut" and message["peer"] == self.peer.key:
            self.seen_on_stage = 0.0
        self.waiting.put_nowait(message)

    def close(self, code: int) -> None:
        self.waiting.put_nowait(code)

    async def run(self, mesh: Mesh, receive: Receive) -> None:
        """Until the page leaves, the ticket ends or somebody closes."""
        servers = ice_servers(self.peer.public_id)
        self.deliver({"type": "welcome", "peer": self.peer.key, "ice_servers": servers, "limit": mesh.limit})
        writing = asyncio.create_task(self.write())
        reading = asyncio.create_task(self.read(mesh, receive))
        try:
            await asyncio.wait(
                {writing, reading},
                timeout=max(self.ticket.until - time.time(), 0),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for task in (writing, reading):
                task.cancel()
            await asyncio.gather(writing, reading, return_exceptions=True)

    async def write(self) -> None:
        """What is said to the page, in order, up to a number that closes."""
        while True:
            message = await self.waiting.get()
            if isinstance(message, int):
                await self.send({"type": "websocket.close", "code": message})
                return
            await self.send({"type": "websocket.send", "text": json.dumps(message, separators=(",", ":"))})

    async def read(self, mesh: Mesh, receive: Receive) -> None:
        """What the page says, until it leaves. Ends only then: a closing number has to be written first."""
        is_open = True
        while (event := await receive())["type"] != "websocket.disconnect":
            if not is_open:
                continue
            code = await self.hear(mesh, event.get("text") or "")
            if code:
                self.close(code)
                is_open = False

    async def hear(self, mesh: Mesh, text: str) -> int:
        """One message; the number to close with where it is none."""
        now = time.monotonic()
        self.left = min(BURST, self.left + (now - self.counted_at) * PER_SECOND) - 1
        self.counted_at = now
        if self.left < 0:
            return Closed.FAST
        told = parsed(text)
        if told is None:
            return Closed.WRONG
        kind = told["type"]
        if kind in {"offer", "state"} and not await self.may_send():
            self.left -= LIE_COSTS
            self.deliver({"type": "refused", "call": told.get("call", "")})
        elif kind == "state":
            mesh.say("state", self.peer, d=told["data"])
        else:
            mesh.pass_on(self.peer, kind, told)
        return 0

    async def may_send(self) -> bool:
        """Whether the row says that this person is on stage."""
        if time.monotonic() - self.seen_on_stage < LOOK_LASTS:
            return True
        if not await self.hub.threads.run(is_on_stage, self.ticket.participant, self.ticket.seat):
            return False
        self.seen_on_stage = time.monotonic()
        return True


def parsed(text: str) -> dict[str, Any] | None:
    """A message of a page: `{type, to, call, data}`, or `{type: "state", data}`. None where it is anything else."""
    if len(text) > max(LARGEST.values()):
        return None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    kind = told.get("type") if isinstance(told, dict) else None
    if not isinstance(kind, str) or len(text) > LARGEST.get(kind, SMALL):
        return None
    if kind == "state":
        return told if is_state(told.get("data")) else None
    names = all(isinstance(told.get(name), str) and 0 < len(told[name]) <= 40 for name in ("to", "call"))
    return told if kind in KINDS and names and is_data(kind, told.get("data")) else None


def is_state(data: Any) -> bool:
    """What of a sender is on: {camera, microphone, screen}."""
    return (
        isinstance(data, dict)
        and set(data) == {"camera", "microphone", "screen"}
        and all(isinstance(value, bool) for value in data.values())
    )


def is_data(kind: str, data: Any) -> bool:
    """Session descriptions are text; a candidate is what RTCIceCandidate.toJSON gives; the rest has none."""
    if kind in {"offer", "answer"}:
        return isinstance(data, str)
    if kind == "ice":
        return isinstance(data, dict) and all(isinstance(one, str | int | None) for one in data.values())
    return data is None
