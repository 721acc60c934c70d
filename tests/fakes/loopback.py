"""A server on loopback for as long as its `with` lasts: what the fakes of outside HTTP services stand on."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Self


class LoopbackServer:
    """Subclasses answer in `take`; a method that is not named gets 501."""

    methods: ClassVar[tuple[str, ...]] = ("POST",)
    # What `url` ends with.
    path: ClassVar[str] = ""

    def __enter__(self) -> Self:
        def take(request: BaseHTTPRequestHandler) -> None:
            self.take(request)

        answers = {f"do_{method}": take for method in self.methods}
        handler = type("Handler", (BaseHTTPRequestHandler,), {"log_message": silent, **answers})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads, self.server.block_on_close = True, False
        self.url = f"http://127.0.0.1:{self.server.server_port}{self.path}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=5)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        raise NotImplementedError


def silent(*arguments: object) -> None:
    """The standard library's server writes each request to stderr."""
