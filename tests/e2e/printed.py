"""What stands on the pages of a ticket PDF, read from its drawing orders: as paper that is held to a camera."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode

from PIL import Image, ImageDraw

STREAM = re.compile(rb"/Filter \[ /ASCII85Decode /FlateDecode \].*?stream\r?\n(.*?)endstream", re.S)
SQUARES = re.compile(rb"(?:[-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ re\s+)+")
PIXELS_PER_POINT = 2.5
QUIET = 30


def codes_in(pdf: bytes) -> list[Image.Image]:
    """The QR picture of each page."""
    return [drawn(squares) for squares in (most_squares(page) for page in pages_of(pdf)) if len(squares) > 100]


def pages_of(pdf: bytes) -> list[bytes]:
    """Drawing orders, page by page (and of whatever else the file has deflated)."""
    return [zlib.decompress(a85decode(stream.strip(), adobe=False)) for stream in map(unframed, STREAM.findall(pdf))]


def unframed(stream: bytes) -> bytes:
    return stream.strip().removesuffix(b"~>")


def most_squares(page: bytes) -> list[tuple[float, ...]]:
    """The longest run of rectangles that is filled at once: a code's dark modules."""
    runs = [[tuple(map(float, one.split()[:4])) for one in lines(run)] for run in SQUARES.findall(page)]
    return max(runs, key=len, default=[])


def lines(run: bytes) -> list[bytes]:
    return re.findall(rb"[-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ re", run)


def drawn(squares: list[tuple[float, ...]]) -> Image.Image:
    """Dark on white, as a printer would; PDF counts upwards."""
    left, bottom = min(x for x, _y, _w, _h in squares), min(y for _x, y, _w, _h in squares)
    right, top = max(x + w for x, _y, w, _h in squares), max(y + h for _x, y, _w, h in squares)
    size = [round(length * PIXELS_PER_POINT) + 2 * QUIET for length in (right - left, top - bottom)]
    picture = Image.new("L", (size[0], size[1]), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, w, h in squares:
        corner = ((x - left), (top - y - h))
        box = [round(part * PIXELS_PER_POINT) + QUIET for part in (*corner, corner[0] + w, corner[1] + h)]
        pen.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
    return picture
