"""Hair and beards of the portraits: what lies behind the head, and what lies before it."""

from __future__ import annotations

import math
from collections.abc import Callable

from cms.demo.artwork.canvas import Canvas, Point, ellipse_path, mix, smooth_line, smooth_path
from cms.demo.artwork.people import Face


def draw_hair_behind(canvas: Canvas, style: str, face: Face) -> None:
    """The part of the hair that the head and the shoulders cover."""
    if style in _BEHIND:
        _BEHIND[style](canvas, face)


def draw_hair_before(canvas: Canvas, style: str, face: Face, *, cloth: str) -> None:
    """The part of the hair that covers the forehead and the shoulders; `cloth` is the colour of a head scarf."""
    if style == "scarf":
        _head_scarf(canvas, face, cloth)
    elif style in _BEFORE:
        _BEFORE[style](canvas, face)


def draw_beard(canvas: Canvas, extra: str, face: Face) -> None:
    """A beard or a moustache, with the mouth kept free."""
    colour, half = mix(face.hair, face.skin, 0.12), face.half
    if extra == "beard":
        outer = [(320 - half, 292), (320 - half * 0.97, 345), (320 - half * 0.6, 402), (320, 426)]
        outer += [(320 + half * 0.6, 402), (320 + half * 0.97, 345), (320 + half, 292)]
        inner = [(320 + half * 0.82, 322), (320 + 44, 334), (320, 331), (320 - 44, 334), (320 - half * 0.82, 322)]
        canvas.fill(smooth_line(outer) + smooth_line(inner), colour)
        canvas.fill(smooth_path([(292, 352), (348, 352), (340, 368), (320, 373), (300, 368)]), "#f3b0a0")
        canvas.line(smooth_line([(294, 354), (320, 363), (346, 354)]), "#6d1f2a", width=5)
    elif extra == "moustache":
        shape = [(320, 333), (346, 332), (364, 348), (340, 347), (320, 342), (300, 347), (276, 348), (294, 332)]
        canvas.fill(smooth_path(shape), colour)


def _cap(face: Face, *, hairline: float, top: float, side: float) -> list[Point]:
    """The hair on top of a head: from ear to ear, with temples that fall to `side`."""
    half = face.half
    crown = [(320 - half - 5, side), (320 - half - 4, 226), (320 - half * 0.74, top + 24), (320 - half * 0.06, top)]
    crown += [(320 + half * 0.74, top + 24), (320 + half + 4, 226), (320 + half + 5, side)]
    line = [(320 + half - 7, side), (320 + half - 12, hairline + 34), (320 + half * 0.7, hairline + 8)]
    line += [(320 + half * 0.2, hairline - 6), (320 - half * 0.4, hairline), (320 - half * 0.74, hairline + 12)]
    line += [(320 - half + 12, hairline + 36), (320 - half + 7, side)]
    return smooth_line(crown) + smooth_line(line)


def _shine(canvas: Canvas, face: Face, *, top: float) -> None:
    arc = [(320 - 54, top + 40), (320 - 22, top + 24), (320 + 16, top + 20)]
    canvas.line(smooth_line(arc), mix(face.hair, "#ffffff", 0.45), width=7, opacity=0.35)


def _short(canvas: Canvas, face: Face) -> None:
    half = face.half
    canvas.fill(_cap(face, hairline=204, top=132, side=284), face.hair)
    tuft = [(320 - half * 0.7, 206), (320 - half * 0.86, 158), (320 - half * 0.2, 116), (320 + half * 0.66, 128)]
    tuft += [(320 + half * 0.92, 178), (320 + half * 0.4, 196), (320 - half * 0.1, 190)]
    canvas.fill(smooth_path(tuft), mix(face.hair, "#ffffff", 0.07))
    _shine(canvas, face, top=122)


def _crop(canvas: Canvas, face: Face) -> None:
    canvas.fill(_cap(face, hairline=192, top=140, side=278), face.hair)


def _pixie(canvas: Canvas, face: Face) -> None:
    half = face.half
    canvas.fill(_cap(face, hairline=188, top=124, side=300), face.hair)
    swoop = [(320 + half * 0.5, 140), (320 + half + 4, 222), (320 + half * 0.55, 226), (320 - half * 0.1, 214)]
    swoop += [(320 - half * 0.95, 250), (320 - half - 2, 204), (320 - half * 0.5, 146)]
    canvas.fill(smooth_path(swoop), mix(face.hair, "#ffffff", 0.08))
    _shine(canvas, face, top=128)


def _receding(canvas: Canvas, face: Face) -> None:
    half = face.half
    for side in (-1, 1):
        tuft = [(320 + side * x, y) for x, y in ((half * 0.78, 178), (half + 7, 222), (half + 8, 284), (half - 6, 270))]
        canvas.fill(smooth_path([*tuft, (320 + side * (half - 14), 222)]), face.hair)
    canvas.fill(smooth_path([(258, 176), (320, 142), (382, 176), (350, 172), (320, 166), (290, 172)]), face.hair)


def _bob_behind(canvas: Canvas, face: Face) -> None:
    reach = face.half + 34
    shape = [(320, 122), (320 + reach * 0.8, 168), (320 + reach, 290), (320 + reach * 0.94, 402), (320 + 40, 418)]
    shape += [(320 - 40, 418), (320 - reach * 0.94, 402), (320 - reach, 290), (320 - reach * 0.8, 168)]
    canvas.fill(smooth_path(shape), (face.hair, mix(face.hair, "#000000", 0.2)))


def _fringe(canvas: Canvas, face: Face) -> None:
    half = face.half
    canvas.fill(_cap(face, hairline=214, top=122, side=330), face.hair)
    for strand in (-46, -14, 20, 52):
        line = [(320 + strand * 0.5, 140), (320 + strand, 180), (320 + strand * 1.1, 214)]
        canvas.line(smooth_line(line), mix(face.hair, "#000000", 0.3), width=3, opacity=0.35)
    for side in (-1, 1):
        lock = [(320 + side * x, y) for x, y in ((half - 12, 240), (half + 22, 270), (half + 24, 380), (half - 4, 392))]
        canvas.fill(smooth_path([*lock, (320 + side * (half - 6), 320)]), face.hair)
    _shine(canvas, face, top=126)


def _long_behind(canvas: Canvas, face: Face) -> None:
    reach = face.half + 40
    shape = [(320, 118), (320 + reach * 0.78, 164), (320 + reach, 300), (320 + reach * 1.05, 470), (320 + reach, 600)]
    shape += [(320, 620), (320 - reach, 600), (320 - reach * 1.05, 470), (320 - reach, 300), (320 - reach * 0.78, 164)]
    canvas.fill(smooth_path(shape), (face.hair, mix(face.hair, "#000000", 0.25)))


def _long_before(canvas: Canvas, face: Face) -> None:
    half = face.half
    for side in (-1, 1):
        curtain = [(320 - side * 4, 124), (320 + side * half * 0.9, 160), (320 + side * (half + 34), 300)]
        curtain += [(320 + side * (half + 40), 470), (320 + side * (half + 4), 520), (320 + side * (half + 2), 400)]
        curtain += [(320 + side * (half - 4), 270), (320 + side * half * 0.5, 200), (320 + side * 6, 168)]
        canvas.fill(smooth_path(curtain), face.hair)
    _shine(canvas, face, top=126)


def _wavy_behind(canvas: Canvas, face: Face) -> None:
    _blobs(
        canvas,
        face,
        points=_ring(centre=(320, 330), radii=(face.half + 26, 158), start=-60, end=240, count=15),
        size=44,
    )


def _wavy_before(canvas: Canvas, face: Face) -> None:
    half = face.half
    canvas.fill(_cap(face, hairline=194, top=120, side=300), face.hair)
    for side in (-1, 1):
        for y, bulge in ((262, 8), (310, 18), (358, 24), (404, 22)):
            canvas.ellipse((320 + side * (half + bulge), y), (26, 34), face.hair)
    for x, y in ((270, 160), (320, 144), (372, 158)):
        arc = [(x - 22, y + 12), (x, y - 4), (x + 22, y + 14)]
        canvas.line(smooth_line(arc), mix(face.hair, "#ffffff", 0.4), width=5, opacity=0.3)


def _coils_behind(canvas: Canvas, face: Face) -> None:
    canvas.ellipse((320, 236), (face.half + 62, 140), face.hair)
    _blobs(
        canvas,
        face,
        points=_ring(centre=(320, 236), radii=(face.half + 58, 132), start=120, end=420, count=22),
        size=28,
    )


def _coils_before(canvas: Canvas, face: Face) -> None:
    _blobs(
        canvas, face, points=_ring(centre=(320, 250), radii=(face.half - 2, 92), start=195, end=345, count=11), size=27
    )
    for index in range(26):
        angle = math.radians(170 + 200 * index / 25)
        reach = 0.78 + 0.3 * (index % 3) / 2
        spot = (320 + (face.half + 40) * reach * math.cos(angle), 236 + 118 * reach * math.sin(angle))
        if spot[1] < 190 or abs(spot[0] - 320) > face.half + 14:
            canvas.ellipse(spot, (6, 6), mix(face.hair, "#ffffff", 0.35), opacity=0.22)


def _curly_before(canvas: Canvas, face: Face) -> None:
    half = face.half
    canvas.fill(_cap(face, hairline=192, top=126, side=280), face.hair)
    _blobs(canvas, face, points=_ring(centre=(320, 238), radii=(half + 6, 100), start=165, end=375, count=14), size=31)
    _blobs(canvas, face, points=[(262, 196), (298, 184), (336, 186), (372, 200)], size=22)


def _bun_behind(canvas: Canvas, face: Face) -> None:
    canvas.ellipse((320, 112), (56, 50), (mix(face.hair, "#ffffff", 0.08), face.hair))
    canvas.line(smooth_line([(284, 110), (316, 84), (354, 104)]), mix(face.hair, "#ffffff", 0.4), width=5, opacity=0.35)


def _bun_before(canvas: Canvas, face: Face) -> None:
    canvas.fill(_cap(face, hairline=186, top=132, side=266), face.hair)
    for offset in (-48, -16, 18, 50):
        line = [(320 + offset, 188), (320 + offset * 0.6, 152), (320 + offset * 0.25, 134)]
        canvas.line(smooth_line(line), mix(face.hair, "#ffffff", 0.35), width=3, opacity=0.3)


def _ponytail_behind(canvas: Canvas, face: Face) -> None:
    tail = [(372, 142), (446, 160), (486, 260), (470, 390), (436, 452), (430, 350), (404, 240)]
    canvas.fill(smooth_path(tail), (face.hair, mix(face.hair, "#000000", 0.2)))


def _ponytail_before(canvas: Canvas, face: Face) -> None:
    canvas.fill(_cap(face, hairline=200, top=128, side=270), face.hair)
    _shine(canvas, face, top=132)
    canvas.ellipse((398, 160), (17, 17), "#e2725b")


def _braid_before(canvas: Canvas, face: Face) -> None:
    canvas.fill(_cap(face, hairline=190, top=124, side=300), face.hair)
    canvas.line(smooth_line([(316, 124), (312, 160), (310, 194)]), mix(face.skin, "#7a2e1f", 0.2), width=4, opacity=0.7)
    x, y = 320 + face.half + 4, 330.0
    for knot in range(8):
        size = 24 - knot * 1.1
        tint = mix(face.hair, "#ffffff", 0.06 if knot % 2 else 0.16)
        canvas.fill(ellipse_path((x - 6, y), (size, size * 0.72), turn=38), tint)
        canvas.fill(ellipse_path((x + 8, y + 8), (size, size * 0.72), turn=-38), face.hair)
        x, y = x + 3.5, y + 27
    canvas.ellipse((x + 1, y - 6), (10, 8), "#e9b44c")


def _locs_behind(canvas: Canvas, face: Face) -> None:
    _strands(canvas, face, offsets=range(-130, 131, 26), tops=170, reach=(470, 560))


def _locs_before(canvas: Canvas, face: Face) -> None:
    canvas.fill(_cap(face, hairline=190, top=124, side=300), face.hair)
    half = round(face.half)
    _strands(canvas, face, offsets=(-half - 26, -half - 6, half + 6, half + 26), tops=210, reach=(440, 500))
    for offset in range(-66, 67, 22):
        line = [(320 + offset, 196 - abs(offset) * 0.1), (320 + offset * 0.7, 132)]
        canvas.line(line, mix(face.hair, "#ffffff", 0.3), width=4, opacity=0.3)


def _strands(canvas: Canvas, face: Face, *, offsets: range | tuple[int, ...], tops: float, reach: Point) -> None:
    for index, offset in enumerate(offsets):
        bottom = reach[0] + (reach[1] - reach[0]) * ((index * 7) % 5) / 4
        line = [(320 + offset * 0.8, tops), (320 + offset * 1.12, (tops + bottom) / 2), (320 + offset * 1.08, bottom)]
        canvas.line(smooth_line(line), face.hair, width=23)
        canvas.line(smooth_line([(x - 4, y) for x, y in line]), mix(face.hair, "#ffffff", 0.3), width=3, opacity=0.3)


def _head_scarf(canvas: Canvas, face: Face, cloth: str) -> None:
    half = face.half
    colour = mix(cloth, "#f2b5a7", 0.55)
    outer = [(320, 116), (320 + half * 0.95, 158), (320 + half + 36, 290), (320 + half + 22, 420), (410, 500)]
    outer += [(320, 520), (230, 500), (320 - half - 22, 420), (320 - half - 36, 290), (320 - half * 0.95, 158)]
    hole = [(320, 180), (320 + half * 0.74, 206), (320 + half * 0.93, 286), (320 + half * 0.72, 372), (320, 408)]
    hole += [(320 - half * 0.72, 372), (320 - half * 0.93, 286), (320 - half * 0.74, 206)]
    ring = smooth_path(outer)
    inner = smooth_path(hole)
    # One path around and back inside: the face stays free.
    canvas.fill(
        [*ring, ring[0], inner[0], *reversed(inner)], (mix(colour, "#ffffff", 0.12), mix(colour, "#2b1140", 0.2))
    )
    for fold in (
        ((250, 150), (214, 290), (262, 430)),
        ((392, 150), (428, 290), (380, 430)),
        ((262, 440), (320, 486), (384, 440)),
    ):
        canvas.line(smooth_line(fold), mix(colour, "#2b1140", 0.45), width=3, opacity=0.5)


def _ring(*, centre: Point, radii: Point, start: float, end: float, count: int) -> list[Point]:
    angles = (math.radians(start + (end - start) * index / (count - 1)) for index in range(count))
    return [(centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle)) for angle in angles]


def _blobs(canvas: Canvas, face: Face, *, points: list[Point], size: float) -> None:
    for index, point in enumerate(points):
        radius = size * (0.88 + 0.24 * ((index * 5) % 4) / 3)
        canvas.ellipse(point, (radius, radius), face.hair)


_BEHIND: dict[str, Callable[[Canvas, Face], None]] = {
    "bob": _bob_behind,
    "long": _long_behind,
    "wavy": _wavy_behind,
    "coils": _coils_behind,
    "bun": _bun_behind,
    "ponytail": _ponytail_behind,
    "locs": _locs_behind,
}
_BEFORE: dict[str, Callable[[Canvas, Face], None]] = {
    "short": _short,
    "crop": _crop,
    "pixie": _pixie,
    "receding": _receding,
    "bob": _fringe,
    "long": _long_before,
    "wavy": _wavy_before,
    "coils": _coils_before,
    "curly": _curly_before,
    "bun": _bun_before,
    "ponytail": _ponytail_before,
    "braid": _braid_before,
    "locs": _locs_before,
}
