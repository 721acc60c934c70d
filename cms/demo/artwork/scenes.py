"""Pictures of sessions that are scenes: rooms, water, light and paper."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, ellipse_path, mix, smooth_line

SIZE = (1600, 900)


def terminal() -> Image.Image:
    """A terminal in section: light falls through a tall door and shows the way before any sign does."""
    canvas = Canvas(SIZE, mesh=[["#163f4a", "#1d505c", "#2c6a73"], ["#0f2e38", "#173f49", "#20535c"]])
    door = (1090.0, 470.0)
    for column in range(9):
        share = (column / 8) ** 1.5
        tone = mix("#0b232c", "#3d7d84", share)
        thick, top, bottom = 44 * (1.1 - share), 20 + 330 * share, 960 - 370 * share
        for x in (-60 + (door[0] - 60) * share, 1700 - (1580 - door[0]) * share):
            canvas.rectangle((x, top, x + thick, bottom), tone)
    for beam in range(7):
        share = (beam / 6) ** 1.4
        span = [(-60 + 1010 * share, 10 + 330 * share), (1700 - 490 * share, 10 + 330 * share)]
        canvas.line(span, "#5f9aa0", width=9 * (1.1 - share), opacity=0.55)
    canvas.fill([(-100, 920), (door[0] - 90, 585), (door[0] + 90, 585), (1760, 920)], ("#2b6a70", "#123640"))
    path = [(door[0] - 62, 588), (door[0] + 62, 588), (1010, 910), (240, 910)]
    canvas.fill(path, ("#ffe7b0", "#f0b765"), opacity=0.75)
    canvas.glow(door, 430, "#fff0c4", opacity=0.9)
    canvas.rectangle((door[0] - 62, 300, door[0] + 62, 590), ("#fffaf0", "#ffe3a4"))
    canvas.rectangle((door[0] - 4, 300, door[0] + 4, 590), "#d99b4a", opacity=0.6)
    for x, y, size in ((860, 690, 1.0), (905, 676, 0.9), (700, 800, 1.5), (1015, 640, 0.66), (1160, 648, 0.7)):
        _traveller(canvas, x, y, size)
    _traveller(canvas, 520, 850, 1.8)
    canvas.grain(seed=1, strength=0.12)
    return canvas.image


def _traveller(canvas: Canvas, x: float, y: float, size: float) -> None:
    shade = [(x - 4, y), (x + 4, y), (x - 40 * size, y + 90 * size), (x - 90 * size, y + 90 * size)]
    canvas.fill(shade, "#0b232c", opacity=0.4)
    canvas.ellipse((x, y - 74 * size), (11 * size, 12 * size), "#0b1d25")
    body = [(x - 14 * size, y), (x - 18 * size, y - 52 * size), (x, y - 64 * size), (x + 18 * size, y - 52 * size)]
    canvas.fill([*body, (x + 14 * size, y)], "#0b1d25")
    canvas.rectangle((x + 20 * size, y - 26 * size, x + 40 * size, y), "#c8553d")


def harbour() -> Image.Image:
    """A low sun at ebb tide, with mooring posts and long reflections."""
    random = Random(5)  # noqa: S311 - a drawing
    sky = [["#3b3a5e", "#5d4a6e", "#74526e"], ["#c9657a", "#ec8f6a", "#d3737a"], ["#f9b864", "#ffdc96", "#f6ac68"]]
    canvas = Canvas(SIZE, mesh=sky)
    horizon, sun = 520.0, (930.0, 470.0)
    canvas.glow(sun, 520, "#fff0bf", opacity=0.85)
    canvas.ellipse(sun, (74, 74), "#fff6d8")
    _skyline(canvas, random, horizon)
    _evening_water(canvas, random, horizon=horizon, sun_x=sun[0])
    mud = [(0, 812), (260, 770), (520, 812), (760, 842), (1060, 862), (1600, 826)]
    canvas.fill([*smooth_line(mud), (1600, 900), (0, 900)], ("#3c2942", "#20172b"))
    for left, tall in ((150, 330), (236, 290), (330, 306), (1270, 250), (1356, 280), (1452, 236)):
        base = 858 - abs(800 - left) * 0.04
        post = [(left, base), (left + 4, base - tall), (left + 30, base - tall), (left + 36, base)]
        canvas.fill(post, ("#3a2337", "#150e1c"))
        canvas.fill(ellipse_path((left + 17, base - tall), (14, 5)), "#e08b6b")
        canvas.line([(left + 30, base - tall + 6), (left + 34, base - 10)], "#f0a36f", width=3, opacity=0.7)
    canvas.line(smooth_line([(256, 600), (292, 660), (346, 590)]), "#2a1a2a", width=6)
    canvas.grain(seed=1, strength=0.12)
    return canvas.image


def _skyline(canvas: Canvas, random: Random, horizon: float) -> None:
    line, x = [(0.0, horizon)], 0.0
    while x < 1600:
        width, height = random.uniform(26, 92), random.uniform(12, 84)
        line += [(x, horizon - height), (x + width, horizon - height)]
        x += width
    canvas.fill([*line, (1600, horizon)], ("#6b3f63", "#8a4f68"))


def _evening_water(canvas: Canvas, random: Random, *, horizon: float, sun_x: float) -> None:
    canvas.rectangle((0, horizon, 1600, 900), ("#f2a76b", "#43314f"))
    for row in range(120):
        share = (row / 119) ** 1.5
        y = horizon + 4 + 376 * share
        for _ in range(3):
            centre = (sun_x + random.gauss(0, 30 + 120 * share), y)
            glint = ellipse_path(centre, (20 + 80 * share * random.random(), 1.4 + 3 * share))
            canvas.fill(glint, "#fff0c4", opacity=0.5)
        if row % 2:
            swell = ellipse_path((random.uniform(0, 1600), y), (90 + 160 * share, 1.5 + 3 * share))
            canvas.fill(swell, "#5a3556", opacity=0.35)


def watch() -> Image.Image:
    """A small lit table in a long dark hall, with a window full of night."""
    random = Random(24)  # noqa: S311 - a drawing
    canvas = Canvas(SIZE, mesh=[["#14182b", "#1a2138", "#131829"], ["#1d2138", "#2a2a42", "#171b2e"]])
    for pane in range(6):
        left = 90 + pane * 245
        canvas.rectangle((left, 90, left + 190, 430), ("#22406b", "#3d6a94"), opacity=0.9)
        for _ in range(9):
            star = (left + random.uniform(8, 182), random.uniform(100, 330))
            canvas.ellipse(star, (1.8, 1.8), "#e8f1ff", opacity=0.9)
        water = [(left, 372), (left + 95, 364), (left + 190, 374), (left + 190, 430), (left, 430)]
        canvas.fill(water, ("#173252", "#10243d"))
        canvas.line([(left + 95, 90), (left + 95, 430)], "#131829", width=9)
        canvas.line([(left, 262), (left + 190, 262)], "#131829", width=9)
    canvas.rectangle((0, 640, 1600, 900), ("#231f33", "#141421"))
    canvas.glow((800, 560), 640, "#ffb75e", opacity=0.55)
    canvas.fill(ellipse_path((800, 770), (470, 78)), "#ffca7a", opacity=0.28)
    cord, lamp = [(800, -10), (800, 318)], [(716, 392), (760, 322), (840, 322), (884, 392)]
    canvas.line(cord, "#0c0f1b", width=6)
    canvas.fill(lamp, ("#d9643a", "#a3402c"))
    canvas.fill(ellipse_path((800, 392), (84, 13)), "#fff3cf")
    canvas.fill([(716, 394), (884, 394), (1140, 650), (460, 650)], ("#ffe4a6", "#ffb75e"), opacity=0.22)
    canvas.fill(ellipse_path((800, 652), (350, 44)), ("#c98a4f", "#8c5531"))
    canvas.fill(ellipse_path((800, 644), (350, 42)), ("#f2bd7c", "#c98a4f"))
    for x in (560, 1040):
        canvas.line([(x, 668), (x - (800 - x) * 0.09, 850)], "#3d2619", width=20)
    canvas.fill([(700, 640), (716, 586), (806, 586), (822, 640)], ("#3c4a63", "#28344a"))
    canvas.fill([(710, 596), (716, 590), (806, 590), (812, 596), (816, 634), (706, 634)], ("#bfe3e0", "#7cb8bd"))
    canvas.fill(ellipse_path((930, 634), (26, 8)), "#fbf3e2")
    canvas.rectangle((912, 606, 948, 634), ("#fbf3e2", "#d9c9ad"))
    for x, turn in ((430, 1), (1170, -1)):
        _chair(canvas, x, turn)
    canvas.grain(seed=1, strength=0.14)
    return canvas.image


def _chair(canvas: Canvas, x: float, turn: int) -> None:
    wood = "#7a4a2e"
    canvas.line([(x, 560), (x + 6 * turn, 850)], wood, width=15)
    canvas.line([(x + 4 * turn, 728), (x + 122 * turn, 728)], wood, width=17)
    canvas.line([(x + 112 * turn, 730), (x + 118 * turn, 850)], wood, width=14)
    for y in (580, 622):
        canvas.line([(x - 2, y), (x + 26 * turn, y + 6)], mix(wood, "#ffca7a", 0.3), width=12)


def letter() -> Image.Image:
    """Folded sheets of paper in warm light, fanned out like a lantern."""
    canvas = Canvas(SIZE, mesh=[["#3a1d4d", "#5a2a5e", "#3a1d4d"], ["#6b3158", "#b5604f", "#6b3158"]])
    canvas.glow((800, 800), 900, "#ffc46b", opacity=0.75)
    sheets = 15
    for index in range(sheets):
        angle = math.radians(-172 + 164 * index / (sheets - 1))
        following = math.radians(-172 + 164 * (index + 0.86) / (sheets - 1))
        foot = (800.0, 850.0)
        reach = 640 + 60 * math.sin(index * 1.7)
        far = (foot[0] + reach * math.cos(angle), foot[1] + reach * math.sin(angle))
        side = (foot[0] + reach * 0.97 * math.cos(following), foot[1] + reach * 0.97 * math.sin(following))
        sheet = [foot, far, side]
        paper = mix("#fff4d6", "#f0a35f", abs(index - sheets / 2) / sheets * 1.3)
        canvas.shadow(sheet, blur=16, shift=(6, 8), opacity=0.35)
        canvas.fill(sheet, (mix(paper, "#ffffff", 0.25), mix(paper, "#c8563d", 0.3)))
        canvas.line([foot, far], "#ffffff", width=3, opacity=0.6)
        for line in range(5):
            share = 0.5 + line * 0.09
            start = (foot[0] + (far[0] - foot[0]) * share, foot[1] + (far[1] - foot[1]) * share)
            end = (foot[0] + (side[0] - foot[0]) * share, foot[1] + (side[1] - foot[1]) * share)
            inner = [(start[0] * 0.78 + end[0] * 0.22, start[1] * 0.78 + end[1] * 0.22)]
            inner.append((start[0] * 0.25 + end[0] * 0.75, start[1] * 0.25 + end[1] * 0.75))
            canvas.line(inner, "#8a4a5a", width=4, opacity=0.42)
    canvas.glow((800, 850), 300, "#fff6da", opacity=0.95)
    canvas.grain(seed=1, strength=0.12)
    return canvas.image
