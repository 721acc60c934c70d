"""What the fakes of outside HTTP services share: a server on loopback, faults to order, a clock to push forward."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    raw_query: str = ""

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=bool(self.body)))


@dataclass
class HttpService:
    """Subclasses answer with (status, body), or with (status, body, headers).

    `faults` are taken one per request, in order: "lost" (done, but the answer never comes), "drop" (not done, the
    connection closes), a status (not done), "garbage" (not done, a proxy's page), None (no fault).
    """

    faults: list[str | int | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    ahead: float = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __enter__(self) -> Any:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake._take(self)

            def do_POST(self) -> None:
                fake._take(self)

            def do_DELETE(self) -> None:
                fake._take(self)

            def log_message(self, *arguments: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads, self.server.block_on_close = True, False
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=5)

    def now(self) -> float:
        """The service's own clock."""
        return time.time() + self.ahead

    def calls(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def answer(self, asked: Asked) -> Any:
        raise NotImplementedError

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(handler.command, parts.path, dict(parse_qsl(parts.query)), headers, body, parts.query)
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.pop(0) if self.faults else None
            status, said, *more = self._with_fault(asked, fault)
        if status == 0:
            handler.close_connection = True
            return
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        handler.send_response(status)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(data)), **(more[0] if more else {})}
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    def _with_fault(self, asked: Asked, fault: str | int | None) -> Any:
        """Status 0 closes the connection without a word."""
        if fault == "drop":
            return 0, b""
        if fault == "garbage":
            return 200, b"<html>Welcome to the captive portal</html>"
        if isinstance(fault, int):
            return fault, {"message": "no"}
        answered = self.answer(asked)
        return (0, b"") if fault == "lost" else answered
