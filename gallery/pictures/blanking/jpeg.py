"""JPEG: what lies in its application segments, in comments, between segments and behind the picture.

Kept are JFIF's density, the colour profile and Adobe's note on the colours: without them it would look different. All
other APPn segments are blanked, known or not: makers hide serial numbers and places in several. Behind the end of the
picture lie second images with EXIF of their own, Samsung's trailer, the film of a motion photo: all of it is blanked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gallery.pictures.blanking.patches import Data, Patch
from gallery.pictures.blanking.tiff import BYTES, minimal_tiff, orientation_of
from gallery.pictures.refusals import damaged

MARKER = re.compile(rb"\xff([^\x00\xff])", re.DOTALL)
# Within the coded picture FF 00 is data, and D0 to D7 are restarts.
AFTER_SCAN = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)
START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
EXTENSIONS = frozenset(range(0xF0, 0xFE))
APP0, APP1, APP2, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
EXIF = b"Exif\0\0"
JFIF_BYTES = 14


def patches(data: Data) -> Iterator[Patch]:
    """What to overwrite. Raises PictureRefused where the segments do not follow each other."""
    if data[:2] != b"\xff\xd8":
        raise damaged("no start")
    at, in_scan, exif_kept = 2, False, False
    while True:
        found = (AFTER_SCAN if in_scan else MARKER).search(data, at)
        if found is None:
            if in_scan:
                return  # cut off within the picture: whether it is all there is the decoder's question
            raise damaged("no picture")
        if not in_scan and data[at : found.start()].strip(b"\xff"):
            # Decoders skip what lies between two segments.
            yield Patch(at, found.start() - at)
        marker, at = found[1][0], found.end()
        if marker == END:
            yield Patch(at, len(data) - at)
            return
        if marker in ALONE:
            continue
        end = segment_end(data, at, marker)
        if not exif_kept and marker == APP1 and data[at + 2 : at + 8] == EXIF and end - at >= 8 + BYTES:
            exif_kept = True
            lead = EXIF + minimal_tiff(orientation_of(data, at + 8, end))
            yield Patch(at + 2, end - at - 2, lead)
        else:
            yield from of_segment(data, marker, at + 2, end)
        in_scan, at = marker == SCAN, end


def segment_end(data: Data, at: int, marker: int) -> int:
    """Where the segment ends whose length is written here."""
    if marker == START or not 0xC0 <= marker <= COMMENT:
        raise damaged("no such segment")
    end = at + int.from_bytes(data[at : at + 2], "big")
    if end < at + 2 or end > len(data):
        raise damaged("a segment is too long")
    return end


def of_segment(data: Data, marker: int, start: int, end: int) -> Iterator[Patch]:
    """What to overwrite in a segment whose content is from start to end."""
    if marker == APP0 and data[start : start + 5] == b"JFIF\0" and end - start >= JFIF_BYTES:
        # Its last two bytes are the size of a small picture that may follow.
        yield Patch(start + JFIF_BYTES - 2, end - start - JFIF_BYTES + 2)
        return
    kept = (marker == APP2 and data[start : start + 12] == b"ICC_PROFILE\0") or (
        marker == APP14 and data[start : start + 5] == b"Adobe"
    )
    if not kept and (APP0 <= marker <= APP15 or marker == COMMENT or marker in EXTENSIONS):
        yield Patch(start, end - start)
