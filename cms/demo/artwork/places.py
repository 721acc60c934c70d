"""The places where the demo's events meet."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Point, ellipse_path, mix, smooth_line, smooth_path

SIZE = (1800, 1200)


def shed() -> Image.Image:
    """A dock shed with a saw-tooth roof at dusk, lit from inside, above still water."""
    random = Random(4)  # noqa: S311 - a drawing
    dusk = [["#2b4a66", "#3d5f78", "#35556f"], ["#7f8f96", "#c9a98c", "#8d8e92"], ["#f0b47c", "#f7cf9c", "#e3a06f"]]
    canvas = Canvas(SIZE, mesh=dusk)
    shore = 800.0
    for step in range(5):
        x = 120 + step * 390 + random.uniform(-50, 50)
        _crane(canvas, foot=(x, shore), height=random.uniform(250, 400), colour="#4a5a6c")
    _sawtooth(canvas, shore)
    _bay(canvas, shore)
    canvas.rectangle((0, shore, 1800, shore + 26), "#26303c")
    _mirror(canvas, random, shore + 26)
    for post in (210, 560, 1240, 1610):
        canvas.rectangle((post, shore - 30, post + 22, shore + 90), ("#1b222c", "#11161d"))
    canvas.grain(seed=2, strength=0.12)
    return canvas.image


def _crane(canvas: Canvas, *, foot: Point, height: float, colour: str) -> None:
    x, y = foot
    top = y - 250 - height
    for shift in (-26, 26):
        canvas.line([(x + shift, y), (x + shift * 0.5, top + 60)], colour, width=9, opacity=0.55)
    canvas.line([(x - 120, top + 96), (x + 230, top)], colour, width=10, opacity=0.55)
    canvas.line([(x, top + 40), (x, top - 30), (x + 230, top)], colour, width=4, opacity=0.5)
    canvas.line([(x + 200, top + 10), (x + 200, top + 150)], colour, width=3, opacity=0.5)


def _sawtooth(canvas: Canvas, shore: float) -> None:
    eaves = shore - 300
    roof: list[Point] = [(110, shore)]
    for tooth in range(8):
        left = 110 + tooth * 198
        roof += [(left, eaves), (left + 60, eaves - 130)]
        roof.append((left + 198, eaves))
    roof.append((110 + 8 * 198, shore))
    canvas.shadow(roof, blur=30, shift=(0, -8), opacity=0.35)
    canvas.fill(roof, ("#6d3a33", "#3f2629"))
    for tooth in range(8):
        left = 110 + tooth * 198
        pane = [(left + 10, eaves - 6), (left + 56, eaves - 108), (left + 60, eaves - 108), (left + 60, eaves - 6)]
        canvas.fill(pane, ("#ffe3a6", "#f8b95c"))
        canvas.line([(left + 60, eaves - 130), (left + 198, eaves)], "#8f5145", width=6)


def _bay(canvas: Canvas, shore: float) -> None:
    for bay in range(16):
        left = 136 + bay * 98
        top = shore - 230
        arch = [(left, shore), (left, top + 30), *_arc((left + 32, top + 30), 32), (left + 64, shore)]
        canvas.glow((left + 32, shore - 110), 150, "#ffc46b", opacity=0.22)
        canvas.fill(arch, ("#ffeab8", "#f7b456"))
        for share in (0.33, 0.66):
            canvas.line([(left + 64 * share, top), (left + 64 * share, shore)], "#8a4a32", width=4)
        for y in range(round(top) + 50, round(shore), 56):
            canvas.line([(left, y), (left + 64, y)], "#8a4a32", width=4)
    for person, x in enumerate((300, 342, 610, 905, 950, 1330, 1382, 1420)):
        tall = 62 + 9 * (person % 3)
        canvas.ellipse((x, shore - tall), (9, 10), "#2a1c22")
        body = [(x - 14, shore), (x - 12, shore - tall + 16), (x, shore - tall + 8), (x + 12, shore - tall + 16)]
        canvas.fill([*body, (x + 14, shore)], "#2a1c22")


def _arc(centre: Point, radius: float) -> list[Point]:
    angles = (math.radians(180 + 180 * step / 16) for step in range(17))
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles]


def _mirror(canvas: Canvas, random: Random, level: float) -> None:
    """Still water: the picture above it, upside down, darker and broken by fine lines."""
    height = SIZE[1] - round(level)
    above = canvas.image.crop((0, round(level) - height, SIZE[0], round(level)))
    canvas.image.paste(above.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, round(level)))
    canvas.rectangle((0, level, SIZE[0], SIZE[1]), ("#1b3950", "#0b1c2b"), opacity=0.58)
    for _ in range(260):
        y = level + (height * random.random() ** 1.3)
        x, length = random.uniform(-50, SIZE[0]), random.uniform(20, 40 + 150 * (y - level) / height)
        colour = random.choice(("#ffd58f", "#8fb3c4", "#16324a", "#16324a"))
        canvas.fill(ellipse_path((x, y), (length, 1.6)), colour, opacity=random.uniform(0.12, 0.5))


def foundry() -> Image.Image:
    """An old printing works of brick with tall arched windows under a hot sky."""
    random = Random(6)  # noqa: S311 - a drawing
    sky = [["#e9c893", "#f3dcb0", "#eecf9c"], ["#f6e3bf", "#fbf0d8", "#f4dcb4"], ["#f0c79a", "#f7dcb6", "#ecc08f"]]
    canvas = Canvas(SIZE, mesh=sky)
    canvas.glow((1390, 230), 520, "#fffbe9", opacity=0.9)
    canvas.ellipse((1390, 230), (88, 88), "#fff6dc", opacity=0.9)
    wall = [(190, 1010), (190, 500), (560, 500), (900, 330), (1240, 500), (1620, 500), (1620, 1010)]
    canvas.shadow(wall, blur=36, shift=(-16, 18), opacity=0.3)
    canvas.fill(wall, ("#b9553f", "#8d3b30"))
    for _ in range(520):
        x, y = random.uniform(200, 1600), random.uniform(510, 1000)
        tone = random.choice(("#c96a50", "#7d332a", "#d17f61"))
        canvas.rectangle((x, y, x + 30, y + 10), tone, opacity=0.4)
    canvas.line([(170, 500), (560, 500), (900, 328), (1240, 500), (1640, 500)], "#e9c9a4", width=20)
    canvas.ellipse((900, 470), (58, 58), "#e9c9a4")
    canvas.ellipse((900, 470), (43, 43), ("#4a2a2a", "#2c1b20"))
    for window in range(7):
        _window(canvas, left=262 + window * 192, base=930.0, is_door=window == 3)
    canvas.rectangle((0, 1006, 1800, 1200), ("#d9ab79", "#b98856"))
    canvas.fill([(190, 1008), (1620, 1008), (1500, 1110), (40, 1110)], "#7d4a37", opacity=0.4)
    _tree(canvas, random, foot=(1640, 1040))
    _tree(canvas, random, foot=(110, 1060))
    canvas.grain(seed=2, strength=0.12)
    return canvas.image


def _window(canvas: Canvas, *, left: float, base: float, is_door: bool) -> None:
    right, top = left + 124, 640.0
    frame = [(left - 12, base), (left - 12, top), *_arc((left + 62, top), 74), (right + 12, base)]
    canvas.fill(frame, "#e9c9a4")
    bottom = 1006.0 if is_door else base
    glass = [(left, bottom), (left, top), *_arc((left + 62, top), 62), (right, bottom)]
    canvas.fill(glass, ("#2f5a52", "#1e3d3a") if is_door else ("#54707e", "#2a3f4f"))
    if not is_door:
        canvas.fill(
            [(left, base - 60), (left + 80, top - 10), (left + 110, top - 10), (left, base)], "#ffffff", opacity=0.13
        )
    for share in (0.33, 0.66):
        canvas.line([(left + 124 * share, top - 46), (left + 124 * share, bottom)], "#e2c49d", width=5)
    for y in (top, top + 98, top + 196):
        canvas.line([(left, y), (right, y)], "#e2c49d", width=5)


def _tree(canvas: Canvas, random: Random, *, foot: Point) -> None:
    x, y = foot
    canvas.line(smooth_line([(x, y), (x - 8, y - 170), (x + 16, y - 320)]), "#5b4030", width=24)
    for ring in range(46):
        angle = random.uniform(0, math.tau)
        reach = random.random() ** 0.5
        spot = (x + 8 + 190 * reach * math.cos(angle), y - 400 + 150 * reach * math.sin(angle))
        canvas.ellipse(spot, (52, 44), random.choice(("#4f6b3c", "#62804a", "#3f5933", "#78935a")), opacity=0.85)
        if ring % 3 == 0:
            canvas.ellipse((spot[0], spot[1] + 16), (8, 12), "#f0b13f")


def quinta() -> Image.Image:
    """A low white farmhouse with a blue stripe between round cork oaks, in evening light."""
    random = Random(12)  # noqa: S311 - a drawing
    sky = [["#f3b36d", "#f9cf8f", "#fbe0ad"], ["#fbd9a0", "#fdebc6", "#fdf1d6"], ["#f3d79c", "#f9e6bd", "#f6dda8"]]
    canvas = Canvas(SIZE, mesh=sky)
    canvas.glow((1500, 420), 700, "#fffbe6", opacity=0.85)
    for hill in range(4):
        points = [
            (x, 640 + hill * 84 + 34 * math.sin(x / (250 + 60 * hill) + hill * 1.9)) for x in range(-20, 1840, 20)
        ]
        tone = mix("#c9b26b", "#7f8a45", hill / 3)
        canvas.fill([*points, (1840, 1220), (-20, 1220)], (mix(tone, "#fff0c4", 0.25), mix(tone, "#5b4a25", 0.25)))
        for _ in range(16 - hill * 3):
            x = random.uniform(0, 1800)
            _oak(
                canvas,
                random,
                foot=(x, 652 + hill * 84 + 34 * math.sin(x / (250 + 60 * hill) + hill * 1.9)),
                size=16 + hill * 11,
            )
    _farmhouse(canvas)
    for foot, size in (((250, 1010), 120), ((1560, 1040), 140)):
        _oak(canvas, random, foot=foot, size=size)
    canvas.grain(seed=2, strength=0.12)
    return canvas.image


def _farmhouse(canvas: Canvas) -> None:
    canvas.fill([(470, 968), (1390, 968), (1250, 1030), (330, 1030)], "#5b4a25", opacity=0.4)
    canvas.rectangle((480, 760, 1380, 970), ("#fffaf0", "#f1e2c6"))
    canvas.rectangle((480, 928, 1380, 970), ("#3c6ea5", "#315d8e"))
    canvas.fill([(452, 766), (520, 668), (1340, 668), (1408, 766)], ("#c8683f", "#a04d2e"))
    for tile in range(38):
        x = 524 + tile * 21.5
        canvas.line([(x, 670), (x * 1.04 - 40, 764)], "#8a3f27", width=3, opacity=0.5)
    canvas.rectangle((1180, 560, 1262, 700), ("#fffaf0", "#efe0c4"))
    canvas.rectangle((1168, 548, 1274, 570), "#c8683f")
    for x in (560, 700, 1010, 1150, 1270):
        canvas.rectangle((x - 8, 806, x + 68, 894), "#3c6ea5")
        canvas.rectangle((x, 814, x + 60, 886), ("#ffd98a", "#f0a94f"))
        canvas.line([(x + 30, 814), (x + 30, 886)], "#fffaf0", width=5)
    canvas.rectangle((838, 800, 938, 970), "#3c6ea5")
    canvas.rectangle((850, 812, 926, 970), ("#5a3a25", "#3f2818"))
    for lamp in range(11):
        x = 470 + lamp * 92
        y = 742 + 44 * math.sin(math.pi * lamp / 10)
        canvas.glow((x, y), 54, "#ffe9ae", opacity=0.8)
        canvas.ellipse((x, y), (8, 10), "#fff6d8")
    wire = [(470 + step * 46, 742 + 44 * math.sin(math.pi * step / 20)) for step in range(21)]
    canvas.line(wire, "#5b4030", width=3, opacity=0.7)


def _oak(canvas: Canvas, random: Random, *, foot: Point, size: float) -> None:
    x, y = foot
    canvas.fill(ellipse_path((x - size * 0.5, y + size * 0.06), (size * 1.25, size * 0.16)), "#4a3f1e", opacity=0.4)
    trunk = [
        (x - size * 0.14, y),
        (x - size * 0.09, y - size * 0.9),
        (x + size * 0.09, y - size * 0.9),
        (x + size * 0.14, y),
    ]
    canvas.fill(trunk, ("#a45f38", "#5c3a28"))
    crown = []
    for step in range(12):
        angle = math.tau * step / 12
        reach = size * random.uniform(0.86, 1.1)
        crown.append((x + 1.15 * reach * math.cos(angle), y - size * 1.55 + 0.82 * reach * math.sin(angle)))
    canvas.fill(smooth_path(crown), ("#8f9a52", "#46552f"))
    for _ in range(9):
        spot = (x + size * random.uniform(-0.7, 0.8), y - size * random.uniform(1.4, 2.1))
        canvas.ellipse(spot, (size * 0.2, size * 0.14), "#b7bb6c", opacity=0.35)
