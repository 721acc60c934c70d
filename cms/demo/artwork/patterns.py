"""Pictures of sessions that are built from repetition: roofs, tiles, doors, signs, rings, hands."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Point, ellipse_path, mix, rounded_path, smooth_line, smooth_path

SIZE = (1600, 900)


def sound() -> Image.Image:
    """Rings of sound that bend around a column."""
    canvas = Canvas(SIZE, mesh=[["#5f0f40", "#8a2148", "#c8553d"], ["#4a0d3a", "#7a1c45", "#d9783f"]])
    source, column = (430.0, 480.0), (1010.0, 450.0)
    for ring in range(34, 0, -1):
        radius = ring * 38.0
        path = []
        for step in range(181):
            angle = math.tau * step / 180
            x, y = source[0] + radius * math.cos(angle), source[1] + radius * math.sin(angle)
            push = 1.1 * math.exp(-((math.dist((x, y), column) / 230) ** 2))
            path.append((x + push * (x - column[0]), y + push * (y - column[1])))
        colour = mix("#ffd29a", "#f26b4f", ring / 34)
        canvas.line(path, colour, width=15 if ring % 4 else 5, opacity=0.85 - 0.6 * ring / 34)
    canvas.rectangle((965, -10, 1055, 910), ("#2b0a26", "#1b0619"))
    canvas.rectangle((965, -10, 984, 910), "#7a2a4a", opacity=0.6)
    canvas.glow(source, 260, "#fff0d0", opacity=0.95)
    canvas.ellipse(source, (34, 34), "#fff6e4")
    canvas.grain(seed=1, strength=0.12)
    return canvas.image


def market() -> Image.Image:
    """Roofs of market stalls from above, with long shadows."""
    random = Random(19)  # noqa: S311 - a drawing
    canvas = Canvas(SIZE, mesh=[["#e8c9a0", "#efd7b4"], ["#d9b283", "#e3c196"]])
    colours = ("#d1495b", "#edae49", "#00798c", "#f4f1de", "#30638e", "#7b9e4a", "#e07a3f", "#8a4f7d")
    for row in range(6):
        for column in range(10):
            if random.random() < 0.1:
                continue
            left = -70 + column * 178 + (row % 2) * 62 + random.uniform(-12, 12)
            top = -30 + row * 168 + random.uniform(-12, 12)
            width, height = random.uniform(126, 156), random.uniform(112, 132)
            _stall(canvas, random, (left, top, left + width, top + height), random.choice(colours))
    for _ in range(120):
        spot = (random.uniform(0, 1600), random.uniform(0, 900))
        shirt = random.choice(("#2b2d42", "#ef476f", "#118ab2", "#f9f5e7", "#5c3b28", "#ffd166"))
        canvas.fill(ellipse_path((spot[0] + 9, spot[1] + 9), (15, 6), turn=45), "#3a2418", opacity=0.35)
        canvas.ellipse(spot, (8, 8), shirt)
        canvas.ellipse(spot, (4, 4), "#2a1c18")
    canvas.grain(seed=1, strength=0.12)
    return canvas.image


def _stall(canvas: Canvas, random: Random, box: tuple[float, float, float, float], colour: str) -> None:
    left, top, right, bottom = box
    shade = [(left, top), (right, top), (right + 40, top + 40), (right + 40, bottom + 40), (left + 40, bottom + 40)]
    canvas.fill([*shade, (left, bottom)], "#4a2b1a", opacity=0.34)
    canvas.rectangle(box, (mix(colour, "#ffffff", 0.12), colour))
    kind = random.randrange(3)
    if kind == 0:
        for stripe in range(1, 8, 2):
            x = left + (right - left) * stripe / 8
            canvas.rectangle((x, top, x + (right - left) / 8, bottom), "#fffaf0", opacity=0.85)
    elif kind == 1:
        middle = ((left + right) / 2, (top + bottom) / 2)
        canvas.fill([(left, top), (right, top), middle], mix(colour, "#ffffff", 0.3))
        canvas.fill([(left, bottom), (right, bottom), middle], mix(colour, "#1b1020", 0.25))
    else:
        canvas.rectangle((left, (top + bottom) / 2, right, bottom), mix(colour, "#1b1020", 0.18))
        canvas.line([(left, (top + bottom) / 2), (right, (top + bottom) / 2)], "#fffaf0", width=4, opacity=0.6)


def board() -> Image.Image:
    """A departure board of rounded tiles; one row is fading."""
    random = Random(26)  # noqa: S311 - a drawing
    canvas = Canvas(SIZE, mesh=[["#12222e", "#172c3a"], ["#0b161f", "#101f2a"]])
    fading = 4
    for row in range(9):
        x = -24.0
        y = 26 + row * 97
        fade = 0.2 if row == fading else 1.0
        while x < 1600:
            count = random.choice((1, 2, 3, 4, 5))
            tone = random.choice(("#f2b134", "#ed8a3a", "#3fa7a3", "#2a7f86", "#e8e2d0", "#274a5c", "#274a5c"))
            for _ in range(count):
                canvas.fill(rounded_path((x, y, x + 62, y + 78), 11), ("#20394a", "#182d3b"))
                face = rounded_path((x + 7, y + 9, x + 55, y + 69), 8)
                canvas.fill(face, (mix(tone, "#ffffff", 0.14), tone), opacity=fade)
                canvas.line([(x, y + 39), (x + 62, y + 39)], "#0b161f", width=4)
                x += 69
            x += 30
    canvas.glow((800, 26 + fading * 97 + 39), 640, "#9fd6d2", opacity=0.16)
    canvas.grain(seed=1, strength=0.14)
    return canvas.image


def doors() -> Image.Image:
    """A rhythm of arches and doors; one stands open, with light behind."""
    canvas = Canvas(SIZE, mesh=[["#f7e3d0", "#fbeee0"], ["#f1d3bb", "#f7e0cb"]])
    tones = ("#e76f51", "#6d2e46", "#a26769", "#d5896f", "#8c4a4f")
    for row in range(2):
        for column in range(8):
            left, base = -28 + column * 212, 428 + row * 446
            tone = tones[(column * 2 + row * 3) % 5]
            arch = _arch(left, base, width=168, height=366)
            canvas.shadow(arch, blur=16, shift=(8, 8), opacity=0.22)
            canvas.fill(arch, (mix(tone, "#ffffff", 0.2), tone))
            if (row, column) == (1, 5):
                _open_door(canvas, left, base)
            else:
                inner = _arch(left + 24, base, width=120, height=318)
                canvas.fill(inner, (mix(tone, "#2a1020", 0.25), mix(tone, "#2a1020", 0.5)))
                canvas.line([(left + 84, base), (left + 84, base - 318)], mix(tone, "#ffffff", 0.25), width=3)
                canvas.ellipse((left + 100, base - 140), (7, 7), "#f6d28b")
    canvas.rectangle((0, 428, 1600, 436), "#c79a80", opacity=0.6)
    canvas.rectangle((0, 874, 1600, 900), "#c79a80", opacity=0.6)
    canvas.grain(seed=1, strength=0.1)
    return canvas.image


def _arch(left: float, base: float, *, width: float, height: float) -> list[Point]:
    radius = width / 2
    top = base - height + radius
    curve = [math.radians(180 + 180 * step / 24) for step in range(25)]
    middle = left + radius
    return [
        (left, base),
        *((middle + radius * math.cos(a), top + radius * math.sin(a)) for a in curve),
        (left + width, base),
    ]


def _open_door(canvas: Canvas, left: float, base: float) -> None:
    inner = _arch(left + 24, base, width=120, height=318)
    canvas.fill(
        [(left + 24, base), (left + 144, base), (left + 250, base + 60), (left - 60, base + 60)], "#fff3c9", opacity=0.8
    )
    canvas.fill(inner, ("#fff7d6", "#ffdf92"))
    canvas.glow((left + 84, base - 150), 330, "#fff2c2", opacity=0.7)
    leaf = [(left + 24, base), (left + 24, base - 262), (left - 22, base - 300), (left - 22, base + 26)]
    canvas.fill(leaf, ("#b04a3f", "#7d2f36"))
    canvas.ellipse((left - 10, base - 128), (6, 8), "#f6d28b")


def signs() -> Image.Image:
    """A grid of bold signs that say nothing certain."""
    canvas = Canvas(SIZE, mesh=[["#f4ead7", "#f8f1e2"], ["#eedfc6", "#f4e8d3"]])
    for row in range(4):
        for column in range(7):
            box = (34 + column * 222.0, 28 + row * 216.0, 34 + column * 222.0 + 196, 28 + row * 216.0 + 192)
            canvas.shadow(rounded_path(box, 14), blur=10, shift=(5, 7), opacity=0.28)
            _sign(canvas, box, kind=(column * 3 + row * 5) % 8, tone=(column + row * 2) % 4)
    canvas.grain(seed=1, strength=0.1)
    return canvas.image


def _sign(canvas: Canvas, box: tuple[float, float, float, float], *, kind: int, tone: int) -> None:
    ground, ink = (("#c8312b", "#fbf3e2"), ("#1d2f4f", "#fbf3e2"), ("#fbf3e2", "#c8312b"), ("#e9b949", "#1d2f4f"))[tone]
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    canvas.fill(rounded_path(box, 14), ground)
    if kind in (0, 1):
        turn = 1 if kind else -1
        canvas.line([(x - 56 * turn, y), (x + 34 * turn, y)], ink, width=22)
        canvas.fill([(x + 70 * turn, y), (x + 16 * turn, y - 48), (x + 16 * turn, y + 48)], ink)
    elif kind == 2:
        canvas.ellipse((x, y), (64, 64), ink)
        canvas.fill(rounded_path((x - 44, y - 12, x + 44, y + 12), 6), ground)
    elif kind == 3:
        for stripe in range(-1, 2):
            canvas.line([(x - 62, y + 34 * stripe + 26), (x + 62, y + 34 * stripe - 26)], ink, width=17)
    elif kind == 4:
        ring = ellipse_path((x, y), (56, 56))
        canvas.line([*ring, ring[0]], ink, width=16)
        canvas.line([(x - 38, y - 38), (x + 38, y + 38)], ink, width=16)
    elif kind == 5:
        canvas.fill([(x, y - 66), (x + 70, y + 54), (x - 70, y + 54)], ink)
        canvas.fill([(x, y - 26), (x + 30, y + 30), (x - 30, y + 30)], ground)
    elif kind == 6:
        for step in range(4):
            canvas.rectangle((x - 64 + step * 32, y + 52 - step * 30, x - 32 + step * 32, y + 62), ink)
    else:
        hook = smooth_line([(x - 40, y + 50), (x - 40, y - 20), (x, y - 56), (x + 40, y - 20), (x + 40, y + 20)])
        canvas.line(hook, ink, width=20)
        canvas.fill([(x + 40, y + 66), (x + 4, y + 14), (x + 76, y + 14)], ink)


def hands() -> Image.Image:
    """Hands of all sizes reaching to different heights."""
    canvas = Canvas(SIZE, mesh=[["#1d4a40", "#225548"], ["#163a33", "#1b463c"]])
    for line in range(11):
        y = 70 + line * 78
        canvas.line([(0, y), (1600, y)], "#f4c08a", width=2 if line % 5 else 5, opacity=0.35)
        canvas.line([(0, y), (34 if line % 5 else 66, y)], "#f4c08a", width=6, opacity=0.9)
    places = ((240, 330, 1.15), (500, 560, 0.9), (745, 190, 1.25), (985, 470, 1.0), (1215, 640, 0.72), (1430, 290, 1.1))
    tones = ("#f2b680", "#8a543b", "#e0996a", "#5f3b2c", "#f7cfae", "#b87850")
    for (x, y, size), tone in zip(places, tones, strict=True):
        _hand(canvas, (x, y), size, tone)
    canvas.grain(seed=1, strength=0.1)
    return canvas.image


def _hand(canvas: Canvas, tip: Point, size: float, tone: str) -> None:
    x, y = tip
    sleeve = mix("#f4c08a", "#d9643a", (x % 5) / 4)
    fingers = ((-66, 62, -15), (-24, 10, -5), (20, 0, 4), (62, 44, 14))
    palm = [(-78, 190), (-84, 270), (-58, 360), (52, 360), (84, 280), (86, 190), (0, 168)]
    arm = [(-56, 330), (50, 330), (66, 1000), (-72, 1000)]
    outline = [(x + px * size, y + py * size) for px, py in palm]
    canvas.fill([(x + px * size, y + py * size) for px, py in arm], tone)
    canvas.fill([(x + px * size, y + py * size) for px, py in ((-74, 450), (66, 450), (92, 1100), (-98, 1100))], sleeve)
    canvas.fill(smooth_path(outline), tone)
    for root, top, lean in fingers:
        start = (x + root * size, y + 220 * size)
        end = (x + (root + lean) * size, y + (top + 20) * size)
        canvas.line([start, end], tone, width=39 * size)
        nail = (end[0], end[1] - 3 * size)
        canvas.fill(ellipse_path(nail, (11 * size, 14 * size)), mix(tone, "#ffffff", 0.35), opacity=0.8)
    thumb = smooth_line(
        [(x - 50 * size, y + 320 * size), (x - 104 * size, y + 250 * size), (x - 128 * size, y + 196 * size)]
    )
    canvas.line(thumb, tone, width=40 * size)
    crease = smooth_line([(x - 56 * size, y + 262 * size), (x, y + 282 * size), (x + 60 * size, y + 258 * size)])
    canvas.line(crease, mix(tone, "#3a1a12", 0.4), width=4 * size, opacity=0.6)
