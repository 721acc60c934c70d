"""Boxes of ISO files (HEIC, HEIF, AVIF): ISO/IEC 14496-12 and 23008-12, as far as pictures need them.

Every loop ends with the bytes it reads; a size that says otherwise raises PictureRefused.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gallery.pictures.blanking.patches import Data
from gallery.pictures.refusals import PictureRefused, damaged

UUID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Box:
    """From `start` to `end`; `content` is where its header stops."""

    name: bytes
    start: int
    content: int
    end: int


class Reader:
    """Numbers one after another, never behind `end`."""

    def __init__(self, data: Data, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def take(self, size: int) -> bytes:
        if self.at + size > self.end:
            raise damaged("a box is too short")
        self.at += size
        return self.data[self.at - size : self.at]


def boxes(data: Data, at: int, end: int) -> Iterator[Box]:
    """The boxes that lie one after another between the two."""
    while at < end:
        reader = Reader(data, at, end)
        size, name = reader.number(4), reader.take(4)
        if size == 1:
            size = reader.number(8)
        elif size == 0:
            size = end - at
        if at + size > end or at + size < reader.at:
            raise damaged("a box has a wrong size")
        yield Box(name, at, reader.at, at + size)
        at += size


def inside(data: Data, box: Box, *names: bytes, version: int = 0) -> Box | None:
    """Down the path of names, each the first of its name. `version`: bytes before the outer box's first child."""
    found: Box | None = Box(box.name, box.start, box.content + version, box.end)
    for name in names:
        if found is None:
            return None
        found = next((child for child in boxes(data, found.content, found.end) if child.name == name), None)
    return found


def colour_primaries(path: Path) -> int | None:
    """The number of the primary colours (ITU-T H.273) that the file names, None where it names none, or is damaged."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            meta = next((box for box in boxes(data, 0, len(data)) if box.name == b"meta"), None)
            properties = meta and inside(data, meta, b"iprp", b"ipco", version=4)
            for box in boxes(data, properties.content, properties.end) if properties else ():
                if box.name == b"colr" and data[box.content : box.content + 4] == b"nclx":
                    return Reader(data, box.content + 4, box.end).number(2)
        except PictureRefused:
            pass
    return None
