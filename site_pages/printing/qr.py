"""QR pictures as paths: inline in pages and vectors in PDFs, with nothing between the code and the paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

QUIET_ZONE = 4  # modules around it that scanners need (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class QrPath:
    """The dark modules as runs (x, y, length) of a square of `size` modules, quiet zone included."""

    size: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def d(self) -> str:
        """The same as an SVG path."""
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.runs)


@lru_cache(maxsize=512)
def qr_path(code: str) -> QrPath:
    """The picture of a code; capitals and digits alone keep it in the small alphanumeric mode. About 15 ms."""
    import qrcode  # slow to import

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    made.add_data(code, optimize=0)
    made.make(fit=True)
    matrix = made.get_matrix()
    runs = tuple(
        (start + QUIET_ZONE, y + QUIET_ZONE, length) for y, row in enumerate(matrix) for start, length in _runs(row)
    )
    return QrPath(len(matrix) + 2 * QUIET_ZONE, runs)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin and how many stand side by side."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and x and row[x - 1]:
            start, length = found.pop()
            found.append((start, length + 1))
        elif dark:
            found.append((x, 1))
    return found


def draw_qr(canvas: Canvas, picture: QrPath, *, at: tuple[float, float], side: float) -> None:
    """Dark runs on white, quiet zone included."""
    step = side / picture.size
    canvas.setFillGray(1)
    canvas.rect(*at, side, side, stroke=0, fill=1)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for x, y, length in picture.runs:
        path.rect(at[0] + x * step, at[1] + side - (y + 1) * step, length * step, step)
    canvas.drawPath(path, stroke=0, fill=1)


def qr_svg(text: str) -> bytes:
    """A picture of its own, black on white, of any size."""
    picture = qr_path(text)
    side = picture.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{picture.d}"/></svg>'
    ).encode()


def qr_png(text: str, *, pixels: int = 1024) -> bytes:
    """At least so many pixels wide; every module is equally many, so edges stay sharp."""
    from PIL import Image, ImageDraw  # slow to import

    picture = qr_path(text)
    step = -(-pixels // picture.size)
    image = Image.new("1", (picture.size * step, picture.size * step), 1)
    drawing = ImageDraw.Draw(image)
    for x, y, length in picture.runs:
        drawing.rectangle((x * step, y * step, (x + length) * step - 1, (y + 1) * step - 1), fill=0)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
