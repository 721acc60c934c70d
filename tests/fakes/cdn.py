"""A small cache server that understands PURGE and remembers what it was told to forget."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

from tests.fakes.loopback import LoopbackServer


@dataclass
class FakeCdn(LoopbackServer):
    """`status` is what it answers; `forgotten` holds (host, path) and `keys` the surrogate keys."""

    methods: ClassVar = ("PURGE",)
    status: int = 200
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        if key := request.headers.get("Surrogate-Key"):
            self.keys.extend(key.split())
        else:
            self.forgotten.append((request.headers["Host"], request.path))
        request.send_response(self.status)
        request.send_header("Content-Length", "0")
        request.end_headers()
