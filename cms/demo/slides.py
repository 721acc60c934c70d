"""Writes the slides of a session as a small PDF: text in the standard fonts, shapes in the event's colour."""

from __future__ import annotations

import unicodedata
from textwrap import wrap

from cms.demo.artwork.canvas import mix, rgb
from cms.demo.texts import EventText, SessionText

WIDTH, HEIGHT = 960, 540
INK, PAPER = "#1b1f24", "#fbf8f2"


def slides_pdf(session: SessionText, *, event: EventText, names: str) -> bytes:
    """A title slide, one slide for each point, and a last one."""
    pages = [_title_slide(session, event=event, names=names)]
    total = len(session.points) + 2
    for number, point in enumerate(session.points, start=2):
        pages.append(_point_slide(point, colour=event.accent, footer=f"{session.title}   {number} / {total}"))
    pages.append(_last_slide(event=event, names=names))
    return _document(pages, title=session.title, author=names)


def _title_slide(session: SessionText, *, event: EventText, names: str) -> str:
    parts = [_rectangle(0, 0, WIDTH, HEIGHT, event.accent)]
    parts += _waves(event.accent)
    parts += _lines(session.title, at=(72, 380), size=46, colour="#ffffff", columns=32)
    parts += _lines(names, at=(72, 210), size=22, colour="#ffffff", columns=60)
    parts += _lines(event.tagline, at=(72, 60), size=15, colour="#ffffff", columns=80)
    return "\n".join(parts)


def _point_slide(point: str, *, colour: str, footer: str) -> str:
    parts = [_rectangle(0, 0, WIDTH, HEIGHT, PAPER), _rectangle(72, 388, 84, 8, colour)]
    parts += _lines(point, at=(72, 322), size=42, colour=INK, columns=34)
    parts += _lines(footer, at=(72, 40), size=13, colour="#5c6370", columns=110)
    return "\n".join(parts)


def _last_slide(*, event: EventText, names: str) -> str:
    parts = [_rectangle(0, 0, WIDTH, HEIGHT, PAPER), _rectangle(0, 0, WIDTH, 120, event.accent)]
    parts += _lines("Thank you", at=(72, 330), size=52, colour=INK, columns=30)
    parts += _lines(names, at=(72, 270), size=22, colour=INK, columns=60)
    licence = "These slides may be copied and shared with the name of their author (CC BY 4.0)."
    parts += _lines(licence, at=(72, 52), size=15, colour="#ffffff", columns=100)
    return "\n".join(parts)


def _waves(colour: str) -> list[str]:
    parts = []
    for band in range(4):
        level = 150 - 38 * band
        red, green, blue = (channel / 255 for channel in rgb(mix(colour, "#05121a", 0.16 * (band + 1))))
        bend = 40 if band % 2 else -40
        parts.append(
            f"{red:.3f} {green:.3f} {blue:.3f} rg 0 0 m 0 {level} l 240 {level + bend} 480 {level + bend} "
            f"600 {level} c 720 {level - bend} 860 {level - bend} {WIDTH} {level} c {WIDTH} 0 l f"
        )
    return parts


def _rectangle(x: int, y: int, width: int, height: int, colour: str) -> str:
    red, green, blue = (channel / 255 for channel in rgb(colour))
    return f"{red:.3f} {green:.3f} {blue:.3f} rg {x} {y} {width} {height} re f"


def _lines(text: str, *, at: tuple[int, int], size: int, colour: str, columns: int) -> list[str]:
    red, green, blue = (channel / 255 for channel in rgb(colour))
    font = "F2" if size > 30 else "F1"
    lines = []
    for index, line in enumerate(wrap(text, columns)):
        y = at[1] - round(index * size * 1.2)
        lines.append(f"BT {red:.3f} {green:.3f} {blue:.3f} rg /{font} {size} Tf {at[0]} {y} Td {_text(line)} Tj ET")
    return lines


def _text(line: str) -> str:
    """A PDF string. The standard fonts know Western letters only; others lose their marks, not their letters."""
    plain = "".join(
        letter if _is_western(letter) else unicodedata.normalize("NFD", letter).encode("ascii", "ignore").decode()
        for letter in line
    )
    return "<" + plain.encode("cp1252", "replace").hex() + ">"


def _is_western(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _document(pages: list[str], *, title: str, author: str) -> bytes:
    """Number the objects, write them, and list where each begins."""
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        font.format(name="Helvetica"),
        font.format(name="Helvetica-Bold"),
        f"<< /Title {_unicode(title)} /Author {_unicode(author)} /Producer (Foyer) >>",
    ]
    for index, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {7 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + (head + trailer).encode("ascii")


def _unicode(text: str) -> str:
    return "<feff" + text.encode("utf-16-be").hex() + ">"
