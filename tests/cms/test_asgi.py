"""One request is one hop into a thread of the pool, signals included; what streams stays a stream."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from cms.asgi import ThreadPoolHandler, trust_quiet_connections

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/healthz",
    "raw_path": b"/healthz",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "server": ("localhost", 80),
    "client": ("127.0.0.1", 50000),
}


@pytest.fixture
def handler(settings) -> Iterator[ThreadPoolHandler]:
    """A server process with one thread."""
    settings.ASGI_THREADS = 1
    handler = ThreadPoolHandler()
    yield handler
    handler.pool.submit(connections.close_all).result(timeout=10)
    handler.pool.shutdown()


def ask(handler: ThreadPoolHandler, *messages: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    """What the server sends for these messages of the client."""
    incoming = list(messages) or [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(handler({**SCOPE, **changes}, receive, send))
    return sent


def answer_with(handler: ThreadPoolHandler, response: HttpResponse | StreamingHttpResponse) -> list[HttpRequest]:
    """Let every request get this answer; the list fills with the requests."""
    seen: list[HttpRequest] = []

    def get_response(request: HttpRequest) -> Any:
        seen.append(request)
        return response

    handler._middleware_chain = get_response
    return seen


def test_request_is_answered(handler):
    start, body = ask(handler)
    assert (start["status"], body["more_body"]) == (200, False)


def test_signals_and_work_share_one_thread(handler):
    threads: list[str] = []

    def note(**kwargs: Any) -> None:
        threads.append(threading.current_thread().name)

    request_started.connect(note)
    request_finished.connect(note)
    try:
        ask(handler)
    finally:
        request_started.disconnect(note)
        request_finished.disconnect(note)
    assert threads == ["request_0", "request_0"]


def test_body_is_read_by_the_view_and_closed_afterwards(handler):
    response = HttpResponse()
    closed: list[bool] = []
    response._resource_closers.append(lambda: closed.append(True))
    bodies: list[bytes] = []
    handler._middleware_chain = lambda request: bodies.append(request.body) or response
    pieces = [{"type": "http.request", "body": b"one ", "more_body": True}, {"type": "http.request", "body": b"two"}]
    ask(handler, *pieces, method="POST")
    assert (bodies, closed) == ([b"one two"], [True])


def test_client_that_leaves_before_its_body_came_is_not_answered(handler):
    seen = answer_with(handler, HttpResponse())
    assert ask(handler, {"type": "http.disconnect"}) == []
    assert seen == []


def test_stream_is_sent_in_pieces_and_closed(handler):
    async def pieces() -> Any:
        yield b"one"
        yield b"two"

    response = StreamingHttpResponse(pieces())
    answer_with(handler, response)
    sent = ask(handler)
    assert [message.get("body") for message in sent[1:]] == [b"one", b"two", None]
    assert response.closed


def test_synchronous_stream_is_made_as_it_is_taken(handler, recwarn):
    made: list[str] = []

    def pieces() -> Iterator[bytes]:
        for piece in ("one", "two"):
            made.append(f"{piece} by {threading.current_thread().name}")
            yield piece.encode()

    response = StreamingHttpResponse(pieces())
    answer_with(handler, response)
    sent = ask(handler)
    assert [message.get("body") for message in sent[1:]] == [b"one", b"two", None]
    assert (made, response.closed) == (["one by request_0", "two by request_0"], True)
    assert not recwarn.list


def test_file_is_sent_whole_and_closed(handler, tmp_path: Path):
    (tmp_path / "list.csv").write_bytes(b"a,b" * 50_000)
    file = (tmp_path / "list.csv").open("rb")
    answer_with(handler, FileResponse(file))
    sent = ask(handler)
    assert b"".join(message.get("body", b"") for message in sent[1:]) == b"a,b" * 50_000
    assert len(sent) == 5
    assert file.closed


def test_other_protocols_are_refused(handler):
    with pytest.raises(ValueError, match="websocket"):
        ask(handler, type="websocket")


def test_kept_connection_is_trusted_while_it_is_quiet(handler):
    ask(handler)

    def is_trusted() -> bool:
        connection.close_if_unusable_or_obsolete()
        trust_quiet_connections()
        return connection.health_check_done

    assert handler.pool.submit(is_trusted).result(timeout=10)


def test_connection_that_the_server_closed_is_replaced(handler):
    ask(handler)
    pid = handler.pool.submit(lambda: connection.connection.info.backend_pid).result(timeout=10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert ask(handler)[0]["status"] == 200
    assert handler.pool.submit(lambda: connection.connection.info.backend_pid).result(timeout=10) != pid
