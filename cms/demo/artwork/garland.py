"""The wide picture of the golden wedding."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Point, ellipse_path, mix, smooth_line, smooth_path

LEAVES = ("#7d8f5a", "#5f7748", "#93a36b", "#4d6340", "#a7b27f")


def garland() -> Image.Image:
    """Orange blossom, olive leaves and gold confetti around an open middle."""
    random = Random(50)  # noqa: S311 - a drawing
    width, height = 2400, 1350
    ground = [["#fbf1dd", "#fdf7ea", "#f9ecd2"], ["#fcf4e3", "#fffbf2", "#fbf1de"], ["#f6e6c8", "#fbf1dc", "#f3e0bd"]]
    canvas = Canvas((width, height), mesh=ground)
    canvas.glow((1200, 660), 900, "#ffffff", opacity=0.5)
    _confetti(canvas, random, width=width, height=height)
    for side in (-1, 1):
        stem = _stem(side)
        canvas.line(stem, "#7b6a45", width=7)
        for index in range(0, len(stem), 2):
            _leaves(canvas, random, stem, index)
        for index in range(3, len(stem) - 3, 7):
            x, y = stem[index]
            spot = (x + random.uniform(-46, 46), y + random.uniform(-46, 46))
            if index % 2:
                _blossom(canvas, random, spot, size=random.uniform(66, 100))
            else:
                _orange(canvas, spot, size=random.uniform(58, 82))
                _blossom(canvas, random, (spot[0] + 92, spot[1] - 52), size=random.uniform(48, 66))
    canvas.grain(seed=4, strength=0.08)
    return canvas.image


def _stem(side: int) -> list[Point]:
    """Half a wreath, from the bottom up one side to a gap at the top."""
    stem = []
    for step in range(78):
        angle = math.radians(86 - step * 2.02)
        stem.append((1200 + side * 1085 * math.cos(angle), 672 + 560 * math.sin(angle)))
    return stem


def _leaves(canvas: Canvas, random: Random, stem: list[Point], index: int) -> None:
    x, y = stem[index]
    ahead = stem[min(index + 1, len(stem) - 1)]
    along = math.degrees(math.atan2(ahead[1] - y, ahead[0] - x))
    for turn in (-42, 38):
        angle = along + turn + random.uniform(-16, 16)
        length, half = random.uniform(84, 150), random.uniform(18, 29)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        centre = (x + cos * length * 0.62, y + sin * length * 0.62)
        colour = random.choice(LEAVES)
        tip = (x + cos * length * 1.24, y + sin * length * 1.24)
        leaf = [(x, y), (centre[0] - sin * half, centre[1] + cos * half), tip]
        leaf += [(centre[0] + sin * half, centre[1] - cos * half)]
        canvas.fill(smooth_path(leaf), (mix(colour, "#ffffff", 0.14), mix(colour, "#2b3a22", 0.12)))
        canvas.line([(x, y), tip], mix(colour, "#ffffff", 0.4), width=2.4, opacity=0.7)


def _blossom(canvas: Canvas, random: Random, centre: Point, *, size: float) -> None:
    start = random.uniform(0, 72)
    for petal in range(5):
        angle = start + petal * 72
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        shape = ellipse_path(
            (centre[0] + cos * size * 0.56, centre[1] + sin * size * 0.56), (size * 0.52, size * 0.34), turn=angle
        )
        canvas.shadow(shape, blur=8, shift=(3, 6), opacity=0.16)
        canvas.fill(shape, ("#ffffff", "#f3e6da"))
        crease = [(centre[0] + cos * size * 0.24, centre[1] + sin * size * 0.24)]
        crease.append((centre[0] + cos * size * 0.84, centre[1] + sin * size * 0.84))
        canvas.line(crease, "#e3cdbb", width=2.4, opacity=0.8)
    for stamen in range(11):
        angle = math.tau * stamen / 11
        tip = (centre[0] + math.cos(angle) * size * 0.26, centre[1] + math.sin(angle) * size * 0.26)
        canvas.line([centre, tip], "#e0b74f", width=3)
        canvas.ellipse(tip, (4.6, 4.6), "#c98d1e")
    canvas.ellipse(centre, (size * 0.1, size * 0.1), "#8fa05e")


def _orange(canvas: Canvas, centre: Point, *, size: float) -> None:
    ball = ellipse_path(centre, (size, size))
    canvas.shadow(ball, blur=12, shift=(4, 10), opacity=0.3)
    canvas.fill(ball, ("#f9b04a", "#d9741c"))
    canvas.glow((centre[0] - size * 0.32, centre[1] - size * 0.38), size * 0.6, "#fff0c9", opacity=0.6)
    canvas.ellipse((centre[0] + size * 0.1, centre[1] - size * 0.78), (6, 5), "#5f7748")


def _confetti(canvas: Canvas, random: Random, *, width: int, height: int) -> None:
    for _ in range(240):
        x, y = random.uniform(0, width), random.uniform(0, height) ** 1.04
        colour = random.choice(("#d8a93c", "#eccb7a", "#c48d2a", "#f0d9a0"))
        size, turn = random.uniform(4, 11), random.uniform(0, 180)
        shape = ellipse_path((x, y), (size, size * random.uniform(0.35, 1)), turn=turn)
        canvas.fill(shape, colour, opacity=random.uniform(0.45, 0.95))
    for _ in range(16):
        x, y = random.uniform(200, 2200), random.uniform(60, 1280)
        ribbon = [(x + step * 13, y + 13 * math.sin(step * 1.5)) for step in range(7)]
        canvas.line(smooth_line(ribbon), "#dcb04a", width=4, opacity=0.7)
