"""The one thing of EXIF that stays: which way up the picture is."""

from __future__ import annotations

import struct

from gallery.pictures.blanking.patches import Data

ORIENTATION, SHORT = 0x0112, 3
BYTES = 26


def orientation_of(data: Data, start: int, end: int) -> int:
    """1 to 8 from the TIFF structure at `start`; 1 where it cannot be read."""
    block = data[start : min(end, start + 64 * 1024)]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, directory)
        for number in range(count):
            tag, kind, values, value = struct.unpack_from(f"{order}HHIH", block, directory + 2 + 12 * number)
            if tag == ORIENTATION:
                return value if (kind, values) == (SHORT, 1) and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def minimal_tiff(orientation: int) -> bytes:
    """BYTES bytes that say nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, SHORT, 1, orientation, 0, 0)
