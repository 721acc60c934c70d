"""What the fakes of outside HTTP services share: requests that are kept, faults to order, a clock to push forward."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.loopback import LoopbackServer


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
class HttpService(LoopbackServer):
    """Subclasses answer with (status, body), or with (status, body, headers).

    `faults` are taken one per request, in order: "lost" (done, but the answer never comes), "drop" (not done, the
    connection closes), a status (not done), "garbage" (not done, a proxy's page), None (no fault).
    """

    methods: ClassVar = ("GET", "POST", "DELETE")
    faults: list[str | int | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    ahead: float = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> float:
        """The service's own clock."""
        return time.time() + self.ahead

    def calls(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def answer(self, asked: Asked) -> Any:
        raise NotImplementedError

    def take(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(request.command, parts.path, dict(parse_qsl(parts.query)), headers, body, parts.query)
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.pop(0) if self.faults else None
            status, said, *more = self._with_fault(asked, fault)
        if status == 0:
            request.close_connection = True
            return
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        request.send_response(status)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(data)), **(more[0] if more else {})}
        for name, value in sent.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

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
