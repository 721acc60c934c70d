"""The store without an account: files below PRIVATE_MEDIA_ROOT, whose signed addresses this server answers itself."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone as clock

from gallery.storage import limits
from gallery.storage.contract import ObjectMissing, SignedRequest, StoredObject, Upload
from gallery.storage.keys import checked, checked_prefix
from gallery.storage.local_files import Folder, Incoming, translated
from gallery.storage.local_parts import Parts
from gallery.storage.local_signing import Asked, signed_url


class LocalStore:
    """One bucket, in `root`; `now` tells the time."""

    def __init__(self, root: Path, bucket: str, *, now: Callable[[], datetime] = clock.now) -> None:
        self.bucket, self.now = bucket, now
        self.folder = Folder(root / bucket)
        self.uploads = Parts(self.folder)

    def presign_put(self, upload: Upload, *, expires: timedelta) -> SignedRequest:
        limits.checked_upload(upload)
        headers = {
            "Content-Type": upload.content_type,
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(upload.sha256)).decode(),
            "If-None-Match": "*",
        }
        return self._signed_put(upload.key, headers=headers, size=upload.size, expires=expires, query={})

    def presign_get(self, key: str, *, filename: str, content_type: str, expires: timedelta) -> str:
        query = {"type": limits.checked_type(content_type), "disposition": limits.attachment(filename)}
        return self._signed_get(key, query=query, until=self.now() + limits.checked_expiry(expires))

    def presign_view(self, key: str, *, content_type: str, window: timedelta) -> str:
        query = {"type": limits.checked_type(content_type), "cache": limits.kept_for(window)}
        begun = limits.beginning_of(window, now=self.now())
        return self._signed_get(key, query=query, until=begun + 2 * window)

    def head(self, key: str) -> StoredObject:
        with translated():
            return self.folder.entry(checked(key)).shown(key)

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        with translated():
            entry, file = self.folder.open(checked(key))
            with file:
                file.seek(start)
                left = max(entry.size - start, 0) if length is None else length
                while left > 0 and (piece := file.read(min(limits.PIECE, left))):
                    left -= len(piece)
                    yield piece

    def put(self, key: str, body: BinaryIO, *, size: int, content_type: str) -> StoredObject:
        kind = limits.checked_type(content_type)
        with translated(), self.folder.begin() as incoming:
            fill(incoming, body)
            if incoming.size != size:
                raise ValueError("the body has another size")
            return self.folder.keep(checked(key), incoming, content_type=kind, sha256=None)

    def copy(self, source: str, target: str) -> StoredObject:
        with translated():
            return self.folder.copy(checked(source), checked(target))

    def delete(self, keys: Sequence[str]) -> None:
        with translated():
            for key in [checked(key) for key in keys]:
                self.folder.delete(key)

    def list(self, prefix: str, *, after: str = "") -> Iterator[StoredObject]:
        """In the order of keys: of two names in a folder, neither begins with the other (keys.py)."""
        begin, _, _ = checked_prefix(prefix).rpartition("/")
        for place, folders, names in os.walk(self.folder.objects / begin):
            folders.sort()
            for name in sorted(names):
                key = (Path(place) / name).relative_to(self.folder.objects).as_posix()
                if key.startswith(prefix) and key > after:
                    yield from self._listed(key)

    def begin_multipart(self, key: str, *, content_type: str) -> str:
        with translated():
            return self.uploads.begin(checked(key), content_type=limits.checked_type(content_type))

    def presign_part(self, key: str, *, upload_id: str, number: int, size: int, expires: timedelta) -> SignedRequest:
        limits.checked_size(size)
        query = {"upload": upload_id, "part": str(limits.checked_number(number))}
        return self._signed_put(key, headers={}, size=size, expires=expires, query=query)

    def put_part(self, key: str, *, upload_id: str, number: int, body: bytes) -> str:
        with translated(), self.folder.begin() as incoming:
            self.uploads.about(checked(key), upload_id)
            fill(incoming, BytesIO(body))
            return self.uploads.keep(upload_id, limits.checked_number(number), incoming)

    def parts(self, key: str, *, upload_id: str) -> dict[int, tuple[str, int]]:
        with translated():
            self.uploads.about(checked(key), upload_id)
            return self.uploads.there(upload_id)

    def complete_multipart(self, key: str, *, upload_id: str, etags: Sequence[str]) -> StoredObject:
        with translated():
            return self.uploads.complete(checked(key), upload_id, etags)

    def abort_multipart(self, key: str, *, upload_id: str) -> None:
        with translated():
            self.uploads.abort(checked(key), upload_id)

    def stale_multiparts(self, *, before: datetime) -> Iterator[tuple[str, str]]:
        with translated():
            yield from self.uploads.stale(before=before)

    def tidy(self, *, before: datetime) -> None:
        """Remove what crashes and lost lines left and nobody has touched since: at S3, lifecycle rules do that."""
        with translated():
            self.folder.tidy(before=before)
            self.uploads.tidy(before=before)

    def _listed(self, key: str) -> Iterator[StoredObject]:
        with translated():
            try:
                entry = self.folder.entry(key)
            except ObjectMissing:  # deleted since the folder was read
                return
        modified = datetime.fromisoformat(entry.modified_at)
        yield StoredObject(key, entry.size, "", entry.etag, modified, None)

    def _signed_put(
        self, key: str, *, headers: dict[str, str], size: int, expires: timedelta, query: dict[str, str]
    ) -> SignedRequest:
        until = self.now() + limits.checked_expiry(expires)
        signed = {name.lower(): value for name, value in headers.items()} | {"content-length": str(size)}
        asked = Asked("PUT", self.bucket, checked(key), {**query, "expires": stamp(until)}, signed)
        return SignedRequest("PUT", signed_url(asked), headers, expires_at=until)

    def _signed_get(self, key: str, *, query: dict[str, str], until: datetime) -> str:
        return signed_url(Asked("GET", self.bucket, checked(key), {**query, "expires": stamp(until)}))


def stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def fill(incoming: Incoming, body: BinaryIO) -> None:
    """Write all that is left of a body. Raises OSError."""
    while piece := body.read(limits.PIECE):
        incoming.write(piece)
