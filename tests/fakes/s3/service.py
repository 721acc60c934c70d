"""The service on loopback: a server with threads, moto's application, and what stands before it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.fakes.s3 import rules
from tests.fakes.s3.errors import S3Error
from tests.fakes.s3.signatures import Sent, verify

ACCESS_KEY, SECRET_KEY = "AKIAFOYERTESTS", "a-secret-that-only-the-tests-know"
VERIFIED = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/auto/s3/aws4_request, SignedHeaders=host, Signature=0"
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 411: "Length Required", 501: "Not Implemented"}
Environ = dict[str, Any]
Start = Callable[..., Any]


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Silent."""


@dataclass
class FakeS3:
    """One account with its buckets.

    `faults`: statuses to answer the next requests with, before anything is looked at; None: as always. `ahead`: its
    clock, in seconds. `asked`: method and path of each request. `is_strict` False: moto alone, for controls.
    """

    buckets: tuple[str, ...] = ("media", "zips")
    ahead: float = 0
    is_strict: bool = True
    faults: list[int | None] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    begun: dict[str, datetime] = field(default_factory=dict)

    def __enter__(self) -> FakeS3:
        self.moto = create_backend_app("s3")
        self.server: BaseWSGIServer = make_server("127.0.0.1", 0, self, threaded=True, request_handler=Quiet)
        self.server.daemon_threads, self.server.block_on_close = True, False  # type: ignore[attr-defined]
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()
        self.reset()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=5)
        self.backend.reset()

    @property
    def backend(self) -> Any:
        return s3_backends[DEFAULT_ACCOUNT_ID]["aws"]

    def reset(self) -> None:
        """Empty buckets, no rules, no faults."""
        self.backend.reset()
        for bucket in self.buckets:
            self.backend.create_bucket(bucket, "us-east-1")
        self.ahead, self.is_strict = 0, True
        self.faults.clear()
        self.asked.clear()
        self.begun.clear()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        sent = sent_in(environ, body)
        self.asked.append((sent.method, environ["PATH_INFO"]))
        bucket = environ["PATH_INFO"].strip("/").partition("/")[0]
        cors = rules.cors_headers(sent, self.cors_of(bucket)) if "origin" in sent.headers else None
        try:
            self.fail_to_order()
            if sent.method == "OPTIONS":
                return self.preflight(cors, start)
            if self.is_strict:
                self.check(sent, environ, bucket)
        except S3Error as error:
            start(f"{error.status} {REASONS.get(error.status, 'Error')}", head(error.body, cors))
            return [error.body] if sent.method != "HEAD" else []
        if sent.method == "GET" and "uploads" in sent.query:
            return self.list_uploads(environ, bucket, start)
        answered = self.moto(environ, with_cors(start, cors))
        for upload_id in self.uploads_in(bucket):
            self.begun.setdefault(upload_id, self.now)
        return answered

    def fail_to_order(self) -> None:
        status = self.faults.pop(0) if self.faults else None
        if status is not None:
            raise S3Error(status, "ServiceUnavailable")

    def check(self, sent: Sent, environ: Environ, bucket: str) -> None:
        """Raises S3Error."""
        if sent.headers.get("transfer-encoding"):
            raise S3Error(411, "MissingContentLength")
        rules.check_form(sent)
        verify(sent, access_key=ACCESS_KEY, secret_key=SECRET_KEY, now=self.now)
        environ["HTTP_AUTHORIZATION"] = VERIFIED  # or moto has doubts of its own
        rules.check_body(sent)
        rules.check_delete(sent)
        rules.check_parts(sent, self.uploads_in(bucket))
        if "x-amz-checksum-sha256" in sent.headers:
            environ["HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM"] = "SHA256"  # or moto forgets it

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def uploads_in(self, bucket: str) -> dict[str, Any]:
        found = self.backend.buckets.get(bucket)
        return found.multiparts if found is not None else {}

    def list_uploads(self, environ: Environ, bucket: str, start: Start) -> list[bytes]:
        """As moto lists them, but for the time."""
        status, _headers, body = answer_of(self.moto, environ)
        if status.startswith("200"):
            body = rules.with_beginnings(body, self.begun)
        start(status, head(body, None))
        return [body]

    def cors_of(self, bucket: str) -> list[Any]:
        found = self.backend.buckets.get(bucket)
        return found.cors if found is not None else []

    def preflight(self, cors: dict[str, str] | None, start: Start) -> list[bytes]:
        if cors is None:
            raise S3Error(403, "AccessForbidden")
        start("200 OK", [*cors.items(), ("Content-Length", "0")])
        return []


def answer_of(app: Any, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body of a WSGI application's answer."""
    said: list[Any] = []
    body = b"".join(app(environ, lambda *told: said.extend(told)))
    return said[0], said[1], body


def sent_in(environ: Environ, body: bytes) -> Sent:
    headers = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("content-type", "content-length"):
        if value := environ.get(name.upper().replace("-", "_")):
            headers[name] = value
    return Sent(environ["REQUEST_METHOD"], f"http://{headers['host']}{environ['RAW_URI']}", headers, body)


def head(body: bytes, cors: dict[str, str] | None) -> list[tuple[str, str]]:
    return [("Content-Type", "application/xml"), ("Content-Length", str(len(body))), *(cors or {}).items()]


def with_cors(start: Start, cors: dict[str, str] | None) -> Start:
    """Moto's own word about origins gives way to the bucket's rules."""

    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        kept = [(name, value) for name, value in headers if not name.lower().startswith("access-control-")]
        return start(status, [*kept, *(cors or {}).items()], *rest)

    return begin
