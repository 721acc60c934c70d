"""How large a photo may be (spec 5, Guest side)."""

from __future__ import annotations

from gallery.pictures.refusals import PictureRefused, Refusal
from gallery.pictures.signatures import JPEG

MIB = 1024 * 1024
MEGAPIXEL = 1_000_000

# By the gallery's compression mode (gallery.choices.Compression).
MOST_BYTES: dict[str, int] = {"compressed": 25 * MIB, "raw": 100 * MIB}

# Telephones take JPEGs of 200 megapixels, and those are decoded at an eighth of their size. The other decoders
# have to hold the whole picture. Of an animation only the first frame is ever read.
MOST_PIXELS_OF_JPEG = 250 * MEGAPIXEL
MOST_PIXELS = 80 * MEGAPIXEL


def most_pixels(kind: str) -> int:
    """For a MIME type of signatures.py."""
    return MOST_PIXELS_OF_JPEG if kind == JPEG else MOST_PIXELS


def check_pixels(kind: str, size: tuple[int, int]) -> None:
    """Raises PictureRefused."""
    width, height = size
    if width < 1 or height < 1:
        raise PictureRefused(Refusal.DAMAGED, "no pixels")
    if width * height > most_pixels(kind):
        raise PictureRefused(Refusal.TOO_MANY_PIXELS, f"{width} × {height}")
