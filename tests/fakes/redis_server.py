"""A Redis for tests that want one: the machine's, or one of our own where its program is there."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USUAL_PORT = 6379


def listens(port: int) -> bool:
    with socket.socket() as plug:
        plug.settimeout(1)
        return plug.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running_redis(folder: Path) -> Iterator[int]:
    """Yields its port. Skips the test loudly where there is none."""
    if listens(USUAL_PORT):
        yield USUAL_PORT
        return
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("SKIPPED FOR LACK OF REDIS: nothing listens on 127.0.0.1:6379, and there is no redis-server")
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while not listens(port):
        assert time.monotonic() < until, "redis-server did not start"
        time.sleep(0.05)
    yield port
    server.terminate()
    server.wait(timeout=10)
