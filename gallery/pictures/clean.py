"""Taking place and device out of a picture without touching its pixels (spec 5, compressed mode).

Metadata is overwritten where it lies: the file keeps its length and each pixel, and nothing is encoded again. What
stays is what the picture would look different without: orientation, colour profile, density, animation. When it was
taken is read before and kept in its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gallery.pictures.blanking import gif, isobmff, jpeg, png, webp
from gallery.pictures.blanking.patches import Data, Patch
from gallery.pictures.refusals import damaged, decoding
from gallery.pictures.signatures import AVIF, GIF, HEIC, HEIF, JPEG, PNG, WEBP

PATCHES: dict[str, Callable[[Data], Iterator[Patch]]] = {
    JPEG: jpeg.patches,
    PNG: png.patches,
    WEBP: webp.patches,
    GIF: gif.patches,
    HEIC: isobmff.patches,
    HEIF: isobmff.patches,
    AVIF: isobmff.patches,
}

# Pictures have some dozens. A file of 25 MiB could have millions, and keep a worker busy for half a minute.
MOST_PATCHES = 50_000


def clean(source: Path, target: Path, *, kind: str) -> bool:
    """Write the picture without its metadata; False, and no file, where there is nothing to take out.

    `kind` is the MIME type by signatures.py. Raises PictureRefused (DAMAGED) for a structure that cannot be followed.
    """
    data = source.read_bytes()
    result = cleaned(data, kind=kind)
    if result == data:
        return False
    target.write_bytes(result)
    return True


def cleaned(data: bytes, *, kind: str) -> bytearray:
    """The same for bytes in memory."""
    result = bytearray(data)
    with decoding():
        for number, patch in enumerate(PATCHES[kind](data)):
            if number == MOST_PATCHES:
                raise damaged("too many pieces")
            patch.apply(result)
    return result
