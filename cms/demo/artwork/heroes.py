"""The wide pictures at the head of the conference and of the online evening."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Point, ellipse_path, mix, rounded_path

SIZE = (2400, 1350)


def crest(random: Random, *, level: float, height: float, width: int) -> list[Point]:
    """The upper edge of a wave or hill: three sines of different lengths."""
    parts = [
        (random.uniform(0.6, 1.4) * (n + 0.7), random.uniform(0, math.tau), height / (n + 1) ** 1.1) for n in range(3)
    ]
    return [
        (x, level + sum(h * math.sin(math.tau * f * x / width + phase) for f, phase, h in parts))
        for x in range(-20, width + 40, 20)
    ]


def below(edge: list[Point], *, bottom: float) -> list[Point]:
    """The closed shape from an edge down to the bottom."""
    return [*edge, (edge[-1][0], bottom), (edge[0][0], bottom)]


def tides() -> Image.Image:
    """A low sun over nine bands of tide, like cut paper."""
    random = Random(14)  # noqa: S311 - a drawing
    width, height = SIZE
    sky = [
        ["#f6dfb4", "#f7e6c4", "#f3d6a6", "#efc590"],
        ["#f9e9cb", "#fbefd8", "#f9dcae", "#f2c48a"],
        ["#e3e2cd", "#efe6cb", "#f6d9a8", "#efb97f"],
        ["#9cc4bf", "#b8cfc0", "#d9cfae", "#d9b487"],
    ]
    canvas = Canvas(SIZE, mesh=sky)
    sun = (1400.0, 410.0)
    canvas.glow(sun, 760, "#fff4dc", opacity=0.75)
    canvas.ellipse(sun, (205, 205), ("#fff3d6", "#f6b66a"))
    bands = 9
    for band in range(bands):
        depth = band / (bands - 1)
        level = 520 + 640 * depth**1.12
        edge = crest(random, level=level, height=22 + 34 * depth, width=width)
        shape = below(edge, bottom=height + 10)
        top = mix("#8fc7c0", "#0a2f3f", depth**0.8)
        canvas.shadow(shape, blur=26 + 20 * depth, shift=(0, -14), opacity=0.16 + 0.2 * depth)
        canvas.fill(shape, (mix(top, "#fff1cf", 0.22 * (1 - depth)), mix(top, "#062230", 0.55)))
        canvas.line(edge, "#fff6e0", width=2.6, opacity=0.5 - 0.3 * depth)
        for contour in range(1, 5):
            lower = [(x, y + contour * (9 + 9 * depth)) for x, y in edge]
            canvas.line(lower, mix(top, "#ffffff", 0.5), width=1.6, opacity=0.34 - 0.06 * contour)
        _glints(canvas, random, sun_x=sun[0], level=level + 34 + 30 * depth, depth=depth)
    canvas.grain(seed=3, strength=0.1)
    return canvas.image


def _glints(canvas: Canvas, random: Random, *, sun_x: float, level: float, depth: float) -> None:
    for step in range(3):
        x = sun_x + random.gauss(0, 34 + 40 * depth)
        length = random.uniform(70, 150) * (0.8 + depth)
        glint = ellipse_path((x, level + step * (11 + 8 * depth)), (length / 2, 2.4 + 2.4 * depth))
        canvas.fill(glint, "#ffdca8", opacity=0.62 - 0.34 * depth)


def lanterns() -> Image.Image:
    """Paper lanterns rising over dark hills."""
    random = Random(27)  # noqa: S311 - a drawing
    width, height = SIZE
    night = [
        ["#1b1038", "#24134a", "#1f1242", "#170d33"],
        ["#2f1857", "#46206b", "#3b1c62", "#241348"],
        ["#5b2a72", "#87396f", "#7a3572", "#452363"],
        ["#a8506a", "#d97c5b", "#c2655f", "#74386b"],
    ]
    canvas = Canvas(SIZE, mesh=night)
    for _ in range(150):
        star = (random.uniform(0, width), random.uniform(0, height * 0.6))
        canvas.ellipse(star, (random.uniform(0.8, 2.3),) * 2, "#ffeccb", opacity=random.uniform(0.25, 0.8))
    for hill in range(4):
        depth = hill / 3
        edge = crest(random, level=980 + 110 * hill, height=70 - 8 * hill, width=width)
        canvas.fill(below(edge, bottom=height + 10), (mix("#5a2a66", "#160b2b", 0.25 + 0.7 * depth), "#12081f"))
    for centre, size in _sky_places(random, count=32):
        lantern(canvas, centre=centre, size=size, warmth=random.random())
    canvas.grain(seed=5, strength=0.1)
    return canvas.image


def _sky_places(random: Random, *, count: int) -> list[tuple[Point, float]]:
    """Places and sizes, small ones first, none in front of another."""
    places: list[tuple[Point, float]] = []
    for size in sorted((26 + 118 * random.random() ** 2.1 for _ in range(count)), reverse=True):
        for _ in range(60):
            spot = (random.uniform(90, SIZE[0] - 90), random.uniform(90, 1010))
            if all(math.dist(spot, other) > (size + far) * 1.08 for other, far in places):
                places.append((spot, size))
                break
    return places[::-1]


def lantern(canvas: Canvas, *, centre: Point, size: float, warmth: float) -> None:
    """One lantern: a glow, a paper body with ribs, a flame."""
    x, y = centre
    paper = mix("#ffcf70", "#ff8f6b", warmth)
    canvas.glow(centre, size * 2.7, paper, opacity=0.6)
    half, tall = size * 0.62, size * 0.86
    body = [(x - half * 0.72, y + tall), (x - half, y - tall * 0.2), (x - half * 0.8, y - tall * 0.82)]
    body += [(x, y - tall), (x + half * 0.8, y - tall * 0.82), (x + half, y - tall * 0.2), (x + half * 0.72, y + tall)]
    canvas.fill(body, (mix(paper, "#e2553f", 0.45), mix(paper, "#fff7dc", 0.75)))
    for rib in (-0.5, 0.0, 0.5):
        line = [(x + rib * half * 1.35, y - tall * 0.86), (x + rib * half * 1.55, y), (x + rib * half * 1.2, y + tall)]
        canvas.line(line, mix(paper, "#b1402f", 0.6), width=max(1.0, size * 0.012), opacity=0.4)
    canvas.fill(
        rounded_path((x - half * 0.76, y + tall - size * 0.05, x + half * 0.76, y + tall + size * 0.05), 4), "#7c2d33"
    )
    canvas.glow((x, y + tall * 0.62), size * 0.62, "#fffbe8", opacity=0.9)
