"""PNG: every chunk that does not change how the picture looks becomes one that decoders pass over."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from gallery.pictures.blanking.patches import Data, Patch
from gallery.pictures.blanking.tiff import BYTES, minimal_tiff, orientation_of
from gallery.pictures.refusals import damaged

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs hIST acTL fcTL fdAT".split()
)
# By the case of its letters: of no importance, private, safe to copy.
PASSED_OVER = b"voId"
ANCILLARY = 0x20


def patches(data: Data) -> Iterator[Patch]:
    """What to overwrite. Raises PictureRefused where the chunks do not follow each other."""
    if data[:8] != SIGNATURE:
        raise damaged("no signature")
    at = 8
    while True:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if len(name) < 4 or end > len(data):
            raise damaged("a chunk is too long")
        if name == b"eXIf" and length >= BYTES:
            lead = minimal_tiff(orientation_of(data, at + 8, end - 4))
            yield from of_chunk(at, length, name, lead)
        elif name not in KEPT:
            if not name[0] & ANCILLARY:
                raise damaged("an unknown chunk")
            yield from of_chunk(at, length, PASSED_OVER, b"")
        at = end
        if name == b"IEND":
            yield Patch(at, len(data) - at)
            return


def of_chunk(at: int, length: int, name: bytes, lead: bytes) -> Iterator[Patch]:
    """This chunk with a new name and content, and the checksum of both."""
    checksum = zlib.crc32(bytes(length - len(lead)), zlib.crc32(name + lead))
    yield Patch(at + 4, 4, name)
    yield Patch(at + 8, length, lead)
    yield Patch(at + 8 + length, 4, checksum.to_bytes(4, "big"))
