"""A TCP proxy on loopback that stands before a service and breaks the line to order."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any

CHUNK = 64 * 1024
# Closing with it sends RST at once, as a machine does that knows nothing of the connection.
RESET = struct.pack("ii", 1, 0)


class Mode(StrEnum):
    """What happens to bytes from now on, also on connections that are open."""

    PASS = "pass"
    DELAY = "delay"  # what the service says comes `seconds` later
    RESET = "reset"  # every connection ends with RST, new ones too
    STALL = "stall"  # connections are taken and nothing is passed on, neither way
    TRUNCATE = "truncate"  # half of what the service says next, then RST


@dataclass
class FaultProxy:
    """`behind`: host and port, or the path of a Unix socket."""

    behind: tuple[str, int] | str
    mode: Mode = Mode.PASS
    seconds: float = 0
    passing: int = 0
    connections: int = 0
    links: set[asyncio.StreamWriter] = field(default_factory=set)

    def __enter__(self) -> FaultProxy:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.port: int = self._call(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=5)
        self.loop.close()

    def set(self, mode: Mode, *, seconds: float = 0, after: int = 0) -> None:
        """Break the line in this way, or mend it. Returns once it is so. TRUNCATE lets `after` answers pass before."""
        self._call(self._set(mode, seconds, after))

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=10)

    async def _open(self) -> int:
        self.changed = asyncio.Event()
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self.server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        self.server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # closed transports let go of their sockets with the loop's next turns

    async def _set(self, mode: Mode, seconds: float, after: int) -> None:
        self.mode, self.seconds, self.passing = mode, seconds, after
        self.changed.set()
        self.changed = asyncio.Event()
        if mode is Mode.RESET:
            for link in list(self.links):
                reset(link)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.links.add(writer)
        outward = None
        try:
            if self.mode is Mode.RESET:
                return reset(writer)
            await self._wait_while_stalled()
            inward, outward = await self._reach()
            await both(self._pump(reader, outward), self._pump(inward, writer, is_answer=True))
        except OSError:
            reset(writer)
        finally:
            self.links.discard(writer)
            for one in (writer, outward):
                if one is not None:
                    one.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.behind, str):
            return await asyncio.open_unix_connection(self.behind)
        return await asyncio.open_connection(*self.behind)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_answer: bool = False) -> None:
        while data := await source.read(CHUNK):
            await self._wait_while_stalled()
            if is_answer and self.mode is Mode.DELAY:
                await asyncio.sleep(self.seconds)
            if is_answer and self.mode is Mode.TRUNCATE:
                self.passing -= 1
                if self.passing < 0:
                    sink.write(data[: len(data) // 2])
                    await sink.drain()
                    reset(sink)
                    return
            sink.write(data)
            await sink.drain()

    async def _wait_while_stalled(self) -> None:
        while self.mode is Mode.STALL:
            await self.changed.wait()


async def both(*pumps: Coroutine[Any, Any, None]) -> None:
    """Until one side has hung up; what the other still says is lost, as on a line that is cut."""
    tasks = [asyncio.ensure_future(pump) for pump in pumps]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reset(link: asyncio.StreamWriter) -> None:
    """End a connection with RST."""
    plug = link.get_extra_info("socket")
    if plug is not None and plug.fileno() != -1:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    link.transport.abort()
