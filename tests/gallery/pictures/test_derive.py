"""Thumbnail, preview and what is read from a picture: upright, in sRGB, with nothing of where it came from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from gallery.pictures.derive import Derived, derive
from gallery.pictures.placeholder import read_placeholder
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.signatures import type_of
from tests.factories.pictures import (
    CORNERS,
    PLANTED,
    TURNED,
    WITH_EXIF,
    animated,
    bomb,
    colours_of,
    corners,
    encoded,
    exif,
    picture,
    stored_as,
    telling,
)  # fmt: skip

KINDS = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif", "image/gif")


def derived(folder: Path, data: bytes, **more: object) -> Derived:
    source = folder / "sent"
    source.write_bytes(data)
    return derive(source, folder, kind=type_of(data) or "", **more)


def assert_near(found: tuple[tuple[int, ...], ...], wanted: tuple[tuple[int, ...], ...], *, by: int = 12) -> None:
    """WebP is lossy: each channel of each colour within so much."""
    far = [pair for pair in zip(found, wanted, strict=True) if max(abs(a - b) for a, b in zip(*pair, strict=True)) > by]
    assert far == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_decoded(kind: str, tmp_path: Path):
    made = derived(tmp_path, encoded(corners((600, 400)), kind))
    assert (made.facts.width, made.facts.height) == (600, 400)
    with Image.open(made.thumbnail) as small, Image.open(made.preview) as large:
        assert (small.format, small.size, large.format, large.size) == ("WEBP", (512, 341), "WEBP", (600, 400))
        assert_near(colours_of(small), CORNERS)
        assert_near(colours_of(large), CORNERS)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", WITH_EXIF)
def test_everything_is_upright(kind: str, orientation: int, tmp_path: Path):
    data = encoded(stored_as(orientation), kind, exif=exif(orientation=orientation))
    made = derived(tmp_path, data)
    assert (made.facts.width, made.facts.height) == (96, 64)
    with Image.open(made.thumbnail) as small, Image.open(made.preview) as large:
        assert (small.size, large.size) == ((96, 64), (96, 64))
        assert_near(colours_of(small), CORNERS, by=16)
        assert_near(colours_of(large), CORNERS, by=16)
    rows = read_placeholder(made.placeholder)
    assert_near((rows[0][0], rows[0][3], rows[2][0], rows[2][3]), CORNERS, by=16)


def test_stored_pictures_really_lie_otherwise():
    """The control of the test above."""
    assert {tuple(colours_of(stored_as(number))) for number in TURNED} | {CORNERS} == {
        tuple(colours_of(stored_as(number))) for number in range(1, 9)
    }
    assert len({(stored_as(number).size, colours_of(stored_as(number))) for number in range(1, 9)}) == 8


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_derived_tells_anything(kind: str, tmp_path: Path):
    made = derived(tmp_path, telling(kind))
    for path in (made.thumbnail, made.preview):
        data = path.read_bytes()
        assert [
            word for word in (*PLANTED, "Exif", "EXIF", "XMP ", "xmp", "ICCP", "GPS") if word.encode() in data
        ] == []
        with Image.open(path) as image:
            assert (dict(image.getexif()), image.info.get("icc_profile")) == ({}, None)


def test_large_pictures_become_2048_and_512_pixels(tmp_path: Path):
    made = derived(tmp_path, encoded(corners((3000, 2000)), "image/webp", method=0))
    with Image.open(made.thumbnail) as small, Image.open(made.preview) as large:
        assert (small.size, large.size) == ((512, 341), (2048, 1365))


@pytest.mark.parametrize(
    ("size", "preview"),
    [
        ((4032, 3024), (2016, 1512)),
        ((4000, 2250), (2000, 1125)),
        ((3000, 2000), (2048, 1365)),
        ((64, 3840), (32, 1920)),
    ],
    ids=["12 megapixels", "wide", "6 megapixels", "thin"],
)
def test_jpeg_is_scaled_while_it_is_decoded(size: tuple[int, int], preview: tuple[int, int], tmp_path: Path):
    """Half of 4,032 pixels is preview enough: nothing is resized then."""
    made = derived(tmp_path, encoded(corners(size), "image/jpeg"))
    assert (made.facts.width, made.facts.height) == size
    with Image.open(made.preview) as large:
        assert large.size == preview


@pytest.mark.parametrize("kind", ["image/png", "image/webp", "image/gif"])
def test_only_the_first_frame_is_read(kind: str, tmp_path: Path):
    with Image.open(derived(tmp_path, animated(kind)).thumbnail) as small:
        assert small.n_frames == 1
        assert_near(colours_of(small), CORNERS, by=16)


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("image/png", bomb(), "TOO_MANY_PIXELS"),
        ("image/png", bomb(9_000, 9_000), "TOO_MANY_PIXELS"),
        ("image/png", bomb(8_000, 8_000), "DAMAGED"),
        ("image/jpeg", picture()[:-300], "DAMAGED"),
        ("image/png", picture("image/png")[:-30], "DAMAGED"),
        ("image/webp", picture("image/webp")[:-30], "DAMAGED"),
        ("image/heic", picture("image/heic")[:-30], "DAMAGED"),
        ("image/avif", picture("image/avif")[:-30], "DAMAGED"),
        ("image/gif", picture("image/gif")[:-30], "DAMAGED"),
        ("image/jpeg", picture("image/png"), "DAMAGED"),
        ("image/heic", picture("image/avif"), "DAMAGED"),
        ("image/jpeg", b"\xff\xd8\xff\xe0", "DAMAGED"),
    ],
    ids=[
        "900 megapixels", "81 megapixels", "64 of which few are there", "jpeg cut off", "png cut off", "webp cut off",
        "heic cut off", "avif cut off", "gif cut off", "png called jpeg", "avif called heic", "four bytes",
    ],
)  # fmt: skip
def test_what_cannot_be_decoded_is_refused(kind: str, data: bytes, code: str, tmp_path: Path):
    source = tmp_path / "sent"
    source.write_bytes(data)
    with pytest.raises(PictureRefused) as refused:
        derive(source, tmp_path, kind=kind)
    assert refused.value.code == code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sent"]


@pytest.mark.parametrize("kind", WITH_EXIF)
def test_time_of_taking_with_its_offset(kind: str, tmp_path: Path):
    fields = exif(taken="2026:11:20 18:30:05", offset="+05:30", fraction="250")
    made = derived(tmp_path, picture(kind, exif=fields), zone=ZoneInfo("Europe/Berlin"))
    assert made.facts.taken_at == datetime(2026, 11, 20, 13, 0, 5, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour"), [(UTC, 18), (ZoneInfo("Asia/Kolkata"), 13)], ids=["as UTC", "in the event's zone"]
)
def test_time_of_taking_without_an_offset(zone: ZoneInfo, hour: int, tmp_path: Path):
    made = derived(tmp_path, picture(exif=exif(taken="2026:11:20 18:30:05")), zone=zone)
    assert made.facts.taken_at == datetime(2026, 11, 20, hour, 30 if hour == 18 else 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "taken",
    ["0000:00:00 00:00:00", "", "yesterday", "2026:11:20 18:30", "2026:02:30 10:00:00"],
    ids=["unset clock", "empty", "words", "without seconds", "no such day"],
)
def test_time_of_taking_that_is_none(taken: str, tmp_path: Path):
    assert derived(tmp_path, picture(exif=exif(taken=taken))).facts.taken_at is None
    assert derived(tmp_path, picture()).facts.taken_at is None
