"""The two stores as tests use them: each with a service or a server of its own, reached by real HTTP."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import uvicorn

from gallery.storage import keys
from gallery.storage.contract import GalleryStorage, SignedRequest, Upload

GALLERY, OTHER_GALLERY = UUID(int=1), UUID(int=2)
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 8
JPEG = "image/jpeg"
HOUR, SOON = timedelta(hours=1), timedelta(minutes=5)
PART = 5 * 1024 * 1024
LONGEST = 15.0


def incoming(number: int = 1, *, gallery: UUID = GALLERY) -> str:
    return keys.incoming(gallery, UUID(int=number))


def original(number: int = 1) -> str:
    return keys.original(GALLERY, UUID(int=number))


def upload(body: bytes = PHOTO, *, key: str = "", content_type: str = JPEG) -> Upload:
    return Upload(key or incoming(), content_type, len(body), hashlib.sha256(body).hexdigest())


class Clock:
    """The time that a store is told."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


@dataclass
class Bench:
    """A store, its clock, and a browser that sends what is signed."""

    name: str
    store: GalleryStorage
    clock: Clock
    browser: httpx.Client

    def send(self, signed: SignedRequest, body: bytes, **headers: str | None) -> httpx.Response:
        """`headers`: others than those that were signed, with _ for -; None leaves one out."""
        changed = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        told = {name: value for name, value in signed.headers.items() if name.lower() not in changed}
        told |= {name: value for name, value in changed.items() if value is not None}
        return self.browser.request(signed.method, signed.url, content=body, headers=told)

    def have(self, key: str, body: bytes = PHOTO, *, content_type: str = JPEG) -> None:
        """Send an object as a browser does."""
        signed = self.store.presign_put(upload(body, key=key, content_type=content_type), expires=HOUR)
        assert self.send(signed, body).status_code == 200

    def has(self) -> dict[str, int]:
        """Everything that lies there, by key with its size."""
        return {found.key: found.size for found in self.store.list("galleries/")}

    def bytes_of(self, key: str) -> bytes:
        return b"".join(self.store.read(key))


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Uvicorn with this application on a port of its own; its address."""
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1, lifespan="off"))
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        wait_until(lambda: running.started)
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(LONGEST)


def wait_until(is_so: Callable[[], Any], *, seconds: float = LONGEST) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.005)
