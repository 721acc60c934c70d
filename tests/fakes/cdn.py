"""A small cache server that understands PURGE and remembers what it was told to forget."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeCdn:
    """`status` is what it answers; `forgotten` holds (host, path) and `keys` the surrogate keys."""

    status: int = 200
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def __enter__(self) -> FakeCdn:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.thread.join(timeout=5)
        self.server.server_close()


def handler_for(fake: FakeCdn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            if key := self.headers.get("Surrogate-Key"):
                fake.keys.extend(key.split())
            else:
                fake.forgotten.append((self.headers["Host"], self.path))
            self.send_response(fake.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    return Handler
