"""How the bytes of a ZIP lie, known before the first of them: photos are stored as they are, sizes and CRCs are known.

So the size is exact at once, any range can be made without what lies before it, and a job that broke off goes on in
the middle. Written to PKWARE's APPNOTE 6.3.9 (its sections are named below); names are UTF-8, times UTC. What ZIP64
adds is written only where something does not fit without it, as some unpackers do not know it.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate

# read(key, start, length): the bytes of a stored object, in pieces.
Read = Callable[[str, int, int], Iterator[bytes]]

LOCAL, CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
END, END64, LOCATOR64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
UTF8_NAME = 0x800  # 4.4.4, bit 11
PLAIN_VERSION, ZIP64_VERSION = 20, 45  # 4.4.3.2
UNIX = 3 << 8  # 4.4.2: the attributes are a Unix mode
FILE_MODE = 0o100644 << 16
ZIP64_TAG = 1  # 4.5.3
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF  # "look into the ZIP64 fields"
EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)


class Unreadable(Exception):
    """The bytes of the object `key` are not those that the layout was made for, or they are gone."""

    def __init__(self, key: str) -> None:
        super().__init__("a photo cannot be read as it was recorded")
        self.key = key


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: its bytes are the object `key` or, without one, `content`."""

    name: str
    size: int
    crc32: int
    time: datetime
    key: str = ""
    content: bytes = b""


class Layout:
    """An archive of these files, in this order."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._heads = [local_header(entry) for entry in entries]
        lengths = (len(head) + entry.size for head, entry in zip(self._heads, entries, strict=True))
        *self._starts, self._files_end = accumulate(lengths, initial=0)
        self._directory = directory(entries, self._starts, at=self._files_end)
        self.size = self._files_end + len(self._directory)

    def pieces(self, read: Read, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes of the archive from `start` on, in pieces as `read` gives them; at most up to the end.

        Raises Unreadable where an object is not as long as its entry says, and whatever `read` raises.
        """
        end = self.size if length is None else min(start + length, self.size)
        number = max(bisect_right(self._starts, start) - 1, 0)
        while start < end and number < len(self.entries):
            yield from self._file(number, start, end, read)
            number += 1
            start = max(start, self._starts[number] if number < len(self.entries) else self._files_end)
        if start < end:
            yield self._directory[start - self._files_end : end - self._files_end]

    def _file(self, number: int, start: int, end: int, read: Read) -> Iterator[bytes]:
        """What lies between the two places of one file and the header before it."""
        entry, head, begin = self.entries[number], self._heads[number], self._starts[number]
        if wanted := head[max(start - begin, 0) : max(end - begin, 0)]:
            yield wanted
        data = begin + len(head)
        first, last = max(start - data, 0), min(end - data, entry.size)
        if first < last:
            yield from self._data(entry, first, last - first, read)

    def _data(self, entry: Entry, first: int, length: int, read: Read) -> Iterator[bytes]:
        if not entry.key:
            yield entry.content[first : first + length]
            return
        left = length
        for piece in read(entry.key, first, length):
            left -= len(piece)
            if left < 0:
                break
            yield piece
        if left:
            raise Unreadable(entry.key)


def local_header(entry: Entry) -> bytes:
    """4.3.7: stands before each file. Sizes and CRC are here already, so no data descriptor follows the file."""
    is_big, name = entry.size >= FULL_32, entry.name.encode()
    extra = struct.pack("<2H2Q", ZIP64_TAG, 16, entry.size, entry.size) if is_big else b""
    shown = FULL_32 if is_big else entry.size
    version = ZIP64_VERSION if is_big else PLAIN_VERSION
    date, time = dos_time(entry.time)
    fixed = (b"PK\3\4", version, UTF8_NAME, 0, time, date, entry.crc32, shown, shown, len(name), len(extra))
    return LOCAL.pack(*fixed) + name + extra


def directory(entries: Sequence[Entry], starts: Sequence[int], *, at: int) -> bytes:
    """4.3.12 to 4.3.16: the list of the files with their places, and the end record that says where the list is."""
    files = b"".join(central_header(entry, start) for entry, start in zip(entries, starts, strict=True))
    count, size = len(entries), len(files)
    more = b""
    if count >= FULL_16 or size >= FULL_32 or at >= FULL_32:
        versions = (UNIX | ZIP64_VERSION, ZIP64_VERSION)
        more = END64.pack(b"PK\6\6", END64.size - 12, *versions, 0, 0, count, count, size, at)
        more += LOCATOR64.pack(b"PK\6\7", 0, at + size, 1)
    shown = min(count, FULL_16)
    return files + more + END.pack(b"PK\5\6", 0, 0, shown, shown, min(size, FULL_32), min(at, FULL_32), 0)


def central_header(entry: Entry, start: int) -> bytes:
    """4.3.12: one file in the list."""
    name = entry.name.encode()
    big = [entry.size, entry.size] if entry.size >= FULL_32 else []
    big += [start] if start >= FULL_32 else []
    extra = struct.pack(f"<2H{len(big)}Q", ZIP64_TAG, 8 * len(big), *big) if big else b""
    version = ZIP64_VERSION if big else PLAIN_VERSION
    date, time = dos_time(entry.time)
    shown = min(entry.size, FULL_32)
    fixed = (b"PK\1\2", UNIX | version, version, UTF8_NAME, 0, time, date, entry.crc32, shown, shown)
    return CENTRAL.pack(*fixed, len(name), len(extra), 0, 0, 0, FILE_MODE, min(start, FULL_32)) + name + extra


def overhead(name: str) -> int:
    """How many bytes a file of this name adds to an archive besides its own, where it needs no ZIP64."""
    return LOCAL.size + CENTRAL.size + 2 * len(name.encode())


def dos_time(moment: datetime) -> tuple[int, int]:
    """4.4.6: date and time as ZIP has them, from 1980 to 2107 in steps of two seconds."""
    at = min(max(moment.astimezone(UTC), EARLIEST), LATEST)
    return (at.year - 1980) << 9 | at.month << 5 | at.day, at.hour << 11 | at.minute << 5 | at.second // 2
