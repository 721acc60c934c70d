"""What benchmarks stand on: a database of their own, servers as in production, and a small HTTP client."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "bench.foyer.example"
DATABASE = "foyer_bench"
# The same here and in the servers: a session that is opened here must be good there.
SECRET_KEY = "bench-" + "x" * 60


def set_up() -> None:
    """Point this process at a fresh copy of the migrated template database, and let it open many connections."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    os.environ |= {"DEBUG": "1", "SECRET_KEY": SECRET_KEY}
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from tests.database import make_database, use_database

    make_database(DATABASE)
    use_database(DATABASE)


def database_url() -> str:
    """The bench database's URL for child processes."""
    from tests.database import url_of

    return url_of(DATABASE)


@dataclass(frozen=True, slots=True)
class Running:
    """Servers on a port, and the process that watches over them."""

    port: int
    parent: int

    def workers(self) -> list[int]:
        """Their process ids now; one that died is replaced by its parent."""
        listed = Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text().split()
        return [int(pid) for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@contextmanager
def servers(*, workers: int = 2, cache: str = "memory") -> Iterator[int]:
    """As `running_servers`, with the static files that pages need; yields the port alone."""
    collect_static(production(cache))
    with running_servers(workers=workers, cache=cache) as running:
        yield running.port


@contextmanager
def running_servers(*, workers: int = 2, cache: str = "memory") -> Iterator[Running]:
    """Uvicorn with production settings on a free port of loopback.

    `cache`: "memory" as in production; "none" without the shared cache, so every page is put together anew;
    "nothing" also without the parts that a process keeps (site_pages/kept.py).
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = production(cache)
    command = [sys.executable, "-m", "uvicorn", "cms.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--log-level", "error", "--timeout-graceful-shutdown", "5"]
    child = subprocess.Popen(command, env=environment)
    try:
        wait_for(port)
        yield Running(port, child.pid)
    finally:
        child.terminate()
        child.wait(15)


def production(cache: str) -> dict[str, str]:
    """The servers' environment."""
    return os.environ | {
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": SECRET_KEY,
        "BASE_URL": f"https://{HOST}",
        "TRUSTED_PROXIES": "1",
        "BENCH_CACHE": "" if cache == "memory" else "none",
        "KEPT_PARTS": "0" if cache == "nothing" else os.environ.get("KEPT_PARTS", "500"),
        "EMAIL_URL": "consolemail://",
    }


_static_is_collected: list[bool] = []


def collect_static(environment: dict[str, str]) -> None:
    """Once per run: compressing Wagtail's own files takes a minute."""
    if not _static_is_collected:
        prepare = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(prepare, env=environment, check=True)
        _static_is_collected.append(True)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if asyncio.run(fetch(port, "/healthz")).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the benchmark's server does not answer")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await exchange(reader, writer, request_bytes(path, headers or {}))
    finally:
        writer.close()


def get(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    return asyncio.run(fetch(port, path, headers))


def request_bytes(path: str, headers: dict[str, str]) -> bytes:
    lines = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Accept": "*/*"} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> Answer:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    pairs = (line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    headers = {name.lower(): value for name, value in pairs}
    if status == 304:
        return Answer(status, headers, b"")
    if headers.get("transfer-encoding") == "chunked":
        return Answer(status, headers, await chunked(reader))
    return Answer(status, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def chunked(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body


def requests_per_second(
    port: int, path: str, *, expect: int, headers: dict[str, str] | None = None, clients: int = 8, seconds: float = 4.0
) -> float:
    """Keep `clients` connections busy; raises when an answer is not what was expected."""
    request = request_bytes(path, headers or {})

    async def client(deadline: float) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        done = 0
        while time.monotonic() < deadline:
            answer = await exchange(reader, writer, request)
            if answer.status != expect:
                raise RuntimeError(f"{path} answered {answer.status}: {answer.body[:200]!r}")
            done += 1
        writer.close()
        return done

    async def all_clients() -> float:
        started = time.monotonic()
        counts = await asyncio.gather(*(client(started + seconds) for _ in range(clients)))
        return sum(counts) / (time.monotonic() - started)

    return asyncio.run(all_clients())
