"""The first bytes alone decide what a file is (spec 5, Guest side)."""

from __future__ import annotations

import pytest

from gallery.choices import Compression, MediaType
from gallery.pictures.kinds import EXTENSIONS, HEAD_BYTES, checked_kind, kind_of
from gallery.pictures.limits import MOST_BYTES, check_pixels
from gallery.pictures.refusals import PictureRefused
from tests.factories.pictures import animated, box, film, picture, segment, telling

KINDS = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif", "image/gif")


def brands(major: str, *compatible: str) -> bytes:
    return box(b"ftyp", b"".join(name.encode() for name in (major, "\0\0\0\0", *compatible)))


@pytest.mark.parametrize("kind", KINDS)
def test_what_guests_may_send_is_known(kind: str):
    assert kind_of(picture(kind)) == kind
    assert kind_of(telling(kind)[:HEAD_BYTES]) == kind


@pytest.mark.parametrize("kind", ["image/png", "image/webp", "image/gif"])
def test_animations_are_what_their_first_frame_is(kind: str):
    assert kind_of(animated(kind)) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (brands("heic", "mif1", "heic"), "image/heic"),
        (brands("heix", "mif1"), "image/heic"),
        (brands("mif1", "mif1", "heic"), "image/heic"),
        (brands("msf1", "hevc"), "image/heic"),
        (brands("mif1", "miaf", "avif"), "image/avif"),
        (brands("avis", "msf1", "iso8"), "image/avif"),
        (brands("mif1", "miaf"), "image/heif"),
    ],
    ids=["iphone", "10 bits", "container of heic", "sequence", "container of avif", "avif sequence", "other codec"],
)
def test_brands_of_pictures(head: bytes, kind: str):
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    "head",
    [
        film(),
        brands("isom", "mif1", "heic"),
        brands("qt  ", "qt  "),
        brands("crx ", "crx ", "isom"),
        brands("jxl "),
        b"\x1aE\xdf\xa3\x01\0\0\0webm",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<svg onload='x'>",
        b"\n<!DOCTYPE html><script>x</script>",
        b"%PDF-1.7\n",
        b"II*\0\x08\0\0\0",
        b"BM\x36\0\0\0",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"PK\x03\x04",
        picture()[:2] + segment(0xFE, b"<script>alert(1)</script>") + picture()[2:],
        picture("image/gif", comment=b"<html ><body >"),
        picture("image/png")[:33] + b"%PDF-1.4" + picture("image/png")[33:],
    ],
    ids=[
        "mp4", "mp4 that claims heic", "quicktime", "raw", "jpeg xl", "webm", "svg", "bare svg", "html", "pdf", "tiff",
        "bmp", "wav", "zip", "jpeg and html", "gif and html", "png and pdf",
    ],
)  # fmt: skip
def test_everything_else_is_refused_by_its_type(head: bytes):
    assert kind_of(head) is None
    with pytest.raises(PictureRefused) as refused:
        checked_kind(head)
    assert refused.value.code == "TYPE_NOT_ALLOWED"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"hello",
        bytes(64),
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\0\0\0\0",
        b"GIF88a\1\0\1\0",
    ],
    ids=["empty", "two bytes", "three bytes", "text", "zeros", "png without head", "gif without size", "no such gif"],
)
def test_what_nobody_knows_is_no_picture(head: bytes):
    with pytest.raises(PictureRefused) as refused:
        checked_kind(head)
    assert refused.value.code == "NOT_A_PICTURE"


@pytest.mark.parametrize("size", [12, 4000, 30], ids=["too small", "too long", "odd"])
def test_box_of_brands_has_a_size_that_fits(size: int):
    head = size.to_bytes(4, "big") + brands("heic", "mif1", "heic")[4:] + bytes(60)
    assert kind_of(head) is None


def test_every_type_has_an_ending_and_every_mode_a_limit():
    assert set(EXTENSIONS) == set(MediaType)
    assert MOST_BYTES == {Compression.COMPRESSED: 26_214_400, Compression.RAW: 104_857_600}


@pytest.mark.parametrize(
    ("kind", "size", "code"),
    [
        ("image/jpeg", (16_320, 12_240), None),
        ("image/jpeg", (25_000, 10_000), None),
        ("image/jpeg", (25_000, 10_001), "TOO_MANY_PIXELS"),
        ("image/heic", (10_000, 8_000), None),
        ("image/heic", (10_000, 8_001), "TOO_MANY_PIXELS"),
        ("image/png", (1, 80_000_001), "TOO_MANY_PIXELS"),
        ("image/gif", (0, 5), "DAMAGED"),
    ],
    ids=["200 megapixels", "jpeg at most", "jpeg above", "heic at most", "heic above", "thin", "empty"],
)
def test_pixels(kind: str, size: tuple[int, int], code: str | None):
    found = None
    try:
        check_pixels(kind, size)
    except PictureRefused as refused:
        found = refused.code
    assert found == code
