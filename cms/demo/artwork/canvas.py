"""A small drawing surface: smooth filled paths, gradients, glows, shadows and grain on a Pillow image."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
# One colour, or two for a gradient from the top of the shape to its bottom.
Fill = str | tuple[str, str]


def rgb(colour: str) -> tuple[int, int, int]:
    """The three channels of #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """The colour that has this share (0 to 1) of the second one."""
    channels = (round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def ellipse_path(centre: Point, radii: tuple[float, float], *, turn: float = 0.0) -> list[Point]:
    """An ellipse, turned by an angle in degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    steps = max(24, min(160, int(max(radii))))
    path = []
    for step in range(steps):
        angle = math.tau * step / steps
        x, y = radii[0] * math.cos(angle), radii[1] * math.sin(angle)
        path.append((centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos))
    return path


def smooth_path(points: Sequence[Point], *, steps: int = 14) -> list[Point]:
    """A closed curve through the points (Catmull-Rom)."""
    count = len(points)
    path = []
    for index in range(count):
        a, b, c, d = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        path += [_spline(a, b, c, d, step / steps) for step in range(steps)]
    return path


def smooth_line(points: Sequence[Point], *, steps: int = 16) -> list[Point]:
    """An open curve through the points."""
    path: list[Point] = []
    padded = [points[0], *points, points[-1]]
    for index in range(len(points) - 1):
        a, b, c, d = padded[index : index + 4]
        path += [_spline(a, b, c, d, step / steps) for step in range(steps)]
    return [*path, points[-1]]


def _spline(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def axis(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)

    return axis(a[0], b[0], c[0], d[0]), axis(a[1], b[1], c[1], d[1])


def rounded_path(box: tuple[float, float, float, float], radius: float) -> list[Point]:
    """A rectangle (left, top, right, bottom) with round corners."""
    left, top, right, bottom = box
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    corners = [(right - radius, bottom - radius, 0), (left + radius, bottom - radius, 90)]
    corners += [(left + radius, top + radius, 180), (right - radius, top + radius, 270)]
    path = []
    for x, y, start in corners:
        for step in range(13):
            angle = math.radians(start + 90 * step / 12)
            path.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return path


class Canvas:
    """A picture in the making. Coordinates are its final pixels."""

    # Shapes are drawn this many times larger and averaged down: that is what makes their edges smooth.
    oversampling = 2

    def __init__(self, size: tuple[int, int], *, mesh: Sequence[Sequence[str]]) -> None:
        """Start with a soft ground: a coarse grid of colours, blended into each other."""
        grid = Image.new("RGB", (len(mesh[0]), len(mesh)))
        grid.putdata([rgb(colour) for row in mesh for colour in row])
        self.image = grid.resize(size, Image.Resampling.BICUBIC)
        self.size = size

    def fill(self, path: Sequence[Point], fill: Fill, *, opacity: float = 1.0) -> None:
        """Fill a closed path."""
        box = self._box(path)
        if box:
            self._paint(self._mask(path, box), box, fill, opacity=opacity)

    def line(self, path: Sequence[Point], colour: str, *, width: float, opacity: float = 1.0) -> None:
        """Draw an open line with round ends."""
        box = self._box(path, margin=width)
        if not box:
            return
        scale = self.oversampling
        mask = Image.new("L", ((box[2] - box[0]) * scale, (box[3] - box[1]) * scale))
        draw = ImageDraw.Draw(mask)
        points = [((x - box[0]) * scale, (y - box[1]) * scale) for x, y in path]
        draw.line(points, fill=255, width=max(1, round(width * scale)), joint="curve")
        radius = width * scale / 2
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        self._paint(mask.reduce(scale), box, colour, opacity=opacity)

    def dashes(self, path: Sequence[Point], colour: str, *, width: float, pattern: tuple[float, float]) -> None:
        """Draw a line of stitches: so many pixels of thread, so many without."""
        thread, gap = pattern
        drawn, current, run = True, [path[0]], 0.0
        for start, end in pairwise(path):
            length = math.dist(start, end)
            at = 0.0
            while length - at > (left := (thread if drawn else gap) - run):
                at += left
                point = (start[0] + (end[0] - start[0]) * at / length, start[1] + (end[1] - start[1]) * at / length)
                if drawn:
                    self.line([*current, point], colour, width=width)
                drawn, current, run = not drawn, [point], 0.0
            run += length - at
            current.append(end)

    def ellipse(self, centre: Point, radii: tuple[float, float], fill: Fill, *, opacity: float = 1.0) -> None:
        self.fill(ellipse_path(centre, radii), fill, opacity=opacity)

    def rectangle(self, box: tuple[float, float, float, float], fill: Fill, *, opacity: float = 1.0) -> None:
        left, top, right, bottom = box
        self.fill([(left, top), (right, top), (right, bottom), (left, bottom)], fill, opacity=opacity)

    def glow(self, centre: Point, radius: float, colour: str, *, opacity: float) -> None:
        """Light that fades with the distance."""
        side = max(2, round(radius * 2))
        light = ImageChops.invert(Image.radial_gradient("L")).resize((side, side), Image.Resampling.BILINEAR)
        # The corners of Pillow's gradient are not quite dark; lifting the floor hides the square.
        mask = light.point([round(max(0, (level - 75) / 180) ** 1.7 * 255 * opacity) for level in range(256)])
        self.image.paste(rgb(colour), (round(centre[0] - radius), round(centre[1] - radius)), mask)

    def shadow(self, path: Sequence[Point], *, blur: float, shift: Point, opacity: float) -> None:
        """A soft dark copy of a shape, to lift what is drawn over it."""
        moved = [(x + shift[0], y + shift[1]) for x, y in path]
        box = self._box(moved, margin=blur * 3)
        if not box:
            return
        # A blurred mask needs no detail: a quarter of the size costs a sixteenth of the time.
        small = Image.new("L", (max(1, (box[2] - box[0]) // 4), max(1, (box[3] - box[1]) // 4)))
        points = [((x - box[0]) / 4, (y - box[1]) / 4) for x, y in moved]
        ImageDraw.Draw(small).polygon(points, fill=255)
        soft = small.filter(ImageFilter.GaussianBlur(blur / 4))
        mask = soft.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        self._paint(mask, box, "#10131a", opacity=opacity)

    def grain(self, *, seed: int, strength: float) -> None:
        """Paper grain, from one tile; kept faint because noise is what makes files large."""
        random = Random(seed)  # noqa: S311 - a drawing
        tile = Image.frombytes("L", (256, 256), random.randbytes(256 * 256)).filter(ImageFilter.GaussianBlur(0.8))
        tile = tile.point([round(128 + (level - 128) * strength) for level in range(256)])
        layer = Image.new("L", self.size)
        for x in range(0, self.size[0], 256):
            for y in range(0, self.size[1], 256):
                layer.paste(tile, (x, y))
        self.image = ImageChops.soft_light(self.image, Image.merge("RGB", (layer, layer, layer)))

    def _box(self, path: Iterable[Point], *, margin: float = 1) -> tuple[int, int, int, int] | None:
        xs, ys = zip(*path, strict=True)
        box = (
            max(0, math.floor(min(xs) - margin)),
            max(0, math.floor(min(ys) - margin)),
            min(self.size[0], math.ceil(max(xs) + margin)),
            min(self.size[1], math.ceil(max(ys) + margin)),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _mask(self, path: Sequence[Point], box: tuple[int, int, int, int]) -> Image.Image:
        scale = self.oversampling
        mask = Image.new("L", ((box[2] - box[0]) * scale, (box[3] - box[1]) * scale))
        ImageDraw.Draw(mask).polygon([((x - box[0]) * scale, (y - box[1]) * scale) for x, y in path], fill=255)
        return mask.reduce(scale)

    def _paint(self, mask: Image.Image, box: tuple[int, int, int, int], fill: Fill, *, opacity: float) -> None:
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        if isinstance(fill, str):
            self.image.paste(rgb(fill), box, mask)
            return
        ramp = Image.new("RGB", (1, 2))
        ramp.putdata([rgb(fill[0]), rgb(fill[1])])
        # Between the centres of two pixels lies the whole ramp; the box leaves out the flat ends.
        colours = ramp.resize((1, box[3] - box[1]), Image.Resampling.BILINEAR, box=(0, 0.5, 1, 1.5))
        self.image.paste(colours.resize((box[2] - box[0], box[3] - box[1])), box, mask)


def as_jpeg(image: Image.Image, *, quality: int = 82) -> bytes:
    """The file of a picture without transparency."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality, progressive=True)
    return buffer.getvalue()


def as_png(image: Image.Image) -> bytes:
    """The file of a mark with transparency."""
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
