"""Thousands of pages with open streams, in one process: each notes when which version of the board reached it."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from typing import Any

from bench import ground

VERSION = re.compile(rb"^id: (\d+)$", re.MULTILINE)
RETRY = re.compile(rb"^retry: (\d+)$", re.MULTILINE)
WHOLE = re.compile(rb"^event: board\ndata: (.*)$", re.MULTILINE)
# A browser's own wait until the server has said another.
FIRST_RETRY = 3.0


class Page(asyncio.Protocol):
    """One stream. It comes back by itself, as a browser does."""

    def __init__(self, audience: Audience, ticket: str) -> None:
        self.audience, self.ticket = audience, ticket
        self.transport: asyncio.Transport | None = None
        self.version = -1
        self.retry = FIRST_RETRY
        self.lost_at: float | None = None
        self.back_after: float | None = None
        self.keeps = b""  # the whole board of whoever is asked to keep it

    async def open(self) -> None:
        while True:
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.audience.port)
            except OSError:
                await asyncio.sleep(random.uniform(0, 1))
            else:
                return

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        headers = {"Last-Event-ID": str(self.version)} if self.version >= 0 else {}
        transport.write(ground.request_bytes(f"/live/stream?ticket={self.ticket}", headers))

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if self.lost_at is not None and b"event: me" in data:
            self.back_after, self.lost_at = now - self.lost_at, None
        if found := RETRY.search(data):
            self.retry = int(found[1]) / 1000
        for number in VERSION.findall(data):
            self.version = int(number)
            self.audience.seen.append((self.version, now))

    def connection_lost(self, error: Exception | None) -> None:
        if self.audience.is_open:
            self.lost_at = time.time()
            loop = asyncio.get_running_loop()
            loop.call_later(random.uniform(0, self.retry), lambda: self.audience.spawn(self.open()))


class Audience:
    """All pages, and what reached them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: list[Page] = []
        self.seen: list[tuple[int, float]] = []
        self.is_open = True
        self.tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def enter(self, tickets: list[str], *, at_once: int = 100) -> float:
        """Open a stream for each ticket; how many a second."""
        started = time.perf_counter()
        for start in range(0, len(tickets), at_once):
            new = [Page(self, ticket) for ticket in tickets[start : start + at_once]]
            self.pages += new
            await asyncio.gather(*(page.open() for page in new))
            await self.until(lambda new=new: all(page.version >= 0 for page in new))
        return len(tickets) / (time.perf_counter() - started)

    async def until(self, is_so: Any, *, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                raise RuntimeError("it did not happen in time")
            await asyncio.sleep(0.02)

    def close(self) -> None:
        self.is_open = False
        for page in self.pages:
            if page.transport is not None:
                page.transport.abort()


def vote_bytes(ticket: str, poll: str, option: str) -> bytes:
    body = json.dumps({"poll": poll, "options": [option]}).encode()
    head = (
        f"POST /api/live/votes HTTP/1.1\r\nHost: {ground.HOST}\r\nAuthorization: Live {ticket}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def board_now(port: int, ticket: str) -> dict[str, Any]:
    """The whole board, as somebody who comes now gets it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ground.request_bytes(f"/live/stream?ticket={ticket}", {}))
    data = b""
    while not (found := WHOLE.search(data)) or b"\n\n" not in data[found.end() - 1 :]:
        data += await reader.read(65536)
    writer.close()
    board: dict[str, Any] = json.loads(found[1])
    return board
