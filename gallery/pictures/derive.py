"""What is made of a guest's picture: a thumbnail, a preview, a few colours, and what its row has to know.

Runs in the child process (child.py), which calls `prepare` first. Decoded once: a JPEG already at the smallest scale
that still does for the preview.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from PIL import ExifTags, Image, ImageFile

from gallery.pictures.blanking.boxes import colour_primaries
from gallery.pictures.colour import display_p3, in_srgb
from gallery.pictures.limits import MOST_PIXELS_OF_JPEG, check_pixels
from gallery.pictures.placeholder import placeholder_of
from gallery.pictures.refusals import decoding
from gallery.pictures.signatures import AVIF, GIF, HEIC, HEIF, JPEG, PNG, WEBP
from gallery.pictures.taken import taken_at

# Higher when what is derived changes: then older photos can be found and made anew (`Media.recipe`).
RECIPE = 1

PILLOWS_NAME = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF", HEIF: "HEIF", AVIF: "AVIF", GIF: "GIF"}
THUMBNAIL_EDGE, PREVIEW_EDGE = 512, 2048
# A JPEG's decoder halves at no cost. Half of 4,032 pixels is 2,016: as good a preview as 2,048, in a third of the time.
LEAST_PREVIEW_EDGE = 1920
# Measured at 2,048 pixels: method 2 takes a third of the default's time, AVIF ten times it.
THUMBNAIL_SAVED = {"quality": 78, "method": 4}
PREVIEW_SAVED = {"quality": 78, "method": 2}

Turn = Image.Transpose
TURNS = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
LYING = (5, 6, 7, 8)
P3_PRIMARIES = 12  # of ITU-T H.273


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of its picture. `width` and `height` are of the whole, upright; `taken_at` is in UTC."""

    width: int
    height: int
    taken_at: datetime | None
    orientation: int
    profile: bytes | None


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of it, and where it was written."""

    facts: Facts
    placeholder: str
    thumbnail: Path
    preview: Path


def prepare() -> None:
    """Set up Pillow for this process. Its limit is the largest of ours; `read` checks each format's own."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS_OF_JPEG
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def derive(source: Path, folder: Path, *, kind: str, zone: tzinfo = UTC) -> Derived:
    """Write `thumbnail.webp` and `preview.webp` into the folder. `zone` is for cameras that name none (taken.py).

    Raises PictureRefused: TOO_MANY_PIXELS or DAMAGED.
    """
    facts, picture = read(source, kind=kind, zone=zone)
    thumbnail, preview = folder / "thumbnail.webp", folder / "preview.webp"
    small = thumbnail_of(picture, facts)
    small.save(thumbnail, "WEBP", **THUMBNAIL_SAVED)
    with decoding():
        # Each step lets go of the picture before: there are never more than two large ones in memory.
        picture = shrunk(picture, PREVIEW_EDGE)
        picture = in_srgb(picture, facts.profile)
        picture = upright(picture, facts)
    picture.save(preview, "WEBP", **PREVIEW_SAVED)
    return Derived(facts, placeholder_of(small), thumbnail, preview)


def read(source: Path, *, kind: str, zone: tzinfo = UTC) -> tuple[Facts, Image.Image]:
    """The picture as it is stored: neither turned nor in sRGB, and a JPEG perhaps smaller. Raises PictureRefused."""
    with decoding(), opened(source, kind) as image:
        check_pixels(kind, image.size)
        exif = image.getexif()
        orientation = exif.get(ExifTags.Base.Orientation, 1)
        width, height = image.size[::-1] if orientation in LYING else image.size
        taken = taken_at(exif, zone=zone)
        picture = decoded(image, kind)
        return Facts(width, height, taken, orientation, profile_of(image, source, kind)), picture


def thumbnail_of(picture: Image.Image, facts: Facts) -> Image.Image:
    """Raises PictureRefused."""
    with decoding():
        return upright(in_srgb(shrunk(picture, THUMBNAIL_EDGE), facts.profile), facts)


def opened(source: Path, kind: str) -> Image.Image:
    """Not decoded yet. No other decoder is tried than the one of this kind.

    Both libraries are loaded here, as most processes never see such a picture, and get one thread: each more, and there
    is one for each processor otherwise, reserves memory that the process does not have.
    """
    if kind in (HEIC, HEIF):
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    elif kind == AVIF:
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return Image.open(source, formats=[PILLOWS_NAME[kind]])


def decoded(image: Image.Image, kind: str) -> Image.Image:
    """The first frame, in a mode that can be resized."""
    if kind == JPEG:
        image.draft(None, least_size(image.size))
    image.load()
    mode = image.mode
    if mode.startswith("I"):
        # 16 bits of grey. Pillow would cut off what is brighter than 255.
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if mode in ("P", "PA", "1") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def least_size(size: tuple[int, int]) -> tuple[int, int]:
    """What a JPEG may be scaled down to while it is decoded."""
    longest = max(size)
    width, height = (max(1, edge * LEAST_PREVIEW_EDGE // longest) for edge in size)
    return width, height


def profile_of(image: Image.Image, source: Path, kind: str) -> bytes | None:
    """The colours' ICC profile. HEIC and AVIF may say the same by a number."""
    profile = image.info.get("icc_profile")
    if not profile and kind in (HEIC, HEIF, AVIF) and colour_primaries(source) == P3_PRIMARIES:
        return display_p3()
    return profile


def shrunk(picture: Image.Image, edge: int) -> Image.Image:
    """At most so many pixels along the longer edge. Before anything is turned: there is less to turn then."""
    width, height = picture.size
    if max(width, height) <= edge:
        return picture
    scale = edge / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def upright(picture: Image.Image, facts: Facts) -> Image.Image:
    """As it is to be seen, and without anything but its pixels."""
    turn = TURNS.get(facts.orientation)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info = {}
    return picture
