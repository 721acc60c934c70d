"""kill -9 at every step: one piece of work runs in a process of its own that kills itself before its n-th step.

A step is whatever leaves the process: an SQL statement, a commit, a request over HTTP. What lies between two of them
nobody outside can tell apart, so "after a request" is "before the next step".
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from itertools import count
from typing import Any, TypeVar

import httpx
from django.db import connection, connections

Scene = TypeVar("Scene")
NAME = "foyer-killed"
LONGEST_SECONDS = 30
# What was inherited from the parent. Kept, so that nobody here closes the parent's own connection.
INHERITED: list[Any] = []


class Steps(Enum):
    """Which steps count. A transaction that is killed at any statement leaves what one killed at its commit leaves."""

    ALL = auto()
    OUTSIDE_TRANSACTIONS = auto()


@dataclass
class Tripwire:
    """Ends this process, as the kernel would, before its step number `at`."""

    at: int
    steps: Steps = Steps.ALL
    passed: int = 0

    def step(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        if self.steps is Steps.ALL or not connection.in_atomic_block:
            self.step()
        return execute(*arguments)

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            self.step()
            return act(*arguments, **named)

        return stepped

    def stretch(self) -> None:
        """Over this process's database connection and all its HTTP."""
        INHERITED.append(connections["default"])
        del connections["default"]
        own = connections["default"]
        own.settings_dict["OPTIONS"] = own.settings_dict["OPTIONS"] | {"application_name": NAME}
        own.ensure_connection()
        own.execute_wrappers.append(self.before_statement)
        own._commit = self.before(own._commit)
        httpx.HTTPTransport.handle_request = self.before(httpx.HTTPTransport.handle_request)  # type: ignore[method-assign]


def every_kill(prepare: Callable[[], Scene], work: Callable[[Scene], object], *, steps: Steps) -> Iterator[Scene]:
    """A scene for each step of the work, before which its process was killed; the last one ran through.

    The work runs here once before: what a process does once only (loading, looking up types) is no step of it.
    """
    work(prepare())
    for at in count(1):
        scene = prepare()
        was_killed = run_until(Tripwire(at, steps), partial(work, scene))
        yield scene
        if not was_killed:
            return


def run_until(tripwire: Tripwire, work: Callable[[], object]) -> bool:
    """Run the work in a child; whether it was killed. Returns once the server, too, knows that it is gone."""
    with warnings.catch_warnings():
        # Python 3.12 warns of forks beside threads. The only other threads here are those of the fakes, and the child
        # uses nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        become_child(tripwire, work)
    _pid, status = os.waitpid(pid, 0)
    wait_until_forgotten()
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child hung"
        return True
    assert os.WEXITSTATUS(status) == 0, "the child failed; its traceback is in the captured output"
    return False


def become_child(tripwire: Tripwire, work: Callable[[], object]) -> None:
    """Never returns: pytest's own end of the process would clean up what belongs to the parent."""
    code = 1
    try:
        signal.alarm(LONGEST_SECONDS)
        tripwire.stretch()
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may get out of here
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def wait_until_forgotten() -> None:
    """The server rolls a dead client's transaction back when it notices: at once, but not before we look."""
    until = time.monotonic() + LONGEST_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()",
                [NAME],
            )
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < until, "the killed process's connection is still there"
            time.sleep(0.002)
