"""The local store's own end of an address: the same under WSGI, and what a server does with bytes that never end."""

from __future__ import annotations

import asyncio
import socket
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from gallery.storage import local_app, stores
from gallery.storage.config import S3Config
from gallery.storage.contract import SignedRequest
from gallery.storage.local import LocalStore
from gallery.storage.local_app import BATCH, StoreApp
from gallery.storage.local_views import HANDED_OVER, stored_object
from tests.gallery.storage.stores import (
    HOUR,
    JPEG,
    LONGEST,
    PART,
    PHOTO,
    Bench,
    Clock,
    incoming,
    original,
    upload,
    wait_until,
)

GUARDS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


@pytest.fixture
def store(settings, disk: Path) -> LocalStore:
    settings.PRIVATE_MEDIA_ROOT = str(disk)
    return stores.local_store("media")


def wsgi_put(signed: SignedRequest, body: bytes, **others: str):
    headers = {name: value for name, value in signed.headers.items() if name != "Content-Type"} | others
    parts = urlsplit(signed.url)
    client = Client(enforce_csrf_checks=True, headers=headers)
    return client.put(f"{parts.path}?{parts.query}", body, content_type=signed.headers.get("Content-Type", JPEG))


def wsgi_get(url: str, **headers: str):
    parts = urlsplit(url)
    return Client(headers={name.replace("_", "-"): value for name, value in headers.items()}).get(
        f"{parts.path}?{parts.query}"
    )


def request_for(signed: SignedRequest, body: bytes) -> WSGIRequest:
    parts = urlsplit(signed.url)
    return RequestFactory().put(
        f"{parts.path}?{parts.query}", body, content_type=signed.headers["Content-Type"], headers=signed.headers
    )


def left(store: LocalStore) -> list[str]:
    """Files that are being written."""
    return [path.name for path in store.folder.incoming.glob("*")]


def test_wsgi_takes_what_was_signed_and_nothing_else(store: LocalStore):
    signed = store.presign_put(upload(), expires=HOUR)
    statuses = [wsgi_put(signed, PHOTO[::-1]).status_code, wsgi_put(signed, PHOTO + b"1").status_code]
    taken = wsgi_put(signed, PHOTO)

    assert statuses == [400, 403]
    assert (taken.status_code, taken.content, taken.cookies) == (200, b"", {})
    assert taken.headers["ETag"] == f'"{store.head(incoming()).etag}"'
    assert wsgi_put(signed, PHOTO).status_code == 412
    assert left(store) == []


def test_wsgi_takes_parts(store: LocalStore):
    upload_id = store.begin_multipart(incoming(), content_type=JPEG)
    signed = store.presign_part(incoming(), upload_id=upload_id, number=1, size=PART, expires=HOUR)
    answer = wsgi_put(signed, bytes(PART))

    assert answer.status_code == 200
    assert store.parts(incoming(), upload_id=upload_id) == {1: (answer.headers["ETag"].strip('"'), PART)}


def test_body_that_is_shorter_than_it_says_is_refused(store: LocalStore):
    """As WSGI servers hand on a line that broke."""
    signed = store.presign_put(upload(), expires=HOUR)
    environ = {**request_for(signed, PHOTO).environ, "wsgi.input": BytesIO(PHOTO[:100])}
    answer = stored_object(WSGIRequest(environ), "media", incoming())

    assert (answer.status_code, b"IncompleteBody" in answer.content) == (400, True)
    assert (left(store), list(store.list("galleries/"))) == ([], [])


@pytest.mark.parametrize(
    ("code", "status", "change"),
    [
        ("SignatureDoesNotMatch", 403, ("gallery-store/media", "gallery-store/zips")),
        ("SignatureDoesNotMatch", 403, ("expires=", "expires=&" + "a=1&" * 600 + "b=")),
        ("NoSuchKey", 404, None),
    ],
    ids=["changed", "endless", "nothing there"],
)
def test_refusals_are_in_s3s_form(db: None, store: LocalStore, code: str, status: int, change: tuple[str, str] | None):
    url = store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR)
    answer = wsgi_get(url.replace(*change) if change else url)

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/xml")
    assert answer.content == f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code></Error>'.encode()
    assert {name: answer.headers[name] for name in GUARDS} == GUARDS
    assert answer.headers["Cache-Control"] == "no-store"


def test_download_is_no_page_of_ours_and_asks_nobody(store: LocalStore):
    """No query: a test without a database would fail on one."""
    store.put(original(), BytesIO(PHOTO), size=len(PHOTO), content_type="text/html")
    answer = wsgi_get(store.presign_get(original(), filename="a.jpg", content_type="text/html", expires=HOUR))

    assert b"".join(answer.streaming_content) == PHOTO
    assert {name: answer.headers[name] for name in GUARDS} == GUARDS
    assert (answer.headers["Cache-Control"], answer.headers["Accept-Ranges"]) == ("private, no-cache", "bytes")
    assert answer.headers["Content-Length"] == str(len(PHOTO))
    assert answer.cookies == {}


def test_browser_that_has_it_is_told_so_and_a_changed_one_begins_anew(store: LocalStore):
    store.put(original(), BytesIO(PHOTO), size=len(PHOTO), content_type=JPEG)
    url = store.presign_view(original(), content_type=JPEG, window=HOUR)
    etag = f'"{store.head(original()).etag}"'

    known = wsgi_get(url, If_None_Match=etag)
    same = wsgi_get(url, Range="bytes=0-4", If_Range=etag)
    other = wsgi_get(url, Range="bytes=0-4", If_Range='"other"')

    assert (known.status_code, known.headers["Cache-Control"]) == (304, "private, max-age=3600, immutable")
    assert (same.status_code, b"".join(same.streaming_content)) == (206, PHOTO[:5])
    assert (other.status_code, b"".join(other.streaming_content)) == (200, PHOTO)
    assert wsgi_get(url, Range=f"bytes={len(PHOTO)}-").status_code == 416


def test_downloads_are_not_counted_by_the_apis_limit(store: LocalStore, settings):
    settings.API_RATE_LIMIT = 1
    store.put(original(), BytesIO(PHOTO), size=len(PHOTO), content_type=JPEG)
    url = store.presign_view(original(), content_type=JPEG, window=HOUR)
    answers = [wsgi_get(url) for _ in range(3)]

    assert [b"".join(answer.streaming_content) == PHOTO for answer in answers] == [True] * 3


class Line:
    """A client that says what it likes."""

    def __init__(self, bench: Bench, signed: SignedRequest, **headers: str) -> None:
        parts = urlsplit(signed.url)
        self.plug = socket.create_connection((parts.hostname, parts.port), timeout=LONGEST)
        told = {"Host": parts.netloc, **signed.headers, **{name.replace("_", "-"): headers[name] for name in headers}}
        lines = [f"PUT {parts.path}?{parts.query} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        self.plug.sendall("\r\n".join([*lines, "", ""]).encode())

    def answer(self) -> int:
        return int(self.plug.recv(100).split()[1])


def test_client_that_hangs_up_leaves_nothing(local: Bench):
    body = bytes(2 * BATCH)
    line = Line(local, local.store.presign_put(upload(body), expires=HOUR), Content_Length=str(len(body)))
    line.plug.sendall(body[: BATCH + 1])
    wait_until(lambda: left(local.store))
    line.plug.close()

    wait_until(lambda: not left(local.store))
    assert local.has() == {}


def test_what_is_not_signed_is_not_read(local: Bench):
    """The answer comes while the client has sent nothing of its ten gigabytes."""
    signed = local.store.presign_put(upload(), expires=HOUR)
    line = Line(local, signed, Content_Length=str(10 * 1024**3))

    assert line.answer() == 403
    assert left(local.store) == []
    line.plug.close()


def test_body_of_no_announced_length_is_refused(local: Bench):
    line = Line(local, local.store.presign_put(upload(), expires=HOUR), Transfer_Encoding="chunked")

    assert line.answer() == 403
    line.plug.close()


def test_object_that_came_meanwhile_stays(local: Bench):
    """Both were admitted; the first that is whole has the name."""
    signed = local.store.presign_put(upload(), expires=HOUR)
    line = Line(local, signed, Content_Length=str(len(PHOTO)))
    wait_until(lambda: left(local.store))
    assert local.send(signed, PHOTO).status_code == 200
    line.plug.sendall(PHOTO)

    assert line.answer() == 412
    line.plug.close()
    wait_until(lambda: not left(local.store))  # after the answer


def test_upload_that_began_in_time_may_end_late(store: LocalStore):
    """S3, too, looks at the clock when a request begins; that was when it was admitted."""
    store.now = Clock()
    store.now.offset = -2 * HOUR
    signed = store.presign_put(upload(), expires=HOUR)
    request = request_for(signed, PHOTO)
    late = stored_object(request, "media", incoming())
    with store.folder.begin() as taken_in:
        taken_in.write(PHOTO)
        request.scope = {HANDED_OVER: taken_in}
        admitted = stored_object(request, "media", incoming())

    assert (late.status_code, admitted.status_code) == (403, 200)


def test_refused_upload_leaves_the_connection_usable(local: Bench):
    """A browser that is still sending reads the answer, and sends the next photo over the same line."""
    body = bytes(3 * 1024 * 1024)
    signed = local.store.presign_put(upload(body), expires=HOUR)
    statuses = [local.send(signed, one).status_code for one in (body, body, body + b"1", bytes(len(body))[:-1] + b"1")]

    assert statuses == [200, 412, 403, 412]


def test_store_at_a_service_leaves_the_address_to_django(settings):
    """Where photos lie at a service, nothing here takes a body."""
    settings.GALLERY_STORAGE = S3Config("http://127.0.0.1:9", "key", "secret", "photos", "archives")
    passed: list[str] = []

    async def inner(scope, receive, send) -> None:
        passed.append(await receive())

    async def receive() -> str:
        return "the server's own"

    scope = {"type": "http", "path": "/gallery-store/media/x", "method": "PUT"}
    asyncio.run(StoreApp(inner)(scope, receive, None))

    assert passed == ["the server's own"]


def test_line_that_falls_silent_is_given_up(local: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(local_app, "IDLE_SECONDS", 0.05)
    line = Line(local, local.store.presign_put(upload(), expires=HOUR), Content_Length=str(len(PHOTO)))
    line.plug.sendall(PHOTO[:5])

    assert line.answer() == 400
    line.plug.close()
    wait_until(lambda: not left(local.store))  # after the answer


@pytest.mark.parametrize("buffering", [0, -1], ids=["at once", "at the end"])
def test_disk_that_is_full_is_told_and_leaves_nothing(store: LocalStore, buffering: int):
    """The kernel's own full disk takes the place of the file."""
    signed = store.presign_put(upload(), expires=HOUR)
    request = request_for(signed, PHOTO)
    with store.folder.begin() as taken_in, Path("/dev/full").open("wb", buffering=buffering) as full:
        taken_in._file.close()
        taken_in._file = full
        local_app.write(taken_in, PHOTO)
        local_app.write(taken_in, PHOTO)
        request.scope = {HANDED_OVER: taken_in}
        answer = stored_object(request, "media", incoming())
        taken_in.discard()

    assert (answer.status_code, b"ServiceUnavailable" in answer.content) == (503, True)
    assert (left(store), list(store.list("galleries/"))) == ([], [])


def test_disk_that_cannot_be_written_is_told(store: LocalStore):
    store.folder.incoming.parent.mkdir(parents=True)
    store.folder.incoming.write_text("no folder")

    assert wsgi_put(store.presign_put(upload(), expires=HOUR), PHOTO).status_code == 503
