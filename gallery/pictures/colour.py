"""Pictures come out in sRGB, so that nothing derived needs a profile.

Telephones take pictures in Display P3. Dropped without conversion, their profile leaves dull colours behind; kept, it
would be metadata in each thumbnail, and some screens would ignore it.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
WHITE = (255, 255, 255)

# Colorants of Display P3 for the white point of ICC profiles (D50), as Apple's profile has them: red, green, blue.
DISPLAY_P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
D50 = (0.9642, 1.0, 0.8249)
# The curve of sRGB, which Display P3 shares: g, a, b, c, d of ICC's parametric type 3.
CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """An RGB picture without transparency, white where there was some. A profile that does not fit counts as none."""
    if picture.mode in ("LA", "La", "RGBa"):
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        colours = converted(picture.convert("RGB"), profile)
        below = Image.new("RGB", picture.size, WHITE)
        below.paste(colours, mask=picture.getchannel("A"))
        return below
    return converted(picture, profile)


def converted(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """By the profile, if there is one for this mode and it is not sRGB already."""
    if profile:
        try:
            transform = transform_of(profile, picture.mode)
            if transform is not None:
                return transform.apply(picture)
        except (ImageCms.PyCMSError, OSError, ValueError):
            # Broken, or of another kind of colours: browsers ignore such a profile as well.
            pass
    return picture if picture.mode == "RGB" else picture.convert("RGB")


@lru_cache(maxsize=8)
def transform_of(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None where the profile is sRGB. Kept, as a guest's pictures all have the same."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    if ImageCms.getProfileDescription(source).startswith("sRGB"):
        return None
    return ImageCms.ImageCmsTransform(source, ImageCms.ImageCmsProfile(SRGB), mode, "RGB", INTENT)


@lru_cache(maxsize=1)
def display_p3() -> bytes:
    """A profile of Display P3, for pictures that name their colours by number only."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + fixed(*CURVE)
    words = (
        b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", 20, 28) + "Display P3".encode("utf-16-be")
    )
    tags = {b"desc": words, b"cprt": words, b"wtpt": b"XYZ " + bytes(4) + fixed(*D50)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    for name, colorant in zip((b"rXYZ", b"gXYZ", b"bXYZ"), DISPLAY_P3, strict=True):
        tags[name] = b"XYZ " + bytes(4) + fixed(*colorant)
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4sI", 2022, 1, 1, 0, 0, 0, b"acsp", 0) + bytes(24) + fixed(*D50)
    return head.ljust(128, b"\0") + table + body


def fixed(*numbers: float) -> bytes:
    """ICC's signed numbers of 16 and 16 bits."""
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))
