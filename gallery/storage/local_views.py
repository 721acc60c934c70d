"""The local store's end of signed addresses. The signature is the authority: no cookie, no session, no CSRF token.

It answers as S3 does, with the same statuses and codes, so that one uploader serves both. Under ASGI the bytes have
come in before (local_app.py); under WSGI they are read here.
"""

from __future__ import annotations

from datetime import datetime
from io import BufferedIOBase
from typing import BinaryIO, cast

from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone as clock
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from gallery.storage import limits
from gallery.storage.contract import ObjectMissing
from gallery.storage.local import LocalStore
from gallery.storage.local_door import admit, store_of, take
from gallery.storage.local_files import Entry, Incoming
from gallery.storage.local_signing import Asked, Refused, query_of
from site_pages.views.recording import Span, SpanResponse, UnsatisfiableRange, wanted_span

# What local_app.py leaves in the ASGI scope: the bytes of a request that it has admitted.
HANDED_OVER = "gallery.incoming"
# Nobody's file becomes a page of ours, whatever is in it and however it is looked at.
GUARDS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


@csrf_exempt
def stored_object(request: HttpRequest, bucket: str, key: str) -> HttpResponseBase:
    """GET and PUT of one object or part, as signed."""
    try:
        asked = asked_by(request, bucket, key)
        incoming: Incoming | None = getattr(request, "scope", {}).get(HANDED_OVER)
        if incoming is not None:  # admitted when its first byte came; it may have expired since
            return received(asked, store_of(asked), incoming)
        store = admit(asked, now=clock.now())
        if asked.method == "PUT":
            with store.folder.begin() as fresh:
                read_body(request, fresh, asked.length)
                return received(asked, store, fresh)
        return shown(request, asked, store)
    except Refused as refused:
        return refusal(refused)
    except OSError:
        return refusal(Refused(503, "ServiceUnavailable"))


def asked_by(request: HttpRequest, bucket: str, key: str) -> Asked:
    """The request as far as it is signed. Raises Refused."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Asked(str(request.method), bucket, key, query_of(request.META.get("QUERY_STRING", "")), headers)


def read_body(request: HttpRequest, incoming: Incoming, length: int) -> None:
    """All of the body, or as much of it as was signed for and a byte more. Raises OSError."""
    stream = cast("BufferedIOBase", request)
    while incoming.size <= length and (piece := stream.read(min(limits.PIECE, length + 1 - incoming.size))):
        incoming.write(piece)


def received(asked: Asked, store: LocalStore, incoming: Incoming) -> HttpResponse:
    """Raises Refused, OSError."""
    return HttpResponse(headers={"ETag": f'"{take(asked, store, incoming)}"', **GUARDS})


def shown(request: HttpRequest, asked: Asked, store: LocalStore) -> HttpResponseBase:
    """The object or a range of it (RFC 9110, section 14). Raises Refused, OSError."""
    try:
        entry, file = store.folder.open(asked.key)
    except ObjectMissing:
        raise Refused(404, "NoSuchKey") from None
    try:
        response = answer_to(request, entry, file)
    except UnsatisfiableRange:
        file.close()
        raise Refused(416, "InvalidRange") from None
    for name, value in {**GUARDS, "Cache-Control": asked.query.get("cache", "private, no-cache")}.items():
        response[name] = value
    response["Content-Type"] = asked.query["type"]
    if "disposition" in asked.query:
        response["Content-Disposition"] = asked.query["disposition"]
    return response


def answer_to(request: HttpRequest, entry: Entry, file: BinaryIO) -> HttpResponseBase:
    """What was asked for of the bytes. Raises UnsatisfiableRange."""
    modified = int(datetime.fromisoformat(entry.modified_at).timestamp())
    etag, changed = f'"{entry.etag}"', http_date(modified)
    if known := get_conditional_response(request, etag=etag, last_modified=modified):
        file.close()
        return known
    span = wanted_span(request, entry.size, etag=etag, modified=changed)
    sent = span or Span(0, entry.size - 1)
    headers = {"ETag": etag, "Last-Modified": changed, "Accept-Ranges": "bytes", "Content-Length": str(sent.length)}
    response = SpanResponse(File(file), sent)
    for name, value in headers.items():
        response[name] = value
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{entry.size}"
    return response


def refusal(refused: Refused) -> HttpResponse:
    """S3's form of an error."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{refused.code}</Code></Error>'
    headers = {"Cache-Control": "no-store", **GUARDS}
    return HttpResponse(body, status=refused.status, content_type="application/xml", headers=headers)
