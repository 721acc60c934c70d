"""What each format hides in ways of its own, and structures made to lead a reader astray."""

from __future__ import annotations

import struct
import zlib

import pytest
from PIL import ExifTags

from gallery.pictures.blanking.boxes import boxes
from gallery.pictures.blanking.gif import empty_blocks, end_of_blocks
from gallery.pictures.blanking.tiff import minimal_tiff, orientation_of
from gallery.pictures.clean import cleaned
from gallery.pictures.refusals import PictureRefused
from tests.factories.pictures import (
    box,
    chunk,
    corners,
    decoded,
    encoded,
    exif,
    film,
    picture,
    segment,
    telling,
    with_second_picture,
)  # fmt: skip


def refused(data: bytes, kind: str) -> str:
    with pytest.raises(PictureRefused) as error:
        cleaned(data, kind=kind)
    return f"{error.value.code}: {error.value.detail}"


def test_second_picture_of_a_jpeg_goes_and_the_first_stays():
    data = with_second_picture()
    end = data.index(b"\xff\xd9\xff\xd8") + 2
    result = bytes(cleaned(data, kind="image/jpeg"))
    assert (decoded(data).format, decoded(data).n_frames) == ("MPO", 2)
    assert decoded(result).format == "JPEG"
    assert result[end:] == bytes(len(data) - end)
    assert decoded(result).tobytes() == decoded(data).tobytes()


def test_progressive_jpeg_is_followed_through_all_its_scans():
    data = picture(progressive=True, exif=exif()) + b"PlantedModel"
    result = bytes(cleaned(data, kind="image/jpeg"))
    assert result.endswith(b"\xff\xd9" + bytes(12))
    assert decoded(result).tobytes() == decoded(data).tobytes()


def test_restarts_within_a_scan_are_no_segments():
    data = picture(restart_marker_blocks=2, comment=b"PlantedComment")
    assert b"\xff\xd0" in data
    result = bytes(cleaned(data, kind="image/jpeg"))
    assert (b"PlantedComment" in result, decoded(result).tobytes()) == (False, decoded(data).tobytes())


def test_small_picture_in_the_head_of_a_jpeg_goes():
    data = picture()
    start = data.index(b"JFIF\0")
    small = data[start : start + 12] + b"\x01\x01" + b"\xaa\xbb\xcc"
    data = data[:2] + segment(0xE0, small) + data[start + 14 :]
    result = bytes(cleaned(data, kind="image/jpeg"))
    assert result[6:23] == small[:12] + bytes(5)
    assert decoded(result).tobytes() == decoded(data).tobytes()


@pytest.mark.parametrize("size", [8, 20, 31], ids=["name alone", "some", "one too few"])
def test_exif_too_short_for_an_orientation_is_blanked(size: int):
    data = picture()
    content = b"Exif\0\0MM\0*PlantedModelPlantedModel"[:size]
    result = bytes(cleaned(data[:2] + segment(0xE1, content) + data[2:], kind="image/jpeg"))
    assert result == data[:2] + segment(0xE1, bytes(size)) + data[2:]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xd8" + b"\xff\xe1\xff\xff" + bytes(9), "a segment is too long"),
        (b"\xff\xd8" + b"\xff\xe1\0\1" + bytes(9), "a segment is too long"),
        (b"\xff\xd8\xff\xd8", "no such segment"),
        (b"\xff\xd8\xff\x05\0\2", "no such segment"),
        (b"\xff\xd8" + b"\xff" * 100_000 + b"\0", "no picture"),
        (b"\x89PNG", "no start"),
    ],
    ids=["too long", "too short", "twice begun", "reserved", "only fill", "no jpeg"],
)
def test_jpeg_whose_segments_do_not_follow(data: bytes, why: str):
    assert refused(data, "image/jpeg") == f"DAMAGED: {why}"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture()[:2] + segment(0xE1, b"") * 60_000 + picture()[2:], "image/jpeg"),
        (picture("image/png")[:33] + chunk(b"tEXt", b"") * 20_000 + picture("image/png")[33:], "image/png"),
        (picture("image/gif")[:-1] + b"!\xfe\0" * 60_000 + b";", "image/gif"),
    ],
    ids=["jpeg", "png", "gif"],
)
def test_file_of_endless_pieces_is_refused(data: bytes, kind: str):
    assert refused(data, kind) == "DAMAGED: too many pieces"


def test_png_keeps_right_checksums():
    result = bytes(cleaned(telling("image/png", orientation=6), kind="image/png"))
    at, names = 8, []
    while names[-1:] != [b"IEND"]:
        length, name = struct.unpack_from(">I4s", result, at)
        content = result[at + 8 : at + 8 + length]
        assert result[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(name + content))
        names.append(name)
        at += 12 + length
    assert set(names) == {b"IHDR", b"iCCP", b"eXIf", b"voId", b"IDAT", b"IEND"}
    assert (names.count(b"voId"), result[at:].strip(b"\0")) == (4, b"")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (picture("image/png")[:33] + b"\x7f\xff\xff\xfftEXt", "a chunk is too long"),
        (picture("image/png")[:33] + chunk(b"EVIL", b"x") + picture("image/png")[33:], "an unknown chunk"),
        (picture("image/png")[:36], "a chunk is too long"),
        (b"\xff\xd8", "no signature"),
    ],
    ids=["too long", "unknown and important", "cut off", "no png"],
)
def test_png_whose_chunks_do_not_follow(data: bytes, why: str):
    assert refused(data, "image/png") == f"DAMAGED: {why}"


def test_webp_says_no_more_that_it_has_xmp():
    result = bytes(cleaned(telling("image/webp"), kind="image/webp"))
    flags = result[20]
    assert (result[12:16], flags & 0x0C, flags & 0x20) == (b"VP8X", 0x08, 0x20)
    assert (b"XMP " in result, b"VOID" in result) == (False, True)


def test_gif_repeats_as_often_as_before():
    result = bytes(cleaned(telling("image/gif"), kind="image/gif"))
    assert (b"NETSCAPE2.0\x03\x01\0\0\0" in result, b"XMP DataXMP" in result) == (True, False)
    data = picture("image/gif", save_all=True, append_images=[corners((96, 64))], loop=3, comment=b"PlantedComment")
    result = bytes(cleaned(data, kind="image/gif"))
    assert (decoded(result).info["loop"], b"PlantedComment" in result) == (3, False)


@pytest.mark.parametrize("length", [1, 3, 4, 255, 256, 257, 258, 259, 511, 512, 513, 514, 515, 70_000])
def test_empty_blocks_end_where_they_should(length: int):
    data = empty_blocks(length)
    assert (len(data), end_of_blocks(data, 0)) == (length, length)
    assert len(data.replace(b"\0", b"")) == -(-(length - 1) // 256)


def test_boxes_that_nobody_knows_become_free_space():
    data = picture("image/heic", exif=exif()) + box(b"mpvd", film()) + box(b"uuid", b"PlantedCity" * 3)
    result = bytes(cleaned(data, kind="image/heic"))
    names = [found.name for found in boxes(result, 0, len(result))]
    assert names == [b"ftyp", b"meta", b"mdat", b"free", b"free"]
    assert (b"Planted" in result, decoded(result).tobytes()) == (False, decoded(data).tobytes())


def test_what_lies_between_the_items_goes():
    """The last box of data is made longer, so that no item reaches what is added."""
    data = picture("image/heic", exif=exif())
    last = list(boxes(data, 0, len(data)))[-1]
    assert last.name == b"mdat"
    size = struct.pack(">I", last.end - last.start + 12)
    data = data[: last.start] + size + data[last.start + 4 :] + b"PlantedModel"
    result = bytes(cleaned(data, kind="image/heic"))
    assert (result[-12:], decoded(result).tobytes()) == (bytes(12), decoded(data).tobytes())


def test_picture_made_of_tiles_stays_whole(monkeypatch: pytest.MonkeyPatch):
    """As iPhones store them: the tiles are items, and what joins them lies in a box of its own."""
    monkeypatch.setattr("pillow_heif.options.GRID_TILE_SIZE", 64)
    data = encoded(corners((150, 100)), "image/heic", exif=exif(orientation=6))
    assert data.count(b"hvc1") >= 6
    assert b"grid" in data
    result = bytes(cleaned(data, kind="image/heic"))
    assert (b"Planted" in result, decoded(result).size) == (False, (100, 150))
    assert decoded(result).tobytes() == decoded(data).tobytes()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (box(b"ftyp", b"heic\0\0\0\0heic"), "not one picture"),
        (box(b"ftyp", b"heic\0\0\0\0heic") + b"\0\0\0\1meta\xff" + bytes(7), "a box has a wrong size"),
        (box(b"ftyp", b"heic\0\0\0\0heic") + b"\0\0\0\7meta", "a box has a wrong size"),
        (box(b"ftyp", b"heic\0\0\0\0heic") + box(b"meta", bytes(4)), "no items"),
    ],
    ids=["no items", "64 bits of size", "less than its head", "empty meta"],
)
def test_heic_whose_boxes_do_not_hold_together(data: bytes, why: str):
    assert refused(data, "image/heic") == f"DAMAGED: {why}"


def heic_with(*items: tuple[int, bytes, int, int]) -> bytes:
    """Number, type, start and length in the file of each item; 100 bytes of data lie from the 1,000th on."""
    infos = b"".join(box(b"infe", struct.pack(">IHH4sx", 2 << 24, item, 0, name)) for item, name, _at, _size in items)
    info = box(b"iinf", struct.pack(">IH", 0, len(items)) + infos)
    lies = b"".join(struct.pack(">HHHII", item, 0, 1, at, size) for item, _name, at, size in items)
    place = box(b"iloc", struct.pack(">IHH", 0, 0x4400, len(items)) + lies)
    head = box(b"ftyp", b"heic\0\0\0\0heic") + box(b"meta", bytes(4) + info + place)
    return head + box(b"free", bytes(1000 - len(head) - 16)) + box(b"mdat", b"P" * 100)


def test_items_that_are_no_pictures_are_blanked():
    result = bytes(
        cleaned(heic_with((1, b"hvc1", 1000, 40), (2, b"Exif", 1040, 36), (3, b"odd?", 1080, 20)), kind="image/heic")
    )
    assert result[1000:] == b"P" * 40 + bytes(4) + minimal_tiff(1) + bytes(30)


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([(1, b"hvc1", 1000, 60), (2, b"Exif", 1040, 36)], "metadata lies over the picture"),
        ([(2, b"Exif", 1000, 60), (1, b"hvc1", 1040, 36)], "metadata lies over the picture"),
        ([(2, b"Exif", 1000, 60), (3, b"mime", 1000, 60)], "metadata lies over the picture"),
        ([(1, b"hvc1", 1000, 60), (2, b"Exif", 1090, 36)], "an item is not in the file"),
        ([(2, b"Exif", 2**32 - 1, 2**32 - 1)], "an item is not in the file"),
    ],
    ids=["in the picture", "before it", "twice", "behind the end", "far away"],
)
def test_items_that_lie_where_they_must_not(items: list[tuple[int, bytes, int, int]], why: str):
    assert refused(heic_with(*items), "image/heic") == f"DAMAGED: {why}"


@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
@pytest.mark.parametrize(
    ("kind", "count", "value", "orientation"),
    [(3, 1, 6, 6), (3, 1, 9, 1), (3, 1, 0, 1), (4, 1, 6, 1), (3, 2, 6, 1)],
    ids=["6", "9", "0", "of another type", "two of them"],
)
def test_orientation_is_read_in_both_orders(order: str, kind: int, count: int, value: int, orientation: int):
    mark = b"II*\0" if order == "<" else b"MM\0*"
    data = b"xx" + mark + struct.pack(f"{order}IHHHIHH", 8, 1, ExifTags.Base.Orientation, kind, count, value, 0)
    assert orientation_of(data, 2, len(data)) == orientation
    assert orientation_of(data, 2, len(data) - 8) == 1
    assert orientation_of(data, 0, len(data)) == 1
