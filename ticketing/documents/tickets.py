"""Tickets as PDF: one page each, in the event's colour, the code drawn as a vector."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from site_pages.addresses import address_of
from site_pages.calendar_links import venue_lines
from site_pages.colors import light_palette
from site_pages.dates import date_span_tag, time_tag, zone_label
from site_pages.printing.fonts import Style, draw, fitted, lines_of
from site_pages.printing.qr import draw_qr, qr_path
from ticketing.choices import Admits
from ticketing.codes import ticket_codes
from ticketing.models import Order, Ticket

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from site_pages.models import EventPage

KEPT_SECONDS = 600
LAYOUT = 1  # raise it when the drawing changes: kept files are older
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 20 * MM, 190 * MM
BAND = 108 * MM
CODE = 64 * MM


def tickets_pdf(event: EventPage, tickets: Sequence[Ticket], *, order: Order) -> bytes:
    """These tickets, a page each; kept for a while under what they say. One query for each event's key.

    `event` with its venue, tickets with their category.
    """
    codes = ticket_codes(tickets)
    key = f"ticket-pdf:{_digest(event, tickets, codes)}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = _drawn(event, list(zip(tickets, codes, strict=True)), order=order)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _digest(event: EventPage, tickets: Sequence[Ticket], codes: Sequence[str]) -> str:
    said = [LAYOUT, event.title, event.accent_color, event.starts_at, event.ends_at, event.timezone, _place(event)]
    rows = [(t.number, t.attendee_name, t.category.name, t.category.admits) for t in tickets]
    return blake2b(repr((said, rows, codes)).encode(), digest_size=16).hexdigest()


def _drawn(event: EventPage, tickets: Sequence[tuple[Ticket, str]], *, order: Order) -> bytes:
    from reportlab.pdfgen.canvas import Canvas  # slow to import

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle(f"{event.title} – {_('Tickets')}")
    canvas.setAuthor(event.title)
    for ticket, code in tickets:
        _draw_band(canvas, event)
        _draw_person(canvas, event, ticket, order=order)
        draw_qr(canvas, qr_path(code), at=(RIGHT - CODE, HEIGHT - BAND - 14 * MM - CODE), side=CODE)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_band(canvas: Canvas, event: EventPage) -> None:
    """Title, days and place on the event's colour."""
    palette = light_palette(event.accent_color)
    canvas.setFillColor(palette.cover)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    canvas.setFillColor(palette.on_cover)
    style = Style(34, is_bold=True)
    lines = lines_of(event.title, style, width=RIGHT - LEFT)[:3]
    y = HEIGHT - 32 * MM
    for line in lines:
        draw(canvas, line, at=(LEFT, y), style=style)
        y -= 40
    y = HEIGHT - BAND + 26 * MM
    draw(canvas, _when(event), at=(LEFT, y), style=Style(13, is_bold=True))
    for number, line in enumerate(lines_of(_place(event), Style(12), width=RIGHT - LEFT)[:2]):
        draw(canvas, line, at=(LEFT, y - 18 - 16 * number), style=Style(12))


def _draw_person(canvas: Canvas, event: EventPage, ticket: Ticket, *, order: Order) -> None:
    """Name and category on the left, the rest below the code."""
    width = RIGHT - CODE - 10 * MM - LEFT
    y = HEIGHT - BAND - 24 * MM
    canvas.setFillGray(0)
    name = ticket.attendee_name or _("Without a name")
    style = fitted(name, Style(24, is_bold=True), width=width, smallest=16)
    for line in lines_of(name, style, width=width)[:3]:
        draw(canvas, line, at=(LEFT, y), style=style)
        y -= style.size + 4
    y -= 6
    for line in lines_of(ticket.category.name, Style(14), width=width)[:3]:
        draw(canvas, line, at=(LEFT, y), style=Style(14))
        y -= 19
    canvas.setFillGray(0.35)
    admits = _("Admits %(how)s") % {"how": ticket.category.get_admits_display()}
    draw(canvas, admits, at=(LEFT, y - 2), style=Style(10))
    bottom = HEIGHT - BAND - 14 * MM - CODE
    draw(canvas, _("Ticket"), at=(LEFT, bottom + 18), style=Style(9))
    canvas.setFillGray(0)
    draw(canvas, ticket.number, at=(LEFT, bottom + 2), style=Style(15, is_bold=True))
    canvas.setStrokeGray(0.6)
    canvas.setDash(2, 3)
    canvas.line(LEFT, bottom - 14 * MM, RIGHT, bottom - 14 * MM)
    canvas.setDash()
    canvas.setFillGray(0.25)
    y = bottom - 24 * MM
    for paragraph in _fine_print(event, ticket, order):
        for line in lines_of(paragraph, Style(10), width=RIGHT - LEFT):
            draw(canvas, line, at=(LEFT, y), style=Style(10))
            y -= 14
        y -= 5


def _fine_print(event: EventPage, ticket: Ticket, order: Order) -> list[str]:
    online = _("Online: sign in at %(url)s with %(email)s.")
    values = {"url": address_of(event), "email": ticket.attendee_email or order.buyer_email}
    door = _("At the door: show this code, on paper or on a telephone. It lets one person in.")
    by_way = {Admits.IN_PERSON: [door], Admits.ONLINE: [online % values], Admits.BOTH: [door, online % values]}
    kept = _("Keep it to yourself: whoever comes first with the code is let in.")
    number = _("Order %(number)s.") % {"number": order.number}
    return [*by_way[Admits(ticket.category.admits)], f"{kept} {number}"]


def _when(event: EventPage) -> str:
    days = strip_tags(date_span_tag(event.starts_at, event.ends_at, event.timezone))
    start = strip_tags(time_tag(event.starts_at, event.timezone))
    return f"{days}, {start} {zone_label(event.timezone, event.starts_at)}"


def _place(event: EventPage) -> str:
    if event.format == "virtual":
        return _("Online")
    return ", ".join(venue_lines(event.venue)) if event.venue else event.city
