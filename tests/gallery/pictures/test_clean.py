"""Compressed mode takes place and device out of the file and leaves each pixel where it was (spec 5, Guest side)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from gallery.pictures.clean import clean, cleaned
from gallery.pictures.refusals import PictureRefused
from tests.factories.pictures import (
    LATITUDE,
    PLANTED,
    WITH_EXIF,
    animated,
    corners,
    decoded,
    encoded,
    exif,
    picture,
    telling,
)  # fmt: skip

KINDS = (*WITH_EXIF, "image/gif")
# What a format has room for; the factory plants no more.
ROOM = {
    "image/jpeg": set(PLANTED),
    "image/png": set(PLANTED) - {"PlantedCity"},
    "image/webp": set(PLANTED) - {"PlantedComment", "PlantedCity"},
    "image/heic": set(PLANTED) - {"PlantedComment", "PlantedCity"},
    "image/avif": set(PLANTED) - {"PlantedComment", "PlantedCity"},
    "image/gif": {"PlantedMake", "PlantedSerial", "PlantedComment", "PlantedXmp", "PlantedCity"},
}
# One of each kind for the tests that change bytes: made once, as encoders are slow.
TELLING = {kind: telling(kind, orientation=6) for kind in KINDS}


def told(data: bytes) -> set[str]:
    """Which of the planted words are in it; and the place, as its numbers are written."""
    found = {word for word in PLANTED if word.encode() in data}
    return found | ({"latitude"} if LATITUDE in data else set())


def pixels_of(data: bytes) -> list[tuple[str, tuple[int, int], bytes]]:
    """Of each frame."""
    image, frames = decoded(data), []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append((image.mode, image.size, image.tobytes()))
    return frames


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_any_more(kind: str):
    data = TELLING[kind]
    assert told(data) == ROOM[kind] | ({"latitude"} if kind in WITH_EXIF else set())
    result = bytes(cleaned(data, kind=kind))
    assert (told(result), len(result)) == (set(), len(data))
    fields = decoded(result).getexif()
    assert set(fields) <= {ExifTags.Base.Orientation}
    assert [dict(fields.get_ifd(number)) for number in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)] == [{}, {}]


@pytest.mark.parametrize("kind", KINDS)
def test_picture_is_the_same(kind: str):
    before, after = TELLING[kind], bytes(cleaned(TELLING[kind], kind=kind))
    assert pixels_of(after) == pixels_of(before)
    profiles = [decoded(data).info.get("icc_profile") for data in (before, after)]
    assert profiles[0] == profiles[1]
    assert (profiles[1] is not None) == (kind in WITH_EXIF)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", WITH_EXIF)
def test_it_stays_upright(kind: str, orientation: int):
    before = encoded(corners(), kind, exif=exif(orientation=orientation))
    after = bytes(cleaned(before, kind=kind))
    found = [decoded(data).getexif().get(ExifTags.Base.Orientation, 1) for data in (before, after)]
    # Of an HEIC the decoder itself turns the pixels, by a property that stays.
    assert found == [1, 1] if kind == "image/heic" else [orientation] * 2
    assert pixels_of(after) == pixels_of(before)


@pytest.mark.parametrize("kind", ["image/png", "image/webp", "image/gif", "image/avif"])
def test_animation_stays(kind: str):
    before = animated(kind)
    after = bytes(cleaned(before, kind=kind))
    assert len(pixels_of(before)) == 2
    assert pixels_of(after) == pixels_of(before)


@pytest.mark.parametrize("kind", KINDS)
def test_cleaning_again_changes_nothing(kind: str, tmp_path: Path):
    source, target = tmp_path / "sent", tmp_path / "kept"
    source.write_bytes(TELLING[kind])
    assert clean(source, target, kind=kind) is True
    once = target.read_bytes()
    assert once == cleaned(TELLING[kind], kind=kind)
    assert source.read_bytes() == TELLING[kind]
    assert clean(target, tmp_path / "again", kind=kind) is False
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/gif"])
def test_picture_that_tells_nothing_is_left_alone(kind: str, tmp_path: Path):
    """As a telephone's browser makes it: most pictures of this mode, and no second copy of them is stored."""
    source = tmp_path / "sent"
    source.write_bytes(picture(kind))
    assert clean(source, tmp_path / "kept", kind=kind) is False


def outcome(data: bytes, kind: str) -> str:
    """Refused with the one code that damage has, or cleaned at the same length. Anything else raises."""
    try:
        return "cleaned" if len(cleaned(data, kind=kind)) == len(data) else "length changed"
    except PictureRefused as refused:
        return str(refused.code)


@pytest.mark.parametrize("kind", KINDS)
def test_cut_anywhere_it_is_cleaned_or_refused(kind: str):
    data = TELLING[kind]
    outcomes = {outcome(data[:end], kind) for end in range(0, len(data), max(1, len(data) // 250))}
    assert outcomes <= {"cleaned", "DAMAGED"}
    assert outcome(data[:4], kind) == "DAMAGED"


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=12),
    again=st.integers(0, 3),
)
def test_with_any_bytes_changed_it_is_cleaned_or_refused(kind: str, changes: list[tuple[int, int]], again: int):
    data = bytearray(TELLING[kind])
    for at, value in changes:
        data[at % len(data)] = value
    result = bytes(data) + bytes(data[:200]) * again
    assert outcome(result, kind) in {"cleaned", "DAMAGED"}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(rest=st.binary(max_size=400))
def test_with_anything_behind_its_beginning_it_is_cleaned_or_refused(kind: str, rest: bytes):
    assert outcome(TELLING[kind][:40] + rest, kind) in {"cleaned", "DAMAGED"}


words = st.text(st.characters(min_codepoint=65, max_codepoint=90), min_size=12, max_size=40)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(make=words, model=words, degrees=st.integers(10, 89), orientation=st.integers(1, 8))
@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_whatever_a_camera_writes_is_taken_out(kind: str, make: str, model: str, degrees: int, orientation: int):
    fields = exif(orientation=orientation)
    fields[ExifTags.Base.Make], fields[ExifTags.Base.Model] = make, model
    fields.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (float(degrees), 28.0, 38.0)
    before = encoded(corners((16, 12)), kind, exif=fields)
    after = bytes(cleaned(before, kind=kind))
    assert [make.encode() in data for data in (before, after)] == [True, False]
    assert [model.encode() in data for data in (before, after)] == [True, False]
    left = decoded(after)
    assert dict(left.getexif()) == {ExifTags.Base.Orientation: orientation}
    assert (left.tobytes(), len(after)) == (decoded(before).tobytes(), len(before))


def test_the_control_of_the_decoder_sees_a_difference():
    """What `pixels_of` compares is the picture: two that differ are not equal to it."""
    assert pixels_of(picture()) != pixels_of(encoded(Image.new("RGB", (96, 64)), "image/jpeg"))
