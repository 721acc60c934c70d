"""Letters for PDFs: fonts of the machine that hold a text's script, and reportlab's own where there are none.

DejaVu and Noto are free and everywhere (docs/deploy.md); Chinese, Japanese and Korean are drawn with the fonts that
PDF readers bring along. A letter that no font holds is drawn as the box that says so.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
SCRIPTS = "Arabic Hebrew Devanagari Bengali Tamil Telugu Thai Ethiopic Georgian Armenian".split()
REGULAR = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    *(f"NotoSans{script}-Regular.ttf" for script in SCRIPTS),
    "Vera.ttf",
)
BOLD = ("DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf", *(f"NotoSans{script}-Bold.ttf" for script in SCRIPTS), "VeraBd.ttf")
# (first letter, last letter, font that the reader of the PDF has)
READERS_OWN = (
    ("\u1100", "\u11ff", "HYGothic-Medium"),
    ("\uac00", "\ud7af", "HYGothic-Medium"),
    ("\u3040", "\u30ff", "HeiseiKakuGo-W5"),
    ("\uff00", "\uffef", "HeiseiKakuGo-W5"),
    ("\u2e80", "\u9fff", "STSong-Light"),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set: points, and whether it is bold."""

    size: float
    is_bold: bool = False


def draw(canvas: Canvas, text: str, *, at: tuple[float, float], style: Style) -> None:
    """One line with its left end at this point."""
    x, y = at
    for font, part in runs_of(text, is_bold=style.is_bold):
        canvas.setFont(font, style.size)
        canvas.drawString(x, y, part)
        x += canvas.stringWidth(part, font, style.size)


def draw_right(canvas: Canvas, text: str, *, at: tuple[float, float], style: Style) -> None:
    """One line with its right end at this point."""
    draw(canvas, text, at=(at[0] - width_of(text, style), at[1]), style=style)


def width_of(text: str, style: Style) -> float:
    """In points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return sum(stringWidth(part, font, style.size) for font, part in runs_of(text, is_bold=style.is_bold))


def fitted(text: str, style: Style, *, width: float, smallest: float = 10) -> Style:
    """The same style, smaller where the text would not fit."""
    size = style.size
    while size > smallest and width_of(text, Style(size, style.is_bold)) > width:
        size -= 1
    return Style(size, style.is_bold)


def lines_of(text: str, style: Style, *, width: float) -> list[str]:
    """The text broken into lines that fit; a word that is too long is broken too."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            wanted = f"{line} {word}".strip()
            if width_of(wanted, style) <= width:
                line = wanted
                continue
            if line:
                lines.append(line)
            line = word
            while width_of(line, style) > width and len(line) > 1:
                cut = next((n for n in range(len(line) - 1, 1, -1) if width_of(line[:n], style) <= width), 1)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


def runs_of(text: str, *, is_bold: bool) -> list[tuple[str, str]]:
    """(font, part) in the order in which they are drawn from the left."""
    letters = visual_order("".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cf", "Cs"}))
    parts = groupby(letters, key=lambda letter: font_for(letter, is_bold))
    return [(font, "".join(group)) for font, group in parts]


def visual_order(text: str) -> str:
    """Arabic and Hebrew read from the right: their runs are turned round, as the page has no such order of its own."""
    if not any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text):
        return text
    runs: list[tuple[bool, str]] = []
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        is_right = kind in {"R", "AL", "NSM"} or (kind == "WS" and bool(runs) and runs[-1][0])
        if runs and runs[-1][0] == is_right:
            runs[-1] = (is_right, runs[-1][1] + letter)
        else:
            runs.append((is_right, letter))
    return "".join(run[::-1] if is_right else run for is_right, run in runs)


@lru_cache(maxsize=4096)
def font_for(letter: str, is_bold: bool) -> str:
    """The first font that holds the letter."""
    fonts = loaded(is_bold)
    for name, letters in fonts:
        if ord(letter) in letters:
            return name
    for first, last, name in READERS_OWN:
        if first <= letter <= last:
            return reader_font(name)
    return fonts[0][0]


@lru_cache(maxsize=2)
def loaded(is_bold: bool) -> list[tuple[str, frozenset[int]]]:
    """The fonts that are here, in the order of preference, each with the letters that it holds. Once in a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    found: list[tuple[str, frozenset[int]]] = []
    for file in BOLD if is_bold else REGULAR:
        name = file.removesuffix(".ttf")
        try:
            font = TTFont(name, files_here().get(file, file))
        except TTFError:
            continue
        pdfmetrics.registerFont(font)
        found.append((name, frozenset(font.face.charToGlyph)))
    return found


@lru_cache(maxsize=1)
def files_here() -> dict[str, str]:
    """Where the wanted fonts lie on this machine; reportlab finds its own by name."""
    wanted = {*REGULAR, *BOLD}
    folders = [Path(folder) for folder in FOLDERS]
    return {file.name: str(file) for folder in folders for file in folder.rglob("*.ttf") if file.name in wanted}


@lru_cache(maxsize=8)
def reader_font(name: str) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name
