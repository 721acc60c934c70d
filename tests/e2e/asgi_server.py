"""The whole site behind a real ASGI server, streams and sockets too, on the test's own database.

Django's live server answers by WSGI threads, which cannot stream. A module of tests whose pages have a live room has
a fixture `base_url` of its own that takes this server's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.db import connections

LONGEST = 15.0


@dataclass
class AsgiServer:
    """A server in a thread. Stopped and started again, it has the same address, as after a deployment."""

    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        from cms.asgi import ThreadPoolHandler  # it sets the project up, which pytest-django has to do first
        from live_control.stream.app import LiveApp

        self.handler = ThreadPoolHandler()
        app = LiveApp(ASGIStaticFilesHandler(self.handler))
        config = uvicorn.Config(app, port=self.port, log_config=None, timeout_graceful_shutdown=1)
        self.running = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.running.run)
        self.thread.start()
        until = time.monotonic() + LONGEST
        while not self.running.started or not app.hub.is_listening.is_set():
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.01)
        self.port = self.running.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Twice is once."""
        if not self.thread.is_alive():
            return
        self.running.should_exit = True
        self.thread.join(LONGEST)
        assert not self.thread.is_alive()
        close_connections(self.handler)


def close_connections(handler: Any) -> None:
    """Each thread of the pool has its own to close, so all of them have to be there at once."""
    count = len(handler.pool._threads)
    together = threading.Barrier(count) if count else None

    def close() -> None:
        if together:
            together.wait(LONGEST)
        connections.close_all()

    for done in [handler.pool.submit(close) for _ in range(count)]:
        done.result(LONGEST)
    handler.pool.shutdown()


@contextmanager
def serving() -> Iterator[AsgiServer]:
    server = AsgiServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def asgi_server(transactional_db: None, settings: Any) -> Iterator[AsgiServer]:
    settings.ALLOWED_HOSTS = ["*"]
    with serving() as server:
        yield server
