"""Uploads in parts, in files: each part is a file that ends with its ETag, so one rename brings both."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gallery.storage import limits
from gallery.storage.contract import ObjectMissing, StorageTrouble, StoredObject
from gallery.storage.local_files import Folder, Incoming, sync

UPLOAD_ID = re.compile(r"[0-9a-f]{32}")
NUMBER = re.compile(r"\d{5}")
MARK = 32  # the length of an ETag
ABOUT = "upload"


@dataclass(frozen=True, slots=True)
class Open:
    """What an upload is about."""

    key: str
    content_type: str
    begun_at: str


class Parts:
    """The open uploads of one bucket."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def begin(self, key: str, *, content_type: str) -> str:
        """Raises OSError."""
        upload_id = secrets.token_hex(16)
        about = Open(key, content_type, datetime.now(UTC).isoformat())
        place = self.folder.parts / upload_id
        place.mkdir(parents=True)
        with self.folder.begin() as small:
            small.write(json.dumps(asdict(about)).encode())
            small.settle()
            small.path.replace(place / ABOUT)
        sync(place)
        return upload_id

    def about(self, key: str, upload_id: str) -> Open:
        """Raises ObjectMissing where this key has no such upload open."""
        found = self._about(upload_id) if UPLOAD_ID.fullmatch(upload_id) else None
        if found is None or found.key != key:
            raise ObjectMissing
        return found

    def keep(self, upload_id: str, number: int, incoming: Incoming) -> str:
        """What came in becomes the part, over what was sent before. Raises ObjectMissing, OSError."""
        etag = incoming.etag
        incoming.settle(mark=etag.encode())
        place = self.folder.parts / upload_id
        try:
            incoming.path.replace(place / f"{number:05d}")
            sync(place)
        except FileNotFoundError:  # completed or aborted meanwhile
            raise ObjectMissing from None
        return etag

    def there(self, upload_id: str) -> dict[int, tuple[str, int]]:
        """ETag and size of each part, by number."""
        found: dict[int, tuple[str, int]] = {}
        for path in sorted((self.folder.parts / upload_id).iterdir()):
            if NUMBER.fullmatch(path.name):
                with suppress(FileNotFoundError), path.open("rb") as part:
                    size = part.seek(-MARK, os.SEEK_END)
                    found[int(path.name)] = (part.read().decode(), size)
        return found

    def complete(self, key: str, upload_id: str, etags: Sequence[str]) -> StoredObject:
        """Raises ObjectMissing; StorageTrouble where a part is not there, is another one, or has no fitting size."""
        about, there = self.about(key, upload_id), self.there(upload_id)
        named = [etag.strip('"') for etag in etags]
        if any(there.get(number, ("", 0))[0] != etag for number, etag in enumerate(named, start=1)):
            raise StorageTrouble("the store answered InvalidPart")
        if refused := limits.unequal_parts([there[number][1] for number in range(1, len(named) + 1)]):
            raise StorageTrouble(f"the store answered {refused}")
        with self.folder.begin() as whole:
            for number, etag in enumerate(named, start=1):
                self._append(whole, self.folder.parts / upload_id / f"{number:05d}", etag)
            kept = self.folder.keep(key, whole, content_type=about.content_type, sha256=None)
        self._forget(upload_id)
        return kept

    def abort(self, key: str, upload_id: str) -> None:
        with suppress(ObjectMissing):
            self.about(key, upload_id)
            self._forget(upload_id)

    def stale(self, *, before: datetime) -> Iterator[tuple[str, str]]:
        """Key and id of what was begun before, in the order of the ids."""
        if not self.folder.parts.is_dir():
            return
        for path in sorted(self.folder.parts.iterdir()):
            about = self._about(path.name)
            if about is not None and datetime.fromisoformat(about.begun_at) < before:
                yield about.key, path.name

    def tidy(self, *, before: datetime) -> None:
        """Remove what a crash left of an upload that had not begun, or had ended."""
        if self.folder.parts.is_dir():
            for path in self.folder.parts.iterdir():
                if self._about(path.name) is None and path.stat().st_ctime < before.timestamp():
                    shutil.rmtree(path, ignore_errors=True)

    def _about(self, upload_id: str) -> Open | None:
        try:
            return Open(**json.loads((self.folder.parts / upload_id / ABOUT).read_bytes()))
        except FileNotFoundError:
            return None

    def _append(self, whole: Incoming, part: Path, etag: str) -> None:
        with part.open("rb") as source:
            left = source.seek(-MARK, os.SEEK_END)
            if source.read().decode() != etag:  # sent once more meanwhile
                raise StorageTrouble("the store answered InvalidPart")
            source.seek(0)
            while left > 0 and (piece := source.read(min(limits.PIECE, left))):
                whole.write(piece)
                left -= len(piece)

    def _forget(self, upload_id: str) -> None:
        """First what makes it an upload, so that nobody sees half of one."""
        place = self.folder.parts / upload_id
        (place / ABOUT).unlink(missing_ok=True)
        shutil.rmtree(place, ignore_errors=True)
