"""Bar `thumbs`: a thumbnail of a telephone's picture of 12 megapixels, JPEG and HEIC, held against bare Pillow.

The picture lies on its side (orientation 6) and is in Display P3, as telephones store them. Ours checks, turns,
converts the colours, and leaves all metadata behind; bare Pillow only makes it smaller and writes the same WebP.
What comes out is looked at, too: upright, and each colour the one that was taken.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from bench.figures import Figure, at_most
from gallery.pictures.colour import display_p3
from gallery.pictures.derive import THUMBNAIL_EDGE, THUMBNAIL_SAVED, read, thumbnail_of
from gallery.pictures.job import Job
from gallery.pictures.limits import MIB
from gallery.pictures.signatures import HEIC, JPEG
from gallery.pictures.workshop import Workshop
from tests.factories.pictures import CORNERS, TURNED, colours_of, corners, encoded, exif

SIZE, ROUNDS, FAR = (4032, 3024), 15, 8
GRAIN = 0.2
# As telephones do: files of some 3 and 2 MB.
SAVED = {JPEG: {"quality": 90, "subsampling": "4:2:0"}, HEIC: {"quality": 60, "chroma": 420}}
# From Display P3 to sRGB, both linear (CSS Color 4, section 17).
TO_SRGB = (
    (1.2249401762805598, -0.2249401762805597, 0.0),
    (-0.0420569547096881, 1.042056954709688, 0.0),
    (-0.0196375546, -0.0786360456, 1.0982736001),
)


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {kind: photo(folder, kind) for kind in (JPEG, HEIC)}
        bare, ours = by_turns(lambda: bare_thumbnail(files[JPEG]), lambda: our_thumbnail(files[JPEG], JPEG))
        bare_heic, heic = by_turns(lambda: bare_thumbnail(files[HEIC]), lambda: our_thumbnail(files[HEIC], HEIC))
        wholes = {kind: whole(folder, path, kind) for kind, path in files.items()}
        far = {kind: farthest(path.with_suffix(".webp")) for kind, path in files.items()}
        sizes = ", ".join(f"{path.stat().st_size / 1e6:.1f} MB" for path in files.values())
    how = f"{SIZE[0]} × {SIZE[1]}, {sizes}, median of {ROUNDS}, load average {os.getloadavg()[0]:.1f}"
    return [
        at_most("JPEG: thumbnail against bare Pillow", ours / bare, "×", 1.2, detail=how),
        Figure("JPEG: bare thumbnail()", round(bare * 1000), "ms"),
        Figure("JPEG: ours", round(ours * 1000), "ms", detail="checked, turned, in sRGB, no metadata"),
        at_most("JPEG: peak memory", wholes[JPEG][1], "MiB", 64, detail="of the whole child, preview included"),
        at_most("JPEG: farthest colour", far[JPEG], "of 255", FAR, detail="upright, against what was taken"),
        Figure("JPEG: whole picture", round(wholes[JPEG][0] * 1000), "ms", detail="with preview, sums and cleaning"),
        at_most("HEIC: farthest colour", far[HEIC], "of 255", FAR, detail="upright, against what was taken"),
        Figure("HEIC: thumbnail against bare Pillow", round(heic / bare_heic, 2), "×"),
        Figure("HEIC: ours", round(heic * 1000), "ms"),
        Figure("HEIC: peak memory", round(wholes[HEIC][1]), "MiB"),
    ]


def photo(folder: Path, kind: str) -> Path:
    """Four fields under a grain that costs the decoder as much as a photo does."""
    grain = Image.effect_noise(SIZE, 32).convert("RGB")
    picture = Image.blend(corners(SIZE), grain, GRAIN).transpose(TURNED[6])
    data = encoded(picture, kind, exif=exif(orientation=6), icc_profile=display_p3(), **SAVED[kind])
    path = folder / f"photo.{kind.partition('/')[2]}"
    path.write_bytes(data)
    return path


def by_turns(bare: Callable[[], None], ours: Callable[[], None]) -> tuple[float, float]:
    """Median seconds of each. One after the other, so that a noisy machine disturbs both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, taken in zip((bare, ours), times, strict=True):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])


def bare_thumbnail(path: Path) -> None:
    with Image.open(path) as image:
        image.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
        image.save(path.with_suffix(".bare.webp"), **THUMBNAIL_SAVED)


def our_thumbnail(path: Path, kind: str) -> None:
    facts, picture = read(path, kind=kind)
    thumbnail_of(picture, facts).save(path.with_suffix(".webp"), **THUMBNAIL_SAVED)


def whole(folder: Path, path: Path, kind: str) -> tuple[float, float]:
    """Seconds of a whole job in the child process, and its peak memory in MiB after some of them."""
    shop, times = Workshop(), []
    results = folder / f"results of {path.name}"
    results.mkdir()
    for _ in range(5):
        began = time.perf_counter()
        made = shop.work(Job(path, results, "compressed"))
        times.append(time.perf_counter() - began)
    if (made.kind, made.width, made.height, made.original is None) != (kind, *SIZE, False):
        raise AssertionError(f"not what was sent: {made}")
    status = dict(line.split(":", 1) for line in Path(f"/proc/{shop.pid}/status").read_text().splitlines())
    shop.close()
    return statistics.median(times), int(status["VmHWM"].split()[0]) * 1024 / MIB


def farthest(path: Path) -> float:
    """By how much a channel of a field differs at most from what was taken; raises where the picture is not upright."""
    with Image.open(path) as image:
        if (image.size, image.info.get("icc_profile"), dict(image.getexif())) != ((512, 384), None, {}):
            raise AssertionError(f"not an upright thumbnail without metadata: {image.size} {image.info}")
        # A field's average: the grain is no error.
        found = colours_of(image.resize((2, 2), Image.Resampling.BOX))
    taken = [tuple((1 - GRAIN) * channel + GRAIN * 128 for channel in colour) for colour in CORNERS]
    wanted = [as_srgb(colour) for colour in taken]
    pairs = zip(found, wanted, strict=True)
    return max(abs(one - other) for pair in pairs for one, other in zip(*pair, strict=True))


def as_srgb(colour: tuple[float, ...]) -> tuple[float, ...]:
    light = [linear(channel / 255) for channel in colour]
    return tuple(255 * curved(sum(a * b for a, b in zip(row, light, strict=True))) for row in TO_SRGB)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def curved(light: float) -> float:
    light = min(1.0, max(0.0, light))
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
