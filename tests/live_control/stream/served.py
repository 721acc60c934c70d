"""Real servers with the live application, and pages that read their streams."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from django.db import connections

from live_control.stream.app import LiveApp
from live_control.stream.tickets import SCHEME

LONGEST = 15.0


async def inner(scope: Any, receive: Any, send: Any) -> None:
    """Stands where Django does."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"inner"})


@dataclass
class Served:
    """One server with a hub of its own: what another process would be."""

    app: LiveApp
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, ticket: str, body: Any) -> httpx.Response:
        return httpx.post(
            f"{self.url}{path}", json=body, headers={"Authorization": f"{SCHEME} {ticket}"}, timeout=LONGEST
        )


@contextmanager
def server() -> Iterator[Served]:
    app = LiveApp(inner)
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1, ws="none")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        wait_until(lambda: running.started)
        served = Served(app, running.servers[0].sockets[0].getsockname()[1])
        wait_until(app.hub.is_listening.is_set)
        yield served
    finally:
        running.should_exit = True
        thread.join(LONGEST)
        connections.close_all()
        assert not thread.is_alive()


def wait_until(is_so: Callable[[], Any], *, seconds: float = LONGEST) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


@dataclass(frozen=True)
class Event:
    name: str
    data: Any
    number: int | None = None


class Page:
    """A page with an open stream: keeps its copy of the board, every event, and every byte."""

    def __init__(self, served: Served, ticket: str, *, version: int | None = None) -> None:
        self.events: list[Event] = []
        self.raw = b""
        self.comments: list[str] = []
        self.parts: dict[str, Any] = {}
        self.version = -1 if version is None else version
        self.status = 0
        self.is_over = False
        self.retry = 0
        self.socket: socket.socket | None = None
        headers = {} if version is None else {"Last-Event-ID": str(version)}
        self.client = httpx.Client(timeout=LONGEST)
        self.request = self.client.build_request(
            "GET", f"{served.url}/live/stream", params={"ticket": ticket}, headers=headers
        )
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up. Closing alone would leave the line open as long as the thread reads from it."""
        with contextlib.suppress(OSError):
            if self.socket is not None:
                self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(LONGEST)
        self.client.close()

    def read(self) -> None:
        try:
            response = self.client.send(self.request, stream=True)
            self.status = response.status_code
            self.headers = response.headers
            self.socket = response.extensions["network_stream"].get_extra_info("socket")
            left = b""
            for piece in response.iter_raw():
                self.raw += piece
                *whole, left = (left + piece).split(b"\n\n")
                for text in whole:
                    self.take(text.decode())
            response.close()
        except (httpx.HTTPError, OSError, RuntimeError):
            pass
        finally:
            self.is_over = True

    def take(self, text: str) -> None:
        fields = dict(line.split(": ", 1) for line in text.split("\n") if not line.startswith(":"))
        self.comments += [line for line in text.split("\n") if line.startswith(":")]
        self.retry = int(fields.get("retry", self.retry))
        if "event" not in fields:
            return
        event = Event(fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None)
        if event.name == "board":
            self.version, self.parts = event.data["version"], event.data["parts"]
        elif event.name == "change":
            assert event.data["from"] == self.version
            self.version = event.data["version"]
            self.parts = {k: v for k, v in self.parts.items() if k not in event.data["gone"]} | event.data["set"]
        self.events.append(event)

    def all(self, name: str) -> list[Any]:
        return [event.data for event in list(self.events) if event.name == name]

    def wait_for(self, name: str, count: int = 1) -> Any:
        """The data of the so-manieth event of this name."""
        wait_until(lambda: len(self.all(name)) >= count)
        return self.all(name)[count - 1]

    def wait_for_part(self, name: str, is_so: Callable[[Any], Any] = bool) -> Any:
        wait_until(lambda: is_so(self.parts.get(name)))
        return self.parts.get(name)

    def wait_for_end(self) -> None:
        wait_until(lambda: self.is_over)

    def saw(self, name: str) -> list[Any]:
        """What ticks have said of this."""
        return [tick[name] for tick in self.all("tick") if name in tick]

    def wait_for_tick(self, name: str, value: Any) -> None:
        wait_until(lambda: value in self.saw(name))

    def wait_for_sum(self, reactions: dict[str, int]) -> None:
        wait_until(lambda: sum(map(Counter, self.saw("reactions")), Counter()) == reactions)
