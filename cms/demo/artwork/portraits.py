"""Illustrated portraits of the demo's speakers: one flat style, many people."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Fill, Point, ellipse_path, mix, smooth_line, smooth_path
from cms.demo.artwork.clothes import draw_clothes
from cms.demo.artwork.hair import draw_beard, draw_hair_before, draw_hair_behind
from cms.demo.artwork.people import HAIR_COLOURS, INK, SKINS, Face
from cms.demo.texts import Portrait

SIZE = (640, 640)
# The figure is drawn on a field of 640 by 640, of which this square is shown.
WINDOW_LEFT, WINDOW_TOP, WINDOW_SIDE = 62, 50, 516


class ZoomedCanvas(Canvas):
    """A canvas that shows the window of the field."""

    # Faces are small and looked at closely.
    oversampling = 3

    def fill(self, path: Sequence[Point], fill: Fill, *, opacity: float = 1.0) -> None:
        super().fill(_zoomed(path), fill, opacity=opacity)

    def line(self, path: Sequence[Point], colour: str, *, width: float, opacity: float = 1.0) -> None:
        super().line(_zoomed(path), colour, width=width * SIZE[0] / WINDOW_SIDE, opacity=opacity)


def _zoomed(path: Sequence[Point]) -> list[Point]:
    scale = SIZE[0] / WINDOW_SIDE
    return [((x - WINDOW_LEFT) * scale, (y - WINDOW_TOP) * scale) for x, y in path]


def draw_portrait(portrait: Portrait) -> Image.Image:
    """One bust on a coloured ground; the same values always give the same picture."""
    random = Random(repr(portrait))  # noqa: S311 - variety, not secrecy
    face = Face(
        skin=SKINS[portrait.skin],
        hair=HAIR_COLOURS[portrait.hair_colour],
        half=random.uniform(86, 96),
        jaw=random.uniform(0.56, 0.74),
    )
    canvas = _ground(portrait.back, random)
    draw_hair_behind(canvas, portrait.hair, face)
    _neck(canvas, face)
    draw_clothes(canvas, portrait, face)
    _head(canvas, face)
    _features(canvas, face, random)
    draw_beard(canvas, portrait.extra, face)
    draw_hair_before(canvas, portrait.hair, face, cloth=portrait.wear_colour)
    _extras(canvas, portrait, face)
    canvas.grain(seed=9, strength=0.06)
    return canvas.image


def _ground(colour: str, random: Random) -> Canvas:
    light, deep = mix(colour, "#ffffff", 0.28), mix(colour, "#3a2a4a", 0.12)
    canvas = ZoomedCanvas(SIZE, mesh=[[light, colour], [colour, deep]])
    x = random.choice((150, 490))
    canvas.ellipse((x, random.uniform(190, 300)), (250, 250), mix(colour, "#ffffff", 0.4), opacity=0.5)
    canvas.ellipse((640 - x, 560), (190, 190), mix(colour, "#2b2140", 0.22), opacity=0.35)
    return canvas


def _neck(canvas: Canvas, face: Face) -> None:
    neck = [(276, 350), (364, 350), (368, 440), (392, 462), (320, 496), (248, 462), (272, 440)]
    canvas.fill(neck, face.skin)
    chin = [(278, 340), (362, 340), (366, 402), (320, 436), (274, 402)]
    canvas.fill(smooth_path(chin), mix(face.skin, "#5b1f1a", 0.2), opacity=0.75)


def _head(canvas: Canvas, face: Face) -> None:
    half, jaw = face.half, face.half * face.jaw
    shade = mix(face.skin, "#5b1f1a", 0.2)
    for side in (-1, 1):
        ear = (320 + side * (half - 2), 288)
        canvas.ellipse(ear, (18, 27), face.skin)
        canvas.ellipse((ear[0] + side * 2, ear[1] + 1), (9, 16), shade, opacity=0.55)
    head = [(320, 150), (320 + half * 0.78, 182), (320 + half, 262), (320 + half * 0.93, 330), (320 + jaw * 0.8, 382)]
    head += [(320, 402), (320 - jaw * 0.8, 382), (320 - half * 0.93, 330), (320 - half, 262), (320 - half * 0.78, 182)]
    canvas.fill(smooth_path(head), (mix(face.skin, "#fff2e0", 0.1), mix(face.skin, "#7a2e1f", 0.05)))


def _features(canvas: Canvas, face: Face, random: Random) -> None:
    spread = random.uniform(35, 40)
    brow_colour = mix(face.hair, INK, 0.25) if face.hair != HAIR_COLOURS["grey"] else "#77757c"
    lift = random.uniform(-3, 3)
    shade = mix(face.skin, "#7a2318", 0.35)
    for side in (-1, 1):
        x = 320 + side * spread
        canvas.ellipse((x + side * 16, 334), (21, 15), "#e8695a", opacity=0.2)
        canvas.ellipse((x, 287), (7.5, 9), INK)
        canvas.ellipse((x + 2.6, 283.5), (2.4, 2.6), "#ffffff", opacity=0.9)
        brow = [(x - side * 18, 263 + lift * 0.3), (x + side * 2, 257 + lift), (x + side * 20, 264 + lift)]
        canvas.line(smooth_line(brow), brow_colour, width=7, opacity=0.92)
    nose = [(318.0, 292.0), (311, 320), (316, 326), (327, 325)]
    canvas.line(smooth_line(nose), shade, width=5, opacity=0.75)
    width, drop = random.uniform(25, 33), random.uniform(12, 18)
    if random.random() < 0.45:
        mouth: list[Point] = [
            (320 - width, 350),
            (320 - width * 0.4, 354),
            (320 + width * 0.4, 354),
            (320 + width, 350),
        ]
        mouth += [(320 + width * 0.55, 350 + drop + 3), (320, 350 + drop + 7), (320 - width * 0.55, 350 + drop + 3)]
        canvas.fill(smooth_path(mouth), "#7c2430")
        half = width * 0.8
        teeth = [(320 - half, 352), (320 + half, 352), (320 + half * 0.75, 359), (320 - half * 0.75, 359)]
        canvas.fill(smooth_path(teeth), "#ffffff")
    else:
        smile = [(320 - width, 352), (320 - width * 0.5, 352 + drop * 0.75), (320 + width * 0.5, 352 + drop * 0.75)]
        canvas.line(smooth_line([*smile, (320 + width, 352)]), mix(face.skin, "#7a1626", 0.62), width=7)


def _extras(canvas: Canvas, portrait: Portrait, face: Face) -> None:
    if portrait.extra == "glasses":
        for side in (-1, 1):
            centre = (320 + side * 40, 288)
            canvas.ellipse(centre, (32, 29), "#ffffff", opacity=0.2)
            rim = ellipse_path(centre, (32, 29))
            canvas.line([*rim, rim[0]], "#2a2630", width=5)
            canvas.line([(320 + side * 72, 284), (320 + side * (face.half + 2), 278)], "#2a2630", width=5)
        canvas.line(smooth_line([(311, 284), (320, 279), (329, 284)]), "#2a2630", width=5)
    elif portrait.extra == "earrings":
        for side in (-1, 1):
            x = 320 + side * (face.half + 6)
            canvas.ellipse((x, 327), (8, 11), ("#ffe08a", "#d99a2b"))
    elif portrait.extra == "flower":
        for turn in range(5):
            petal = ellipse_path((404, 208), (12, 24), turn=turn * 72)
            moved = [(x + 14 * _COS[turn], y + 14 * _SIN[turn]) for x, y in petal]
            canvas.fill(moved, "#fff3ee")
        canvas.ellipse((404, 208), (10, 10), "#f4b942")


# Where the five petals of a flower stand around its middle; each lies across its own direction.
_COS = (0.0, -0.951, -0.588, 0.588, 0.951)
_SIN = (-1.0, -0.309, 0.809, 0.809, -0.309)
