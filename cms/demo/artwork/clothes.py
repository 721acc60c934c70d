"""What the people of the portraits wear."""

from __future__ import annotations

from collections.abc import Callable

from cms.demo.artwork.canvas import Canvas, ellipse_path, mix, smooth_line, smooth_path
from cms.demo.artwork.people import Face
from cms.demo.texts import Portrait


def draw_clothes(canvas: Canvas, portrait: Portrait, face: Face) -> None:
    """Shoulders in the colour of the garment, then what makes it that garment."""
    colour = portrait.wear_colour
    left = [(248, 446), (190, 468), (128, 500), (92, 560), (76, 660)]
    body = [*left, *((640 - x, y) for x, y in reversed(left))]
    canvas.fill(smooth_path([*body, (320, 452)], steps=8), (colour, mix(colour, "#1c1530", 0.22)))
    _GARMENTS[portrait.wear](canvas, colour, face)


def _neckline(canvas: Canvas, face: Face, *, depth: float) -> None:
    hole = [(262, 446), (378, 446), (372, 462 + depth * 0.4), (320, 470 + depth), (268, 462 + depth * 0.4)]
    canvas.fill(smooth_path(hole), mix(face.skin, "#7a2e1f", 0.08))


def _crew(canvas: Canvas, colour: str, face: Face) -> None:
    _neckline(canvas, face, depth=22)
    edge = [(258, 448), (272, 478), (320, 497), (368, 478), (382, 448)]
    canvas.line(smooth_line(edge), mix(colour, "#ffffff", 0.25), width=11)


def _shirt(canvas: Canvas, colour: str, face: Face) -> None:
    _neckline(canvas, face, depth=40)
    light, dark = mix(colour, "#ffffff", 0.35), mix(colour, "#1c1530", 0.3)
    for side in (-1, 1):
        x = [320 + side * offset for offset in (70, 92, 44, 6)]
        canvas.fill([(x[0], 436), (x[1], 466), (x[2], 528), (x[3], 506)], light)
        canvas.line([(x[1], 466), (x[2], 528), (x[3], 506)], dark, width=3, opacity=0.6)
    canvas.line([(320, 510), (320, 660)], dark, width=3, opacity=0.5)
    for y in (548, 592, 636):
        canvas.ellipse((328, y), (5, 5), dark, opacity=0.7)


def _blazer(canvas: Canvas, colour: str, face: Face) -> None:
    inner = [(258, 446), (382, 446), (322, 662), (318, 662)]
    canvas.fill(inner, "#fbf6ec")
    _neckline(canvas, face, depth=18)
    light, dark = mix(colour, "#ffffff", 0.14), mix(colour, "#1c1530", 0.45)
    for side in (-1, 1):
        lapel = [(320 + side * x, y) for x, y in ((68, 440), (118, 500), (92, 524), (104, 536), (6, 662), (2, 640))]
        canvas.fill(lapel, light)
        canvas.line(lapel[1:5], dark, width=3, opacity=0.55)


def _turtleneck(canvas: Canvas, colour: str, face: Face) -> None:
    tube = [(266, 404), (320, 416), (374, 404), (384, 470), (320, 492), (256, 470)]
    canvas.fill(smooth_path(tube), (mix(colour, "#ffffff", 0.16), colour))
    for offset in range(-40, 41, 16):
        line = [(320 + offset, 416), (320 + offset * 1.15, 480)]
        canvas.line(line, mix(colour, "#1c1530", 0.35), width=2, opacity=0.5)


def _hoodie(canvas: Canvas, colour: str, face: Face) -> None:
    light, dark = mix(colour, "#ffffff", 0.18), mix(colour, "#1c1530", 0.35)
    hood = [(252, 424), (206, 462), (220, 506), (320, 536), (420, 506), (434, 462), (388, 424), (320, 470)]
    canvas.fill(smooth_path(hood), light)
    _neckline(canvas, face, depth=24)
    for side in (-1, 1):
        canvas.line([(320 + side * 34, 504), (320 + side * 38, 590)], "#f8f4ec", width=5)
    canvas.line([(320, 530), (320, 660)], dark, width=3, opacity=0.5)


def _jacket(canvas: Canvas, colour: str, face: Face) -> None:
    light, dark = mix(colour, "#ffffff", 0.2), mix(colour, "#1c1530", 0.4)
    collar = [(262, 420), (232, 470), (320, 522), (408, 470), (378, 420), (372, 462), (320, 488), (268, 462)]
    canvas.fill(collar, light)
    canvas.line([(320, 500), (320, 660)], dark, width=6)
    for y in range(512, 660, 12):
        canvas.line([(314, y), (326, y)], "#e9e4da", width=3, opacity=0.8)
    for side in (-1, 1):
        canvas.line(
            [(320 + side * 118, 508), (320 + side * 140, 560), (320 + side * 148, 660)], dark, width=3, opacity=0.5
        )


def _sweater(canvas: Canvas, colour: str, face: Face) -> None:
    _crew(canvas, colour, face)
    contrast = mix(colour, "#16324a", 0.75) if sum(bytes.fromhex(colour[1:])) > 420 else mix(colour, "#ffffff", 0.7)
    for row, y in enumerate((540, 578)):
        points = [(90 + step * 23, y + (14 if (step + row) % 2 else -8)) for step in range(21)]
        canvas.line(points, contrast, width=7, opacity=0.85)
    for x in range(104, 560, 46):
        canvas.ellipse((x, 616), (7, 7), contrast, opacity=0.85)


def _scarf(canvas: Canvas, colour: str, face: Face) -> None:
    light, dark = mix(colour, "#ffffff", 0.18), mix(colour, "#1c1530", 0.35)
    canvas.fill(smooth_path([(246, 430), (394, 430), (420, 478), (320, 520), (220, 478)]), light)
    canvas.fill(smooth_path([(250, 462), (392, 452), (412, 500), (320, 530), (232, 506)]), colour)
    tail = [(352, 502), (402, 496), (424, 640), (368, 652)]
    canvas.fill(tail, (light, dark))
    for fold in ((262, 448, 380, 462), (250, 478, 396, 486), (258, 504, 386, 508)):
        line = smooth_line([(fold[0], fold[1]), (320, fold[1] + 18), (fold[2], fold[3])])
        canvas.line(line, dark, width=3, opacity=0.5)


def _sari(canvas: Canvas, colour: str, face: Face) -> None:
    _neckline(canvas, face, depth=34)
    light, dark = mix(colour, "#ffe2a8", 0.45), mix(colour, "#3a0f1e", 0.4)
    drape = [(392, 448), (470, 474), (560, 520), (590, 660), (150, 660), (236, 570), (330, 500)]
    canvas.fill(smooth_path(drape, steps=8), (light, colour))
    for shift in (0, 34, 70, 110):
        fold = [(404 + shift, 462 + shift * 0.28), (330 + shift * 0.8, 540), (250 + shift, 660)]
        canvas.line(smooth_line(fold), dark, width=3, opacity=0.35)
    canvas.line(smooth_line([(388, 450), (326, 506), (236, 578), (160, 660)]), "#f7c948", width=9)


def _print(canvas: Canvas, colour: str, face: Face) -> None:
    _neckline(canvas, face, depth=30)
    light, dark = mix(colour, "#fff4d9", 0.7), mix(colour, "#2b1140", 0.55)
    for row, y in enumerate(range(508, 660, 38)):
        for x in range(118 + 24 * (row % 2), 560, 48):
            if not 62 - (y - 500) * 0.9 < abs(x - 320) < 170 + (y - 508) * 0.5:
                continue
            canvas.ellipse((x, y), (11, 11), light)
            canvas.ellipse((x, y), (5, 5), dark)
            canvas.fill(ellipse_path((x + 24, y + 4), (3, 8), turn=30), dark, opacity=0.8)
    canvas.line(smooth_line([(260, 450), (276, 486), (320, 506), (364, 486), (380, 450)]), dark, width=8)


_GARMENTS: dict[str, Callable[[Canvas, str, Face], None]] = {
    "crew": _crew,
    "shirt": _shirt,
    "blazer": _blazer,
    "turtleneck": _turtleneck,
    "hoodie": _hoodie,
    "jacket": _jacket,
    "sweater": _sweater,
    "scarf": _scarf,
    "sari": _sari,
    "print": _print,
}
