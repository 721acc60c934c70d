"""The ASGI entry point: Django's whole request chain in one thread of a small pool per process.

Django's own ASGI handler hops between the event loop and a thread for every synchronous middleware and signal, and
opens new threads, and so a new database connection, per request. Here one request is one hop, from the first
signal to the last, and the pool's threads keep their connections (docs/decisions/0003-asgi.md has the figures).
"""

import asyncio
import contextvars
import os
import select
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

import django
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections, connections
from django.http import FileResponse
from django.urls import set_script_prefix

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class ThreadPoolHandler(ASGIHandler):
    """Django's ASGI handler with a synchronous middleware chain."""

    def __init__(self) -> None:
        super(ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        from django.conf import settings  # the settings are read once the apps are ready

        self.pool = ThreadPoolExecutor(settings.ASGI_THREADS, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. What streams is made piece by piece, as the client takes it, by threads of the pool."""
        if scope["type"] != "http":
            raise ValueError(f"Foyer answers HTTP, not {scope['type']}.")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        run = contextvars.copy_context().run
        response = await asyncio.get_running_loop().run_in_executor(self.pool, run, self.respond, scope, body)
        if not response.streaming:
            await self.send_response(response, send)
            return
        if not response.is_async:
            response.streaming_content = self.pieces(response.streaming_content)
        try:
            await self.send_response(response, send)
        finally:
            await asyncio.get_running_loop().run_in_executor(self.pool, response.close)

    async def pieces(self, made: Iterable[bytes]) -> AsyncIterator[bytes]:
        """A synchronous stream as it is made. Django would gather the whole of it in memory first."""
        left = iter(made)
        while (piece := await asyncio.get_running_loop().run_in_executor(self.pool, next, left, None)) is not None:
            yield piece

    def respond(self, scope: Scope, body: IO[bytes]) -> Any:
        """The whole chain and its signals in this thread; its connections are looked after here."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        trust_quiet_connections()
        try:
            request, refusal = self.create_request(scope, body)
            response: Any = refusal if request is None else self.get_response(request)
            response._handler_class = self.__class__
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            if not response.streaming:
                response.close()  # and with it the signal that the request is finished
            return response
        finally:
            body.close()
            close_old_connections()


def trust_quiet_connections() -> None:
    """Spare the question whether a kept connection still works where its socket has nothing to tell.

    The question is a statement of its own before the first one of every request. A server that went away has closed
    the socket, which makes it readable; then the question is asked.
    """
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.errors_occurred:
            socket = select.poll()
            socket.register(connection.connection.fileno(), select.POLLIN)
            connection.health_check_done = not socket.poll(0)  # type: ignore[attr-defined]


django.setup(set_prefix=False)
from gallery.storage.local_app import StoreApp  # both need the apps  # noqa: E402
from live_control.stream.app import LiveApp  # noqa: E402

application = LiveApp(StoreApp(ThreadPoolHandler()))
