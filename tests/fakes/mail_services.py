"""The sending APIs of Resend, Postmark, Mailgun and Brevo as their documentation describes them, over real HTTP.

One server speaks all four, told apart by path; each asks for its own kind of credentials and answers in its own words.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from tests.fakes.loopback import LoopbackServer

KEY = "key-0123456789"
DEAD = "dead@example.org"
Answer = tuple[int, dict[str, Any]]


@dataclass
class FakeMailServices(LoopbackServer):
    """`behaviour`: answer, busy (429), down (500), drop (closes), stall. `retry_after` goes with 429."""

    path: ClassVar = "/"
    behaviour: str = "answer"
    retry_after: str = ""
    # How many times it is busy before it answers; None: always.
    busy_times: int | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0

    def take(self, request: BaseHTTPRequestHandler) -> None:
        self.calls += 1
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        if self.behaviour == "stall":
            time.sleep(3)
        if self.behaviour in {"drop", "stall"}:
            request.close_connection = True
            return
        status, answer = self.judge(request, body)
        data = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        if status == 429 and self.retry_after:
            request.send_header("Retry-After", self.retry_after)
        request.end_headers()
        request.wfile.write(data)

    def judge(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if self.behaviour == "down":
            return 500, {"message": "Internal server error"}
        if self.behaviour == "busy" and self.is_busy():
            return 429, {"statusCode": 429, "name": "rate_limit_exceeded", "message": "Too many requests."}
        speak: Callable[[dict[str, str], bytes], Answer] = {
            "/emails": self.resend,
            "/email": self.postmark,
            "/smtp/email": self.brevo,
            "/example.org/messages": self.mailgun,
        }[request.path]
        return speak({name.lower(): value for name, value in request.headers.items()}, body)

    def is_busy(self) -> bool:
        if self.busy_times is None:
            return True
        self.busy_times -= 1
        return self.busy_times >= 0

    def keep(self, **mail: Any) -> str:
        """Remember what was sent, in one shape for all four; returns its new id."""
        self.sent.append(mail | {"id": str(uuid.uuid4())})
        return self.sent[-1]["id"]

    def resend(self, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401, {"statusCode": 401, "name": "restricted_api_key", "message": "This API key is not valid"}
        mail = json.loads(body)
        if mail["to"] == [DEAD]:
            return 422, {"statusCode": 422, "name": "validation_error", "message": "Invalid `to` field."}
        files = [file["filename"] for file in mail.get("attachments", [])]
        metadata = json.loads(mail["headers"]["X-Metadata"])
        kept = self.keep(to=mail["to"][0], text=mail["text"], html=mail["html"], files=files, metadata=metadata)
        return 200, {"id": kept}

    def postmark(self, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("x-postmark-server-token") != KEY:
            return 401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."}
        mail = json.loads(body)
        if mail["To"] == DEAD:
            text = (
                f"You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: {DEAD}."
            )
            text += " Inactive recipients are ones that have generated a hard bounce or a spam complaint."
            return 422, {"ErrorCode": 406, "Message": text}
        files = [file["Name"] for file in mail.get("Attachments", [])]
        kept = self.keep(
            to=mail["To"], text=mail["TextBody"], html=mail["HtmlBody"], files=files, metadata=mail["Metadata"]
        )
        return 200, {"To": mail["To"], "MessageID": kept, "ErrorCode": 0, "Message": "OK"}

    def brevo(self, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("api-key") != KEY:
            return 401, {"code": "unauthorized", "message": "Key not found"}
        mail = json.loads(body)
        files = [file["name"] for file in mail.get("attachment", [])]
        custom = {name.lower(): value for name, value in mail["headers"].items()}["x-mailin-custom"]
        kept = self.keep(
            to=mail["to"][0]["email"],
            text=mail["textContent"],
            html=mail["htmlContent"],
            files=files,
            metadata=json.loads(custom),
        )
        return 201, {"messageId": kept}

    def mailgun(self, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode():
            return 401, {"message": "Forbidden"}
        mail, files = form_of(headers["content-type"], body)
        metadata = {"message": mail["v:message"]}
        kept = self.keep(to=mail["to"], text=mail["text"], html=mail["html"], files=files, metadata=metadata)
        return 200, {"id": kept, "message": "Queued. Thank you."}


def form_of(kind: str, body: bytes) -> tuple[dict[str, str], list[str]]:
    """Fields and names of files, however the form is encoded."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode())), []
    parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
    fields, files = {}, []
    for part in parts.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if name == "attachment":
            files.append(part.get_filename())
        else:
            fields[name] = part.get_payload(decode=True).decode()
    return fields, files
