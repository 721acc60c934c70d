"""The storage seam: what this room wants of a store, in the words of S3 (docs/decisions/0012-gallery-storage.md).

Two stores implement it, one contract suite holds both: any S3-compatible service through boto3 (s3.py), and files
under var/ whose signed addresses this server answers itself (local.py). Browsers send to and read from the store
directly; the store knows no cookies, the signature is the authority.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

# R2 wants equal parts, but for the last; S3 wants at least 5 MiB.
PART_BYTES = 8 * 1024 * 1024
# Above this a phone sends in parts.
SINGLE_BYTES = 16 * 1024 * 1024


class StorageTrouble(Exception):
    """The store did not answer, or answered with an error of its own: worth another try later."""


class ObjectMissing(Exception):
    """There is no such object, or it is gone."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a browser has to send, exactly: the headers are part of the signature.

    So is Content-Length, which is not among them: browsers send it by themselves and let no script do it.
    """

    method: str
    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What the store knows of an object.

    `etag` has no quotes. `sha256` is hexadecimal, None where it was not given on the way in.
    """

    key: str
    size: int
    content_type: str
    etag: str
    modified_at: datetime
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Upload:
    """A whole object that may be sent once: exactly these bytes, of this type."""

    key: str
    content_type: str
    size: int
    sha256: str


class GalleryStorage(Protocol):
    """One bucket. Keys are those of gallery/storage/keys.py; any other raises ValueError.

    Every call can raise StorageTrouble, but the signing ones, which ask nobody.
    """

    def presign_put(self, upload: Upload, *, expires: timedelta) -> SignedRequest:
        """PUT bound to key, type, exact length and SHA-256, and to nothing being there yet (412 otherwise)."""

    def presign_get(self, key: str, *, filename: str, content_type: str, expires: timedelta) -> str:
        """An address that downloads the object as an attachment under this name and type."""

    def presign_view(self, key: str, *, content_type: str, window: timedelta) -> str:
        """An address to show the object in a page; the same for everybody within a window, so browsers keep it."""

    def head(self, key: str) -> StoredObject:
        """Raises ObjectMissing."""

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes in pieces of at most 1 MiB, none behind the end; raises ObjectMissing before the first."""

    def put(self, key: str, body: BinaryIO, *, size: int, content_type: str) -> StoredObject:
        """Write an object ourselves, over whatever is there, from where the body stands.

        Raises ValueError where the body has another size.
        """

    def copy(self, source: str, target: str) -> StoredObject:
        """Within the store, no bytes pass here. Raises ObjectMissing."""

    def delete(self, keys: Sequence[str]) -> None:
        """Whatever is there of them; up to any number."""

    def list(self, prefix: str, *, after: str = "") -> Iterator[StoredObject]:
        """Everything below the prefix in the order of the keys, read page by page.

        S3 lists neither types nor hashes: `content_type` is empty and `sha256` None.
        """

    def begin_multipart(self, key: str, *, content_type: str) -> str:
        """The id of a new upload in parts."""

    def presign_part(self, key: str, *, upload_id: str, number: int, size: int, expires: timedelta) -> SignedRequest:
        """PUT of one part, from 1; its answer's ETag goes into `complete_multipart`."""

    def put_part(self, key: str, *, upload_id: str, number: int, body: bytes) -> str:
        """Send a part ourselves; its ETag."""

    def parts(self, key: str, *, upload_id: str) -> dict[int, tuple[str, int]]:
        """ETag and size of what has come, by number; raises ObjectMissing for an upload that is not open."""

    def complete_multipart(self, key: str, *, upload_id: str, etags: Sequence[str]) -> StoredObject:
        """All parts in order become the object, over whatever is there.

        Raises StorageTrouble where one does not fit, ObjectMissing for an upload that is not open.
        """

    def abort_multipart(self, key: str, *, upload_id: str) -> None:
        """Forget an upload and its parts; nothing happens where there is none."""

    def stale_multiparts(self, *, before: datetime) -> Iterator[tuple[str, str]]:
        """Key and id of uploads that were begun before and neither completed nor aborted."""
