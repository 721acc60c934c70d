"""WebP: EXIF keeps the orientation; XMP and chunks that nobody knows become chunks that decoders pass over."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.pictures.blanking.patches import Data, Patch
from gallery.pictures.blanking.tiff import BYTES, minimal_tiff, orientation_of
from gallery.pictures.refusals import damaged

KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ICCP"})
FRAME, FRAME_HEAD = b"ANMF", 16
KEPT_IN_FRAME = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
PASSED_OVER = b"VOID"
EXIF_FLAG, XMP_FLAG = 0x08, 0x04


def patches(data: Data) -> Iterator[Patch]:
    """What to overwrite. Raises PictureRefused where the chunks do not follow each other."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or end > len(data):
        raise damaged("not a whole WebP")
    flags_at, exif = None, False
    for name, start, stop in chunks(data, 12, end):
        if name == b"VP8X" and stop > start:
            flags_at = start
        elif name == FRAME:
            yield from of_frame(data, start, stop)
        elif name == b"EXIF" and stop - start >= BYTES and not exif:
            exif = True
            prefix = 6 if data[start : start + 6] == b"Exif\0\0" else 0
            lead = minimal_tiff(orientation_of(data, start + prefix, stop))
            yield Patch(start, stop - start, lead)
        elif name not in KEPT:
            yield from of_chunk(start, stop)
    if flags_at is not None:
        flags = data[flags_at] & ~(EXIF_FLAG | XMP_FLAG)
        yield Patch(flags_at, 1, bytes([flags | EXIF_FLAG if exif else flags]))
    yield Patch(end, len(data) - end)


def chunks(data: Data, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and stop of each chunk's content. An odd one is followed by a byte of padding."""
    while at < end:
        start = at + 8
        stop = start + int.from_bytes(data[at + 4 : start], "little")
        # Some writers leave out the padding of the last one.
        if start > end or stop > end:
            raise damaged("a chunk is too long")
        yield data[at : at + 4], start, stop
        at = stop + (stop - start) % 2


def of_frame(data: Data, start: int, stop: int) -> Iterator[Patch]:
    for name, inner, inner_stop in chunks(data, start + FRAME_HEAD, stop):
        if name not in KEPT_IN_FRAME:
            yield from of_chunk(inner, inner_stop)


def of_chunk(start: int, stop: int) -> Iterator[Patch]:
    yield Patch(start - 8, 4, PASSED_OVER)
    yield Patch(start, stop - start)
