"""A real HTTP server that receives webhooks, checks their signatures as a receiver would, or misbehaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

from tests.fakes.loopback import LoopbackServer

OLDEST_SECONDS = 300


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The receiver's half of Standard Webhooks, written from its text and not from ours."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > OLDEST_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    versions = [entry.split(",", 1) for entry in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(given, expected) for version, given in versions)


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class WebhookReceiver(LoopbackServer):
    """`status`, `extra_headers` and `text` make its answer; `stall` passes before it, `drip` between its bytes."""

    path: ClassVar = "/hook"
    status: int = 200
    text: str = "thanks"
    stall: float = 0
    drip: float = 0
    extra_headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(request.path, headers, body))
        time.sleep(self.stall)
        try:
            self.answer(request)
        except OSError:
            request.close_connection = True

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(self.status)
        for name, value in self.extra_headers.items():
            request.send_header(name, value)
        data = self.text.encode()
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        if not self.drip:
            request.wfile.write(data)
            return
        for byte in data:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            time.sleep(self.drip)
