"""Logos of the demo's sponsors: a geometric mark and the name, on a transparent ground."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from cms.demo.artwork.canvas import mix, rgb
from cms.demo.texts import SponsorText

HEIGHT = 240
MARK = 168
# Drawn larger and averaged down, like everything else here.
SCALE = 3

Draw = ImageDraw.ImageDraw


def draw_mark(sponsor: SponsorText) -> Image.Image:
    """The logo, as wide as its name needs."""
    font = ImageFont.load_default(size=74 * SCALE)
    weight = SCALE * 1.2
    width = round(font.getlength(sponsor.name) / SCALE + len(sponsor.name) * 1.5) + MARK + 92
    large = Image.new("RGBA", (width * SCALE, HEIGHT * SCALE), (*rgb(sponsor.colour), 0))
    draw = ImageDraw.Draw(large)
    _MARKS[sponsor.mark](draw, 36 * SCALE, 36 * SCALE, MARK * SCALE, sponsor.colour)
    x = (MARK + 66) * SCALE
    for letter in sponsor.name:
        draw.text((x, HEIGHT * SCALE / 2), letter, sponsor.colour, font, anchor="lm", stroke_width=weight)
        x += round(font.getlength(letter) + 1.5 * SCALE)
    return large.reduce(SCALE)


def _arrows(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """Two lifts, one going up, one going down."""
    draw.rounded_rectangle((x, y, x + side, y + side), side * 0.2, fill=colour)
    light = mix(colour, "#ffffff", 0.9)
    for left, tip in ((0.18, 0.2), (0.54, 0.8)):
        middle, base = x + side * (left + 0.14), y + side * 0.5
        point = y + side * tip
        draw.polygon([(middle - side * 0.14, base), (middle + side * 0.14, base), (middle, point)], fill=light)
        far = y + side * (1 - tip)
        draw.rectangle((middle - side * 0.05, min(base, far), middle + side * 0.05, max(base, far)), fill=light)


def _rings(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """Three stations on a ring line."""
    draw.ellipse((x, y, x + side, y + side), outline=colour, width=round(side * 0.13))
    for angle in (270, 30, 150):
        cx = x + side / 2 + side * 0.435 * math.cos(math.radians(angle))
        cy = y + side / 2 + side * 0.435 * math.sin(math.radians(angle))
        radius = side * 0.17
        draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=mix(colour, "#e9a3c9", 0.45))


def _sun(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """A half sun over a horizon with rays."""
    draw.pieslice((x + side * 0.2, y + side * 0.3, x + side * 0.8, y + side * 0.9), 180, 360, fill=colour)
    for angle in range(195, 346, 30):
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        start = (x + side / 2 + side * 0.37 * cos, y + side * 0.6 + side * 0.37 * sin)
        end = (x + side / 2 + side * 0.5 * cos, y + side * 0.6 + side * 0.5 * sin)
        draw.line([start, end], fill=colour, width=round(side * 0.06))
    for row, length in ((0.68, 1.0), (0.8, 0.7), (0.92, 0.4)):
        left = x + side * (1 - length) / 2
        box = (left, y + side * row, left + side * length, y + side * (row + 0.06))
        draw.rounded_rectangle(box, side * 0.03, fill=mix(colour, "#ffffff", 0.25))


def _contour(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """Depth lines around a deep."""
    for step in range(5):
        grow = 0.5 - step * 0.1
        cx, cy = x + side * (0.5 + step * 0.025), y + side * (0.5 - step * 0.02)
        box = (cx - side * grow, cy - side * grow * 0.9, cx + side * grow, cy + side * grow * 0.9)
        if step == 4:
            draw.ellipse(box, fill=colour)
        else:
            draw.ellipse(box, outline=mix(colour, "#ffffff", 0.12 * (3 - step)), width=round(side * 0.045))


def _leaf(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """Two leaves of one stem, spread like wings."""
    for turn, tint in ((-30, 0.0), (30, 0.42)):
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        leaf = []
        for step in range(60):
            side_of_leaf, along = (1 if step < 30 else -1), (step % 30) / 29
            across = side_of_leaf * 0.2 * math.sin(math.pi * along)
            height = -0.98 * (along if step < 30 else 1 - along)
            leaf.append((x + side * (0.5 + across * cos - height * sin), y + side * (1 + across * sin + height * cos)))
        draw.polygon(leaf, fill=mix(colour, "#d9c27a", tint))


def _tally(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """Four strokes and the fifth across them, as a roof."""
    for step in range(4):
        left = x + side * (0.1 + 0.235 * step)
        draw.rounded_rectangle((left, y + side * 0.3, left + side * 0.1, y + side), side * 0.05, fill=colour)
    roof = [(x - side * 0.02, y + side * 0.42), (x + side / 2, y + side * 0.02), (x + side * 1.02, y + side * 0.42)]
    draw.line(roof, fill=mix(colour, "#f2b56b", 0.55), width=round(side * 0.12), joint="curve")


def _stack(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """Three shelves below a line of water."""
    wave = [(x + side * step / 40, y + side * (0.1 + 0.06 * math.sin(step / 40 * math.tau * 2))) for step in range(41)]
    draw.line(wave, fill=mix(colour, "#5fb0d6", 0.7), width=round(side * 0.085), joint="curve")
    for step in range(3):
        top = y + side * (0.26 + 0.26 * step)
        box = (x, top, x + side, top + side * 0.19)
        draw.rounded_rectangle(box, side * 0.06, fill=mix(colour, "#5fb0d6", 0.22 * (2 - step)))
        dot = (x + side * 0.82, top + side * 0.06, x + side * 0.89, top + side * 0.13)
        draw.ellipse(dot, fill="#ffffff")


def _fold(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """A sheet with a turned corner."""
    sheet = [(0.12, 0), (0.62, 0), (0.88, 0.26), (0.88, 1), (0.12, 1)]
    draw.polygon([(x + side * px, y + side * py) for px, py in sheet], fill=colour)
    corner = [(0.62, 0), (0.62, 0.26), (0.88, 0.26)]
    draw.polygon([(x + side * px, y + side * py) for px, py in corner], fill=mix(colour, "#ffffff", 0.55))
    for row, length in ((0.46, 0.46), (0.6, 0.46), (0.74, 0.28)):
        box = (x + side * 0.27, y + side * row, x + side * (0.27 + length), y + side * (row + 0.055))
        draw.rectangle(box, fill=mix(colour, "#ffffff", 0.8))


def _tool(draw: Draw, x: float, y: float, side: float, colour: str) -> None:
    """A nut with six sides, and a reed in it."""
    points = []
    for corner in range(6):
        angle = math.radians(60 * corner + 30)
        points.append((x + side / 2 + side * 0.52 * math.cos(angle), y + side / 2 + side * 0.52 * math.sin(angle)))
    draw.polygon(points, fill=colour)
    draw.ellipse((x + side * 0.27, y + side * 0.27, x + side * 0.73, y + side * 0.73), fill="#ffffff")
    for shift, height in ((-0.1, 0.34), (0.0, 0.28), (0.1, 0.38)):
        px = x + side * (0.5 + shift)
        draw.line([(px, y + side * 0.68), (px, y + side * height)], fill="#7a9a5b", width=round(side * 0.045))


_MARKS: dict[str, Callable[[Draw, float, float, float, str], None]] = {
    "arrows": _arrows,
    "rings": _rings,
    "sun": _sun,
    "contour": _contour,
    "leaf": _leaf,
    "tally": _tally,
    "stack": _stack,
    "fold": _fold,
    "tool": _tool,
}
