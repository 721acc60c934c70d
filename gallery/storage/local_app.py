"""Takes in what is sent to the local store, before Django does.

Django's ASGI handler writes the whole body to a temporary file before anybody asks what it is. Here the signature is
looked at first: what is not signed is not read, and what is goes straight to where it will lie, hashed on the way. A
phone on a bad network holds a coroutine and an open file meanwhile, no thread.
"""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.utils import timezone as clock

from gallery.storage.local_door import admit
from gallery.storage.local_files import Incoming
from gallery.storage.local_signing import MOUNT, Asked, Refused, query_of
from gallery.storage.local_views import HANDED_OVER

Message = dict[str, Any]
# How much is gathered before a thread writes it.
BATCH = 512 * 1024
# How long the line may be silent.
IDLE_SECONDS = 60.0


class StoreApp:
    """One per process, around Django's own application."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        is_ours = scope["type"] == "http" and scope["path"].startswith(MOUNT) and settings.GALLERY_STORAGE is None
        if not is_ours:
            await self.inner(scope, receive, send)
            return
        incoming = await asyncio.to_thread(begun, scope) if scope["method"] == "PUT" else None
        if incoming is None:  # nothing of the body is wanted; the view says why
            await self.inner(scope, nothing, send)
            return
        try:
            if await self.take_in(incoming, receive):
                await self.inner({**scope, HANDED_OVER: incoming}, nothing, send)
        finally:
            incoming.discard()

    async def take_in(self, incoming: Incoming, receive: Any) -> bool:
        """The body, as it comes. False where the client has gone."""
        gathered = bytearray()
        has_more = True
        while has_more:
            try:
                message = await asyncio.wait_for(receive(), IDLE_SECONDS)
            except TimeoutError:
                break  # it is too short, and the view says so
            if message["type"] == "http.disconnect":
                return False
            gathered += message.get("body", b"")
            has_more = message.get("more_body", False)
            if len(gathered) >= BATCH or not has_more:
                await asyncio.to_thread(write, incoming, bytes(gathered))
                gathered.clear()
        return True


def begun(scope: Message) -> Incoming | None:
    """A file for the body of a signed PUT; None for one that will be refused."""
    try:
        return admit(asked_in(scope), now=clock.now()).folder.begin()
    except (Refused, OSError):
        return None


def asked_in(scope: Message) -> Asked:
    """Raises Refused."""
    bucket, _, key = scope["path"].removeprefix(MOUNT).partition("/")
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        # Twice the same header is none that was signed; Django, too, joins them.
        text, known = value.decode("latin1"), name.decode("latin1").lower()
        headers[known] = f"{headers[known]},{text}" if known in headers else text
    return Asked(scope["method"], bucket, key, query_of(scope["query_string"].decode("latin1")), headers)


def write(incoming: Incoming, piece: bytes) -> None:
    """A disk that is full is for the view to tell."""
    if not incoming.is_broken:
        try:
            incoming.write(piece)
        except OSError:
            incoming.is_broken = True


async def nothing() -> Message:
    """A body of which nothing is left."""
    return {"type": "http.request", "body": b"", "more_body": False}
