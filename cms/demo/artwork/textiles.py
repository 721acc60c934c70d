"""Cloth and metal: the summit's wide picture and those of its sessions."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Point, mix, rounded_path, smooth_line

CLOTHS = ("#a13d2d", "#c4694a", "#27405e", "#3d5a80", "#d9b99b", "#e8d5b7", "#7a2f2a", "#46637f", "#b98b5e")


def stitches() -> Image.Image:
    """Patches of cloth held together by visible stitches."""
    random = Random(8)  # noqa: S311 - a drawing
    canvas = Canvas((2400, 1350), mesh=[["#27405e", "#2f4b6d"], ["#203550", "#1b2c45"]])
    columns, rows = 8, 5
    corners = [
        [(x * 300 + random.uniform(-62, 62), y * 270 + random.uniform(-52, 52)) for x in range(-1, columns + 2)]
        for y in range(-1, rows + 2)
    ]
    before = ""
    for row in range(rows + 2):
        for column in range(columns + 2):
            quad = [corners[row][column], corners[row][column + 1]]
            quad += [corners[row + 1][column + 1], corners[row + 1][column]]
            cloth = random.choice([colour for colour in CLOTHS if colour != before])
            before = cloth
            _patch(canvas, random, quad, cloth)
    canvas.grain(seed=7, strength=0.14)
    return canvas.image


def _patch(canvas: Canvas, random: Random, quad: list[Point], cloth: str) -> None:
    canvas.shadow(quad, blur=14, shift=(0, 6), opacity=0.4)
    canvas.fill(quad, (mix(cloth, "#ffffff", 0.07), mix(cloth, "#1a1020", 0.1)))
    thread = "#f7efe0" if sum(bytes.fromhex(cloth[1:])) < 480 else "#5c3b33"
    kind = random.randrange(len(_PATTERNS) + 1)
    if kind < len(_PATTERNS):
        _PATTERNS[kind](canvas, quad, mix(cloth, thread, 0.52))
    inner = [_between(corner, _middle(quad), 0.075) for corner in quad]
    canvas.dashes([*inner, inner[0]], thread, width=5, pattern=(26, 15))


def _rows_of_thread(canvas: Canvas, quad: list[Point], colour: str) -> None:
    for step in range(1, 9):
        canvas.dashes(_across(quad, step / 9), colour, width=3, pattern=(17, 11))


def _stripes(canvas: Canvas, quad: list[Point], colour: str) -> None:
    for step in range(1, 12):
        canvas.line(_down(quad, step / 12), colour, width=5, opacity=0.45)


def _dots(canvas: Canvas, quad: list[Point], colour: str) -> None:
    for spot in _grid(quad):
        canvas.ellipse(spot, (6, 6), colour)


def _crosses(canvas: Canvas, quad: list[Point], colour: str) -> None:
    for x, y in _grid(quad):
        canvas.line([(x - 9, y), (x + 9, y)], colour, width=3)
        canvas.line([(x, y - 9), (x, y + 9)], colour, width=3)


# Some patches have none of these and are plain cloth.
_PATTERNS = (_rows_of_thread, _stripes, _dots, _crosses)


def _grid(quad: list[Point]) -> list[Point]:
    rows = (_across(quad, row / 6) for row in range(1, 6))
    return [_between(left, right, column / 7) for left, right in rows for column in range(1, 7)]


def _between(first: Point, second: Point, share: float) -> Point:
    return first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share


def _middle(quad: list[Point]) -> Point:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def _across(quad: list[Point], share: float) -> list[Point]:
    return [_between(quad[0], quad[3], share), _between(quad[1], quad[2], share)]


def _down(quad: list[Point], share: float) -> list[Point]:
    return [_between(quad[0], quad[1], share), _between(quad[3], quad[2], share)]


def loom() -> Image.Image:
    """Warp and weft; one thread was broken, and is knotted."""
    random = Random(21)  # noqa: S311 - a drawing
    width, height = 1600, 900
    canvas = Canvas((width, height), mesh=[["#ead9bd", "#f2e6d0"], ["#dcc4a0", "#e6d3b4"]])
    for step in range(40):
        x = 20 + step * 40
        colour = "#27405e" if step % 7 else "#a13d2d"
        canvas.line([(x, -10), (x, height + 10)], mix(colour, "#ffffff", 0.04 * (step % 3)), width=17)
    for row in range(16):
        y = 34 + row * 36
        colour = random.choice(("#c4694a", "#e8d5b7", "#b98b5e", "#a13d2d", "#f4e9d4"))
        for step in range(-1, 40):
            if (step + row) % 2:
                start = 20 + step * 40
                path = smooth_line([(start - 3, y + 2), (start + 20, y - 3), (start + 43, y + 2)])
                canvas.line([(px, py + 8) for px, py in path], "#3a2a20", width=24, opacity=0.3)
                canvas.line(path, colour, width=24)
                canvas.line([(px, py - 6) for px, py in path], "#ffffff", width=3, opacity=0.3)
    shuttle = [(880, 742), (1010, 700), (1330, 700), (1460, 742), (1330, 784), (1010, 784)]
    canvas.shadow(shuttle, blur=18, shift=(0, 14), opacity=0.45)
    canvas.fill(shuttle, ("#c98f56", "#8a5730"))
    canvas.fill(rounded_path((1030, 722, 1310, 762), 20), "#5a3620")
    canvas.fill(rounded_path((1050, 727, 1290, 757), 14), ("#f4e9d4", "#d5bd97"))
    knot = smooth_line([(-10, 742), (300, 742), (352, 716), (392, 760), (352, 772), (344, 724), (420, 742), (884, 742)])
    canvas.line(knot, "#f7c948", width=11)
    canvas.grain(seed=7, strength=0.14)
    return canvas.image


def lead_type() -> Image.Image:
    """Metal type from above; the faces are strokes of no script in particular."""
    random = Random(33)  # noqa: S311 - a drawing
    canvas = Canvas((1600, 900), mesh=[["#3b3a40", "#4a474c"], ["#2b2a30", "#353238"]])
    y = -30.0
    row = 0
    while y < 920:
        height = 150
        x = -60.0 - 40 * (row % 2)
        while x < 1640:
            width = random.choice((78, 96, 118, 136))
            warm = random.random() < 0.13
            metal = "#b4533e" if warm else mix("#8d8f97", "#5f6169", random.random())
            _sort(canvas, random, box=(x, y, x + width, y + height), metal=metal)
            x += width + 9
        y += height + 11
        row += 1
    canvas.glow((420, 120), 820, "#fff0d8", opacity=0.28)
    canvas.grain(seed=7, strength=0.16)
    return canvas.image


def _sort(canvas: Canvas, random: Random, *, box: tuple[float, float, float, float], metal: str) -> None:
    left, top, right, bottom = box
    canvas.fill(rounded_path(box, 7), (mix(metal, "#ffffff", 0.3), mix(metal, "#000000", 0.25)))
    face = (left + 9, top + 9, right - 9, bottom - 12)
    canvas.fill(rounded_path(face, 4), (mix(metal, "#000000", 0.2), mix(metal, "#000000", 0.06)))
    bright = mix(metal, "#fff6e6", 0.72)
    middle, low, high = (left + right) / 2, bottom - 38, top + 40
    reach = (right - left) / 2 - 22
    canvas.line([(left + 17, high), (right - 17, high)], bright, width=9)
    stroke = random.randrange(4)
    if stroke == 0:
        loop = [(middle, high), (middle - reach, (high + low) / 2), (middle, low), (middle + reach, (high + low) / 2)]
        canvas.line(smooth_line([*loop, (middle, high + 14)]), bright, width=10)
    elif stroke == 1:
        canvas.line([(middle + reach * 0.6, high), (middle + reach * 0.6, low)], bright, width=10)
        hook = [(middle + reach * 0.6, (high + low) / 2), (middle - reach * 0.4, high + 26), (middle - reach, low - 8)]
        canvas.line(smooth_line(hook), bright, width=10)
    elif stroke == 2:
        wave = [(middle + reach * math.sin(step / 2) * 0.9, high + (low - high) * step / 9) for step in range(10)]
        canvas.line(smooth_line(wave), bright, width=10)
    else:
        canvas.line([(middle, high), (middle, low)], bright, width=10)
        arm = [(middle, low - 30), (middle + reach * 0.9, low - 46), (middle + reach, low)]
        canvas.line(smooth_line(arm), bright, width=10)


def switch() -> Image.Image:
    """A brass switch, just turned off, with the last light beside it."""
    canvas = Canvas((1600, 900), mesh=[["#e4cfa8", "#d8bd90", "#a98a63"], ["#d9c096", "#c3a377", "#7d6248"]])
    band = [(980, -10), (1240, -10), (760, 910), (380, 910)]
    canvas.fill(band, ("#fff3d3", "#f0d9a4"), opacity=0.55)
    plate = rounded_path((600, 200, 1000, 720), 44)
    canvas.shadow(plate, blur=44, shift=(34, 30), opacity=0.5)
    canvas.fill(plate, ("#f3dd9c", "#b98a3c"))
    canvas.fill(rounded_path((616, 216, 984, 704), 32), ("#d9b565", "#c39a49"))
    for y in (262, 658):
        canvas.ellipse((800, y), (19, 19), ("#f7e7b4", "#94702f"))
        canvas.line([(788, y - 8), (812, y + 8)], "#6d5122", width=5)
    canvas.ellipse((800, 460), (112, 112), ("#8f6b2c", "#e2c077"))
    canvas.ellipse((800, 460), (92, 92), ("#5d4520", "#3d2d16"))
    lever = [(770, 448), (830, 448), (850, 590), (838, 622), (762, 622), (750, 590)]
    canvas.shadow(lever, blur=20, shift=(18, 22), opacity=0.55)
    canvas.fill(lever, ("#caa04d", "#fff0bf"))
    canvas.line([(766, 470), (758, 600)], "#fff9e2", width=6, opacity=0.7)
    canvas.grain(seed=7, strength=0.16)
    return canvas.image
