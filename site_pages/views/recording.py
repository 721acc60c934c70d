"""The stored recording of a session: a private file, in ranges, for those who may watch."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone as clock
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from site_pages.access import may_watch
from site_pages.models import EventPage, SessionPage
from site_pages.selectors import event_of

CHUNK = 256 * 1024
SHOWN = {"image/jpeg", "image/png", "image/webp", "text/vtt"}
ONE_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class UnsatisfiableRange(Exception):
    """The range begins behind the end of the file."""


def session_recording(request: HttpRequest, session: SessionPage) -> HttpResponseBase:
    """`recording/`: 404 for whoever may not watch, so that nobody learns whether there is one.

    `?download=1` is to keep it, where the session's page allows that; else it is the same as without.
    """
    response = guarded(request, session, session.recording_file)
    if "download" in request.GET and session.is_recording_downloadable and "Content-Disposition" in response:
        suffix = PurePosixPath(str(session.recording_file.name)).suffix
        response["Content-Disposition"] = f'attachment; filename="{session.slug}{suffix}"'
    return response


def recording_poster(request: HttpRequest, session: SessionPage) -> HttpResponseBase:
    """`recording/poster/`: a picture of it, for the same people."""
    return guarded(request, session, session.recording_poster)


def recording_captions(request: HttpRequest, session: SessionPage) -> HttpResponseBase:
    """`recording/captions/`: what is said in it, for the same people."""
    return guarded(request, session, session.recording_captions)


def guarded(request: HttpRequest, session: SessionPage, file: FieldFile) -> HttpResponseBase:
    """One of the recording's files, for those who may watch it."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    event = event_of(session)
    if not file or event is None or not is_watchable(session, event) or not may_watch(request, session, event):
        raise Http404
    return private(send_file(request, file))


def is_watchable(session: SessionPage, event: EventPage) -> bool:
    """Of a session that took place and is over."""
    return (
        session.has_recording
        and session.live
        and event.live
        and not (session.is_cancelled or event.is_cancelled)
        and session.ends_at is not None
        and session.ends_at <= clock.now()
    )


def send_file(request: HttpRequest, file: FieldFile) -> HttpResponseBase:
    """The whole file or the range that was asked for (RFC 9110, section 14)."""
    storage, name = file.storage, str(file.name)
    try:
        size = storage.size(name)
        modified = storage.get_modified_time(name)
    except FileNotFoundError as error:
        raise Http404 from error
    # The name is random for every upload, so it stands for the content.
    etag = f'"{name.rsplit("/", 1)[-1].rsplit(".", 1)[0]}-{size:x}"'
    last_modified = int(modified.timestamp())
    not_modified = get_conditional_response(request, etag=etag, last_modified=last_modified)
    if not_modified is not None:
        return not_modified
    try:
        span = wanted_span(request, size, etag=etag, modified=http_date(last_modified))
    except UnsatisfiableRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = body(request, file, span or Span(0, size - 1))
    response["ETag"] = etag
    response["Last-Modified"] = http_date(last_modified)
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


def wanted_span(request: HttpRequest, size: int, *, etag: str, modified: str) -> Span | None:
    """The range asked for, or None for the whole file: no Range, several of them, or an If-Range that is stale."""
    if_range = request.headers.get("If-Range")
    match = ONE_RANGE.match(request.headers.get("Range", ""))
    if match is None or match[0] == "bytes=-" or (if_range and if_range not in {etag, modified}):
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        if length == 0:
            raise UnsatisfiableRange
        return Span(size - length, size - 1)
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    if first >= size:
        raise UnsatisfiableRange
    return Span(first, min(last, size - 1))


def body(request: HttpRequest, file: FieldFile, span: Span) -> HttpResponseBase:
    """The bytes, streamed; only the headers for HEAD."""
    storage, name = file.storage, str(file.name)
    response = HttpResponse() if request.method == "HEAD" else SpanResponse(storage.open(name, "rb"), span)
    kind = "text/vtt" if name.endswith(".vtt") else mimetypes.guess_type(name)[0] or ""
    # Nothing but media is ever shown in place: a page under our own address could act for the visitor.
    is_media = kind.startswith(("video/", "audio/")) or kind in SHOWN
    response["Content-Type"] = kind if is_media else "application/octet-stream"
    disposition = "inline" if is_media else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="recording{PurePosixPath(name).suffix}"'
    response["Content-Length"] = str(span.length)
    return response


class SpanResponse(StreamingHttpResponse):
    """Part of a file, sent as it is read (cms/asgi.py)."""

    def __init__(self, file: File, span: Span) -> None:
        super().__init__(read_span(file, span))
        self.file = file

    def close(self) -> None:
        """Also closes the file of a stream that nobody began to read: that one never reaches its own end."""
        super().close()
        self.file.close()


def read_span(file: File, span: Span) -> Iterator[bytes]:
    """The file's bytes in pieces; closes it at the end, also when the reader leaves."""
    with file:
        file.seek(span.first)
        left = span.length
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def private(response: HttpResponseBase) -> HttpResponseBase:
    """For this person's browser only, and not to be taken for anything but what it says it is."""
    response["Cache-Control"] = "private, no-cache"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    return response
