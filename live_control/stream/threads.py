"""The database's side of the stream: a few threads with connections of their own, apart from those of the pages."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any, TypeVar

from django.db import close_old_connections, connections

Result = TypeVar("Result")
CLOSING_SECONDS = 5.0


class Threads:
    """Runs what waits for the database, so that the event loop does not."""

    def __init__(self, count: int, name: str) -> None:
        self.count = count
        self.pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def run(self, act: Callable[..., Result], *arguments: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(
            self.pool, partial(_with_good_connection, act, *arguments)
        )

    def close(self) -> None:
        """Waits for what is under way, then closes the connections."""
        together = Barrier(self.count)
        for _number in range(self.count):
            self.pool.submit(_close_connections, together)
        self.pool.shutdown()


def _close_connections(together: Barrier) -> None:
    """Each thread has connections of its own, and must close them itself: so none may do it for another."""
    connections.close_all()
    with contextlib.suppress(BrokenBarrierError):
        together.wait(CLOSING_SECONDS)


def _with_good_connection(act: Callable[..., Result], *arguments: Any) -> Result:
    """A connection that broke is given up, as between two requests."""
    close_old_connections()
    try:
        return act(*arguments)
    finally:
        close_old_connections()
