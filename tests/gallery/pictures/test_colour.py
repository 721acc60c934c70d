"""Whatever colours a picture is stored in, it is shown in those it was taken in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from gallery.pictures.colour import display_p3
from gallery.pictures.derive import derive
from tests.factories.pictures import box, encoded

# By the published matrices of both (CSS Color 4): this colour of Display P3 is that one of sRGB. The channels of sRGB
# lie within 0 and 255: no clipping hides an error.
IN_P3, IN_SRGB = (180, 100, 60), (193, 95, 49)
AS_IF_SRGB = 8  # nearer than this to IN_P3 in red would mean that nothing was converted


def shown(folder: Path, data: bytes, kind: str) -> tuple[int, int, int]:
    """The middle of the thumbnail."""
    source = folder / "sent"
    source.write_bytes(data)
    with Image.open(derive(source, folder, kind=kind).thumbnail) as image:
        assert image.mode == "RGB"
        return image.getpixel((image.width // 2, image.height // 2))


def near(found: tuple[int, ...], wanted: tuple[int, ...], *, by: int = 3) -> bool:
    return max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= by


def plain(colour: object, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (64, 48), colour)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def curved(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def test_expected_colour_follows_from_the_published_matrices():
    matrix = (
        (1.2249401762805598, -0.2249401762805597, 0.0),
        (-0.0420569547096881, 1.042056954709688, 0.0),
        (-0.0196375546, -0.0786360456, 1.0982736001),
    )
    light = [linear(channel / 255) for channel in IN_P3]
    found = [curved(sum(a * b for a, b in zip(row, light, strict=True))) for row in matrix]
    assert tuple(round(255 * channel) for channel in found) == IN_SRGB


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/heic", "image/avif"])
def test_display_p3_keeps_its_colours(kind: str, tmp_path: Path):
    found = shown(tmp_path, encoded(plain(IN_P3), kind, icc_profile=display_p3()), kind)
    assert near(found, IN_SRGB)
    assert abs(found[0] - IN_P3[0]) > AS_IF_SRGB


@pytest.mark.parametrize("kind", ["image/heic", "image/avif"])
def test_display_p3_that_is_only_named_by_number(kind: str, tmp_path: Path):
    """Telephones that write no profile write `nclx`; the number of its primaries is put into the file of an encoder."""
    data = encoded(plain(IN_P3), kind)
    named = data.replace(b"colrnclx\x00\x01", b"colrnclx\x00\x0c")
    assert named != data
    assert near(shown(tmp_path, named, kind), IN_SRGB)
    assert near(shown(tmp_path, data, kind), IN_P3)


def test_srgb_stays_as_it_is(tmp_path: Path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(shown(tmp_path, encoded(plain(IN_P3), "image/png", icc_profile=profile), "image/png"), IN_P3)


@pytest.mark.parametrize(
    "profile",
    [b"no profile at all", display_p3()[:200], ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()],
    ids=["words", "cut off", "of other colours"],
)
def test_profile_that_does_not_fit_counts_as_none(profile: bytes, tmp_path: Path):
    assert near(shown(tmp_path, encoded(plain(IN_P3), "image/png", icc_profile=profile), "image/png"), IN_P3)


@pytest.mark.parametrize(
    ("image", "kind", "wanted"),
    [
        (plain((0, 153, 204, 51), "CMYK"), "image/jpeg", (204, 82, 41)),
        (plain(200, "L"), "image/jpeg", (200, 200, 200)),
        (plain(0xC800, "I;16"), "image/png", (200, 200, 200)),
        (plain(1, "1"), "image/png", (255, 255, 255)),
        (plain(IN_P3).quantize(4), "image/png", IN_P3),
        (plain((255, 0, 0, 128), "RGBA"), "image/png", (255, 127, 127)),
        (plain((0, 0, 0, 0), "RGBA"), "image/webp", (255, 255, 255)),
        (plain((0, 128), "LA"), "image/png", (127, 127, 127)),
    ],
    ids=["cmyk", "grey", "16 bits", "black and white", "palette", "half red", "nothing", "half black"],
)
def test_each_way_to_store_colours(image: Image.Image, kind: str, wanted: tuple[int, ...], tmp_path: Path):
    assert near(shown(tmp_path, encoded(image, kind), kind), wanted, by=4)


@pytest.mark.parametrize("mode", ["P", "RGB", "L"])
def test_colour_that_stands_for_transparency_is_white(mode: str, tmp_path: Path):
    image = plain(0, mode)
    file = BytesIO()
    image.save(file, "PNG", transparency=(0, 0, 0) if mode == "RGB" else 0)
    assert near(shown(tmp_path, file.getvalue(), "image/png"), (255, 255, 255))


def test_profile_of_display_p3_is_one():
    profile = ImageCms.ImageCmsProfile(BytesIO(display_p3()))
    assert ImageCms.getProfileDescription(profile).strip() == "Display P3"
    assert ImageCms.isIntentSupported(profile, 1, 0) == 1
    assert box(b"ICCP", display_p3())[8:] == display_p3()
