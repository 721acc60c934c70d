"""What is printed of a gallery: a poster for the door, or four cards for the tables, with the QR code as a vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from gallery.links import guest_url
from site_pages.colors import light_palette
from site_pages.printing.fonts import Style, draw, fitted, lines_of, width_of
from site_pages.printing.qr import draw_qr, qr_path

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from gallery.models import Gallery

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle of the page with everything on it; `scale` is 1 for A4."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        return self.width / WIDTH


POSTER = (Sheet(0, 0, WIDTH, HEIGHT),)
CARDS = tuple(Sheet(x * WIDTH / 2, y * HEIGHT / 2, WIDTH / 2, HEIGHT / 2) for y in (1, 0) for x in (0, 1))


def poster_pdf(gallery: Gallery, *, sheets: Sequence[Sheet] = POSTER) -> bytes:
    """One A4 page. `gallery` with its event."""
    from reportlab.pdfgen.canvas import Canvas  # slow to import

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle(f"{gallery.name} – {_('Photos')}")
    for sheet in sheets:
        draw_sheet(canvas, gallery, sheet)
    if len(sheets) > 1:
        draw_cuts(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_sheet(canvas: Canvas, gallery: Gallery, sheet: Sheet) -> None:
    """A band in the event's colour with name and day, the code below it, and what to do."""
    palette, scale = light_palette(gallery.event.accent_color), sheet.scale
    band = sheet.height * 0.34
    top = sheet.bottom + sheet.height
    canvas.setFillColor(palette.cover)
    canvas.rect(sheet.left, top - band, sheet.width, band, stroke=0, fill=1)
    canvas.setFillColor(palette.on_cover)
    margin = 18 * MM * scale
    style = Style(40 * scale, is_bold=True)
    y = top - 34 * MM * scale
    for line in lines_of(gallery.name, style, width=sheet.width - 2 * margin)[:3]:
        draw(canvas, line, at=(sheet.left + margin, y), style=style)
        y -= 46 * scale
    draw(canvas, days_of(gallery), at=(sheet.left + margin, top - band + 14 * MM * scale), style=Style(15 * scale))
    code = 108 * MM * scale
    bottom = top - band - 16 * MM * scale - code
    draw_qr(canvas, qr_path(guest_url(gallery)), at=(sheet.left + (sheet.width - code) / 2, bottom), side=code)
    canvas.setFillGray(0.1)
    y = bottom - 4 * MM * scale
    for text, size, is_bold in words(gallery):
        y -= (size + 10) * scale
        wanted = Style(size * scale, is_bold=is_bold)
        fitting = fitted(text, wanted, width=sheet.width - 2 * margin, smallest=5)
        draw(canvas, text, at=(sheet.left + (sheet.width - width_of(text, fitting)) / 2, y), style=fitting)


def words(gallery: Gallery) -> list[tuple[str, float, bool]]:
    """Text, size and weight of the lines below the code. A PIN is not stored, so there is room to write it."""
    lines = [
        (_("Scan, and share your photos"), 26.0, True),
        (_("No app, no account. Up to %(count)d photos each.") % {"count": gallery.max_uploads_per_guest}, 15.0, False),
        (guest_url(gallery).partition("://")[2], 13.0, False),
    ]
    return [*lines, (_("PIN:") + " _ _ _ _", 20.0, True)] if gallery.has_pin else lines


def days_of(gallery: Gallery) -> str:
    """The day, or the first and the last."""
    days = dict.fromkeys((gallery.event_date, gallery.end_date))
    return " – ".join(formats.date_format(day, "DATE_FORMAT") for day in days)


def draw_cuts(canvas: Canvas) -> None:
    """Where to cut the page into four."""
    canvas.setStrokeGray(0.7)
    canvas.setDash(2, 4)
    canvas.line(WIDTH / 2, 0, WIDTH / 2, HEIGHT)
    canvas.line(0, HEIGHT / 2, WIDTH, HEIGHT / 2)
    canvas.setDash()
