"""Several callers acting at the same moment, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def all_at_once(acts: Sequence[Callable[[], Result]], *, timeout: float = 60) -> list[Result]:
    """Let every act begin together; what each returned, in their order. The first error is raised."""
    barrier = Barrier(len(acts))

    def call(act: Callable[[], Result]) -> Result:
        try:
            barrier.wait(timeout=timeout)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=timeout) for future in [pool.submit(call, act) for act in acts]]
