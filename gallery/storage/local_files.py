"""Objects as files that no crash leaves half: what an object is stands in a small file, which names its bytes.

    media/objects/<key>          size, type, hashes, and the name of the file of bytes: the object
    media/data/<key>.<random>    bytes, which never change once they are named
    media/incoming/<random>      what is being written
    media/parts/<upload>/        an upload in parts (local_parts.py)

The bytes are on the disk before the small file is linked to its name, which the file system does at once or not at
all, for every process. What a crash leaves is bytes that nothing names; `tidy` removes them. Objects are copied by a
second link to their bytes. So the folder has to lie on one file system with hard links.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from gallery.storage.contract import ObjectMissing, StorageTrouble, StoredObject

# Between reading which file holds the bytes and opening it, somebody may have put others in their place.
LOOKS = 5


class AlreadyThere(Exception):
    """Something has this key, and was not to be replaced."""


@contextmanager
def translated() -> Iterator[None]:
    """Raises StorageTrouble for what the disk says; its text names no file."""
    try:
        yield
    except OSError as error:
        raise StorageTrouble(f"the disk: {os.strerror(error.errno) if error.errno else type(error).__name__}") from None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the small file says."""

    data: str
    size: int
    content_type: str
    etag: str
    sha256: str | None
    modified_at: str

    def shown(self, key: str) -> StoredObject:
        modified = datetime.fromisoformat(self.modified_at)
        return StoredObject(key, self.size, self.content_type, self.etag, modified, self.sha256)


class Incoming:
    """A file that is being written, and hashed on the way. Leaving it removes what was not kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / secrets.token_hex(16)
        self.size = 0
        self.is_broken = False
        self._hash = hashlib.sha256()
        self._file: BinaryIO = self.path.open("xb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def write(self, piece: bytes) -> None:
        """Raises OSError."""
        self._file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def etag(self) -> str:
        """Of these bytes and no others; as long as S3's."""
        return self.sha256[:32]

    def settle(self, *, mark: bytes = b"") -> None:
        """All of it is on the disk, with `mark` behind it. Raises OSError."""
        self._file.write(mark)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        with suppress(OSError):  # what was still to be written, on a disk that is full
            self._file.close()
        self.path.unlink(missing_ok=True)


class Folder:
    """One bucket."""

    def __init__(self, root: Path) -> None:
        self.objects, self.data = root / "objects", root / "data"
        self.incoming, self.parts = root / "incoming", root / "parts"

    def begin(self) -> Incoming:
        """Raises OSError."""
        return Incoming(self.incoming)

    def entry(self, key: str) -> Entry:
        """Raises ObjectMissing."""
        try:
            return Entry(**json.loads((self.objects / key).read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            raise ObjectMissing from None

    def open(self, key: str) -> tuple[Entry, BinaryIO]:
        """The object as it is now, with its bytes. Raises ObjectMissing."""
        for _look in range(LOOKS):
            entry = self.entry(key)
            with suppress(FileNotFoundError):
                return entry, (self.data / entry.data).open("rb")
        raise ObjectMissing

    def keep(self, key: str, incoming: Incoming, *, content_type: str, sha256: str | None) -> StoredObject:
        """What came in becomes the object, over whatever is there. Raises OSError."""
        return self._name(key, self._settled(key, incoming, content_type, sha256))

    def keep_once(self, key: str, incoming: Incoming, *, content_type: str, sha256: str) -> StoredObject:
        """The same where there is none. Raises AlreadyThere, OSError."""
        return self._name_once(key, self._settled(key, incoming, content_type, sha256))

    def copy(self, source: str, target: str) -> StoredObject:
        """Raises ObjectMissing, OSError."""
        for _look in range(LOOKS):
            entry = self.entry(source)
            data = new_data(target)
            path = made_way(self.data / data)
            try:
                os.link(self.data / entry.data, path)
            except FileNotFoundError:
                continue
            sync(path.parent)
            now = datetime.now(UTC).isoformat()
            return self._name(target, Entry(**(asdict(entry) | {"data": data, "modified_at": now})))
        raise ObjectMissing

    def delete(self, key: str) -> None:
        with suppress(ObjectMissing):
            entry = self.entry(key)
            (self.objects / key).unlink(missing_ok=True)
            (self.data / entry.data).unlink(missing_ok=True)

    def tidy(self, *, before: datetime) -> None:
        """Remove what crashes left: files that nobody has written to since, and bytes that no object names."""
        for path in files_below(self.incoming):
            if is_older(path, before):
                path.unlink(missing_ok=True)
        for path in files_below(self.data):
            name = path.relative_to(self.data).as_posix()
            if is_older(path, before) and not self._names(name):
                path.unlink(missing_ok=True)

    def _names(self, data: str) -> bool:
        try:
            return self.entry(data.rpartition(".")[0]).data == data
        except ObjectMissing:
            return False

    def _settled(self, key: str, incoming: Incoming, content_type: str, sha256: str | None) -> Entry:
        incoming.settle()
        data = new_data(key)
        path = made_way(self.data / data)
        incoming.path.replace(path)
        sync(path.parent)
        return Entry(data, incoming.size, content_type, incoming.etag, sha256, datetime.now(UTC).isoformat())

    def _name(self, key: str, entry: Entry) -> StoredObject:
        path = made_way(self.objects / key)
        former = None
        with suppress(ObjectMissing):
            former = self.entry(key)
        with self._written(entry) as small:
            small.path.replace(path)
        sync(path.parent)
        if former is not None:
            (self.data / former.data).unlink(missing_ok=True)
        return entry.shown(key)

    def _name_once(self, key: str, entry: Entry) -> StoredObject:
        path = made_way(self.objects / key)
        try:
            with self._written(entry) as small:
                path.hardlink_to(small.path)  # fails where there is one; a rename would replace it
        except FileExistsError:
            (self.data / entry.data).unlink()
            raise AlreadyThere from None
        sync(path.parent)
        return entry.shown(key)

    @contextmanager
    def _written(self, entry: Entry) -> Iterator[Incoming]:
        with self.begin() as small:
            small.write(json.dumps(asdict(entry)).encode())
            small.settle()
            yield small


def new_data(key: str) -> str:
    return f"{key}.{secrets.token_hex(8)}"


def made_way(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def sync(folder: Path) -> None:
    """The names in a folder are on the disk. Systems that cannot do this do it by themselves (Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def files_below(folder: Path) -> Iterator[Path]:
    for place, _folders, names in os.walk(folder):
        for name in names:
            yield Path(place) / name


def is_older(path: Path, moment: datetime) -> bool:
    """Whether nothing happened to it since. What is gone is not."""
    try:
        return path.stat().st_ctime < moment.timestamp()
    except FileNotFoundError:
        return False
