"""Our own ZIP writer, against two readers: Python's, and Info-ZIP's where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gallery.zips.layout import END, FULL_32, Entry, Layout, Unreadable, dos_time, overhead

NOON = datetime(2026, 11, 20, 12, 30, 15, tzinfo=UTC)
GIB = 1024**3
PIECE = 7  # small, so that pieces and ranges overlap in every way


def entry(name: str, content: bytes, *, in_place: bool = False) -> Entry:
    place = {"content": content} if in_place else {"key": name}
    return Entry(name, len(content), zlib.crc32(content), NOON, **place)


def source(*contents: tuple[str, bytes]):
    objects = dict(contents)

    def read(key: str, start: int, length: int) -> Iterator[bytes]:
        wanted = objects[key][start : start + length]
        yield from (wanted[at : at + PIECE] for at in range(0, len(wanted), PIECE))

    return read


def whole(layout: Layout, read) -> bytes:
    return b"".join(layout.pieces(read))


CONTENTS = some.lists(some.binary(max_size=40), max_size=6)


@given(contents=CONTENTS, cuts=some.lists(some.integers(0, 2000), max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_range_is_that_range_of_the_whole(contents: list[bytes], cuts: list[int]):
    files = [(f"{number}-ámít.jpg", content) for number, content in enumerate(contents)]
    layout, read = Layout([entry(*file, in_place=number % 3 == 2) for number, file in enumerate(files)]), source(*files)
    archive = whole(layout, read)
    places = sorted({0, layout.size, *(cut for cut in cuts if cut <= layout.size)})

    ranges = {cut: b"".join(layout.pieces(read, start=cut, length=end - cut)) for cut, end in pairwise(places)}

    assert len(archive) == layout.size == sum(overhead(name) + len(content) for name, content in files) + END.size
    assert ranges == {cut: archive[cut:end] for cut, end in pairwise(places)}
    assert b"".join(layout.pieces(read, start=layout.size)) == b""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert [(one.filename, opened.read(one)) for one in opened.infolist()] == files


def test_parts_of_equal_size_make_the_archive():
    files = [(f"{number}.jpg", bytes([number]) * (number * 37)) for number in range(30)]
    layout, read = Layout([entry(*file) for file in files]), source(*files)

    parts = [b"".join(layout.pieces(read, start=at, length=1000)) for at in range(0, layout.size, 1000)]

    assert {len(part) for part in parts[:-1]} == {1000}
    assert b"".join(parts) == whole(layout, read)


def test_readers_find_names_times_modes_and_no_compression():
    files = [("zoë-१.jpg", b"one"), ("नमस्ते.png", b"")]

    with zipfile.ZipFile(BytesIO(whole(Layout([entry(*file) for file in files]), source(*files)))) as opened:
        found = opened.infolist()

    assert [one.filename for one in found] == ["zoë-१.jpg", "नमस्ते.png"]
    assert {one.date_time for one in found} == {(2026, 11, 20, 12, 30, 14)}
    assert {(one.compress_type, one.flag_bits, one.external_attr >> 16) for one in found} == {(0, 0x800, 0o100644)}
    assert {one.extract_version for one in found} == {20}


UNZIP = shutil.which("unzip")


@pytest.mark.skipif(UNZIP is None, reason="SKIPPED: unzip is not installed")
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_unzip_finds_nothing_wrong(tmp_path: Path, count: int):
    files = [(f"amit-2026-11-20-123015-{number:08x}.jpg", bytes([number % 256]) * number) for number in range(count)]
    archive = tmp_path / "photos.zip"
    archive.write_bytes(whole(Layout([entry(*file) for file in files]), source(*files)))

    answer = subprocess.run([UNZIP, "-tqq", archive], capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stdout) == (0, "")


@pytest.mark.parametrize("had", [0, 9, 11, 500])
def test_object_of_another_size_is_refused(had: int):
    layout = Layout([Entry("a.jpg", 10, 0, NOON, key="a.jpg")])

    def read(*asked: object) -> Iterator[bytes]:
        yield b"x" * had

    with pytest.raises(Unreadable) as refused:
        list(layout.pieces(read))

    assert refused.value.key == "a.jpg"


def sparse(layout: Layout, read, target: Path, *, data: list[tuple[int, int]]) -> None:
    """Write the archive without the zeros of its files: those are holes."""
    edges = [0, *(edge for begin, length in data for edge in (begin, begin + length)), layout.size]
    with target.open("wb") as file:
        for begin, end in list(pairwise(edges))[::2]:
            file.seek(begin)
            for piece in layout.pieces(read, start=begin, length=end - begin):
                file.write(piece)


def zeros(key: str, start: int, length: int) -> Iterator[bytes]:
    while length > 0:
        yield bytes(min(length, 1024))
        length -= 1024


@pytest.mark.parametrize("sizes", [[5 * GIB], [FULL_32], [FULL_32 - 1], [3 * GIB, 3 * GIB, 5], [5 * GIB, 1]])
def test_zip64_is_used_where_something_does_not_fit_without_it(tmp_path: Path, sizes: list[int]):
    sums = [zlib.crc32(bytes(size)) if size < PIECE else 0 for size in sizes]  # a reader checks those it has read whole
    files = enumerate(zip(sizes, sums, strict=True))
    layout = Layout([Entry(f"{number}.gif", size, crc, NOON, key="zeros") for number, (size, crc) in files])
    starts = list(accumulate((35 + size + 20 * (size >= FULL_32) for size in sizes), initial=0))
    data = [(end - size, size) for size, end in zip(sizes, starts[1:], strict=True)]
    archive = tmp_path / "big.zip"
    sparse(layout, zeros, archive, data=data)

    with zipfile.ZipFile(archive) as opened:
        found = opened.infolist()
        heads = [opened.open(one).read(1) for one in found]

    assert archive.stat().st_size == layout.size
    assert [(one.file_size, one.compress_size, one.header_offset) for one in found] == list(
        zip(sizes, sizes, starts[:-1], strict=True)
    )
    assert heads == [b"\0"] * len(sizes)
    assert {one.extract_version for one in found if one.file_size < FULL_32 and one.header_offset < FULL_32} <= {20}


def test_more_files_than_a_plain_zip_can_count():
    layout = Layout([entry(f"{number}.jpg", b"", in_place=True) for number in range(65_535)])

    with zipfile.ZipFile(BytesIO(whole(layout, source()))) as opened:
        assert len(opened.namelist()) == 65_535


def test_plain_zip_has_nothing_of_zip64():
    layout = Layout([entry(f"{number}.jpg", b"", in_place=True) for number in range(65_534)])

    end = b"".join(layout.pieces(source(), start=layout.size - 200))

    assert (b"PK\6\6" in end, b"PK\6\7" in end, b"PK\5\6" in end) == (False, False, True)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), (1980, 1, 1, 0, 0, 0)),
        (datetime(2200, 1, 1, tzinfo=UTC), (2107, 12, 31, 23, 59, 58)),
        (datetime(2026, 11, 21, 1, 30, 59, tzinfo=timezone(timedelta(hours=5, minutes=30))), (2026, 11, 20, 20, 0, 58)),
    ],
    ids=["before", "behind", "another zone"],
)
def test_times_are_utc_and_fit(moment: datetime, shown: tuple[int, ...]):
    date, time = dos_time(moment)

    read = (1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2)
    assert read == shown
