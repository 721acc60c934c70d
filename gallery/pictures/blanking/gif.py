"""GIF: comments, texts, and what applications add, but for how often an animation repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gallery.pictures.blanking.patches import Data, Patch
from gallery.pictures.refusals import damaged

BLOCK = re.compile(rb"[!,;]")
EXTENSION, IMAGE, TRAILER = b"!", b",", b";"
CONTROL, APPLICATION, PLAIN_TEXT = 0xF9, 0xFF, 0x01
KEPT_APPLICATIONS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})
SCREEN_BYTES, IMAGE_BYTES = 13, 10


def patches(data: Data) -> Iterator[Patch]:
    """What to overwrite. Raises PictureRefused where the blocks do not follow each other."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < SCREEN_BYTES:
        raise damaged("no header")
    at = SCREEN_BYTES + table_bytes(data[10])
    while True:
        found = BLOCK.search(data, at)
        if found is None:
            yield Patch(min(at, len(data)), max(0, len(data) - at))
            return
        if found.start() > at:
            # Decoders skip what lies between two blocks.
            yield Patch(at, found.start() - at)
        at = found.end()
        if found[0] == TRAILER:
            yield Patch(at, len(data) - at)
            return
        if found[0] == IMAGE:
            flags = data[at + 8 : at + 9]
            if not flags:
                raise damaged("an image is cut off")
            # The descriptor, its colours, and the least size of a code.
            at = end_of_blocks(data, at + IMAGE_BYTES - 1 + table_bytes(flags[0]) + 1)
        else:
            end = end_of_blocks(data, at + 1)
            yield from of_extension(data, at, end)
            at = end


def table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def end_of_blocks(data: Data, at: int) -> int:
    """Behind the empty block that ends a row of them."""
    while True:
        size = data[at : at + 1]
        if not size:
            raise damaged("blocks are cut off")
        at += 1 + size[0]
        if size == b"\0":
            return at


def of_extension(data: Data, at: int, end: int) -> Iterator[Patch]:
    """An extension from its label to its end."""
    label, size = data[at], data[at + 1]
    if label == CONTROL or (label == APPLICATION and data[at + 2 : at + 2 + size] in KEPT_APPLICATIONS):
        return
    start = at + 1
    if label in (APPLICATION, PLAIN_TEXT) and size:
        start = at + 2 + size  # what comes first is no text and has a fixed size
        yield Patch(at + 2, size)
    yield Patch(start, end - start, empty_blocks(end - start))


def empty_blocks(length: int) -> bytes:
    """So many bytes of blocks that hold zeros. XMP has no blocks of its own: its letters are taken for their sizes."""
    full, rest = divmod(length - 1, 256)
    if rest == 1:
        # One byte alone would be an end too early: of the last 257, 255 and 2.
        return (b"\xff" + bytes(255)) * (full - 1) + b"\xfe" + bytes(254) + b"\x01\0" + b"\0"
    last = bytes([rest - 1]) + bytes(rest - 1) if rest else b""
    return (b"\xff" + bytes(255)) * full + last + b"\0"
