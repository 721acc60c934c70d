"""The items of an ISO file: what there is (`iinf`) and where its bytes lie (`iloc`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gallery.pictures.blanking.boxes import Box, Reader, boxes
from gallery.pictures.blanking.patches import Data
from gallery.pictures.refusals import damaged

# Coded pictures, and pictures made of others. All other items are metadata, whatever they are called.
PICTURES = frozenset(b"hvc1 hev1 lhv1 av01 avc1 vvc1 jpeg j2k1 unci mski grid iden iovl tmap".split())
OLD_ITEM = b"mime"
IN_FILE, IN_IDAT = 0, 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item's bytes lie: in the file, in the box `idat`, or made of other items (2)."""

    method: int
    extents: tuple[tuple[int, int], ...]


def item_types(data: Data, box: Box) -> dict[int, bytes]:
    """The type of each item, of the box `iinf`."""
    reader = Reader(data, box.content, box.end)
    version = reader.number(4) >> 24
    reader.take(2 if version == 0 else 4)
    return dict(one_type(data, child) for child in boxes(data, reader.at, box.end) if child.name == b"infe")


def one_type(data: Data, box: Box) -> tuple[int, bytes]:
    reader = Reader(data, box.content, box.end)
    version = reader.number(4) >> 24
    if version < 2:
        return reader.number(2), OLD_ITEM
    item = reader.number(2 if version == 2 else 4)
    reader.take(2)
    return item, reader.take(4)


def places(data: Data, box: Box) -> dict[int, Place]:
    """Where each item lies, of the box `iloc`. Extents are absolute in the file, or within `idat`."""
    reader = Reader(data, box.content, box.end)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    offset, length, base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index = sizes & 15 if version in (1, 2) else 0
    if version > 2 or not {offset, length, base, index} <= {0, 4, 8}:
        raise damaged("items lie in no known way")
    wide = 4 if version == 2 else 2
    found = {}
    for _ in range(reader.number(wide)):
        item = reader.number(wide)
        method = reader.number(2) & 15 if version else IN_FILE
        reader.take(2)
        start, count = reader.number(base), reader.number(2)
        if count > 1 and not offset + length:
            raise damaged("pieces without a place")
        pieces = tuple(extents(reader, count, start=start, widths=(index, offset, length)))
        found[item] = Place(method, pieces)
    return found


def extents(reader: Reader, count: int, *, start: int, widths: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    """Start and length of each; a length of 0 means all that follows."""
    index, offset, length = widths
    for _ in range(count):
        reader.take(index)
        first = start + reader.number(offset)
        yield first, reader.number(length)
