"""A few colours that stand for a picture while it loads, short enough for a row and a list's answer.

The picture is cut into 4 × 3 fields (3 × 4 upright, 3 × 3 nearly square); the first byte is columns × 16 + rows, then
come red, green and blue of each field's average, row by row. In base64 that is 40 or 52 characters. In a browser:

    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const [columns, rows] = [bytes[0] >> 4, bytes[0] & 15];
    const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
    const context = canvas.getContext("2d");
    const field = context.createImageData(columns, rows);
    for (let at = 0; at < columns * rows; at += 1) {
      field.data.set(bytes.subarray(1 + 3 * at, 4 + 3 * at), 4 * at);
      field.data[4 * at + 3] = 255;
    }
    context.putImageData(field, 0, 0);  // CSS stretches the canvas and the browser smooths it

"""

from __future__ import annotations

from base64 import b64decode, b64encode

from PIL import Image

NEARLY_SQUARE = 1.15


def placeholder_of(picture: Image.Image) -> str:
    """For an upright picture in mode RGB."""
    columns, rows = fields_of(picture.size)
    colours = picture.resize((columns, rows), Image.Resampling.BOX).tobytes()
    return b64encode(bytes([columns << 4 | rows]) + colours).decode("ascii")


def fields_of(size: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows for a picture of this size."""
    width, height = size
    if max(size) <= NEARLY_SQUARE * min(size):
        return 3, 3
    return (4, 3) if width > height else (3, 4)


def read_placeholder(text: str) -> list[list[tuple[int, int, int]]]:
    """Rows of colours; what the browser's few lines above do."""
    packed = b64decode(text, validate=True)
    columns, rows = packed[0] >> 4, packed[0] & 15
    colours = [(packed[at], packed[at + 1], packed[at + 2]) for at in range(1, len(packed), 3)]
    return [colours[row * columns : (row + 1) * columns] for row in range(rows)]
