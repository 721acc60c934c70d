"""How photos are split into archives, on rows without bytes (spec 5: at most 1,000 files and 2 GiB each)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gallery.models import Media
from gallery.storage import keys
from gallery.zips.plan import MOST_BYTES, SPARE, Archive, layout_of, photo_count, split, without

GALLERY = UUID(int=1)
TAKEN = datetime(2026, 11, 20, 18, 30, 12, tzinfo=UTC)
MIB = 1024**2


def photo(number: int, size: int = 1000, **fields: object) -> Media:
    values = {"uploader": "Amit", "mime_type": "image/jpeg", "crc32": number, **fields}
    taken = TAKEN + timedelta(seconds=number)
    # The name shows the first eight digits: they are different here.
    return Media(public_id=UUID(int=number << 96), taken_at=taken, size_bytes=size, **values)


def planned(photos: list[Media], *, gone: set[int] = frozenset(), other: set[int] = frozenset()) -> list[Archive]:
    """Archives of these, some of which the store does not have, or has in another size."""
    stored = {
        keys.original(GALLERY, one.public_id): one.size_bytes + (number in other)
        for number, one in enumerate(photos)
        if number not in gone
    }
    return list(split(photos, gallery=GALLERY, stored=stored))


@pytest.mark.parametrize(
    ("count", "files"), [(1, [1]), (999, [999]), (1000, [1000]), (1001, [1000, 1]), (2500, [1000, 1000, 500])]
)
def test_archive_has_at_most_a_thousand_files(count: int, files: list[int]):
    assert [len(archive.entries) for archive in planned([photo(number) for number in range(count)])] == files


@pytest.mark.parametrize(
    ("sizes", "files"),
    [
        ([1023 * MIB, 1023 * MIB, 1], [3]),
        ([1024 * MIB, 1024 * MIB], [1, 1]),
        ([MOST_BYTES, 1], [1, 1]),
        ([1, MOST_BYTES, 1], [1, 1, 1]),
        ([5 * MOST_BYTES], [1]),
        ([500 * MIB] * 9, [4, 4, 1]),
    ],
)
def test_archive_has_at_most_two_gibibytes_unless_a_single_photo_has_more(sizes: list[int], files: list[int]):
    archives = planned([photo(number, size) for number, size in enumerate(sizes)])

    assert [len(archive.entries) for archive in archives] == files
    assert all(layout_of(one.plan).size <= MOST_BYTES or len(one.entries) == 1 for one in archives)


@given(sizes=some.lists(some.integers(1, MOST_BYTES // 2), max_size=30), gone=some.sets(some.integers(0, 29)))
@settings(max_examples=60, deadline=None)
def test_every_photo_is_in_one_archive_or_missing_and_no_archive_is_too_large(sizes: list[int], gone: set[int]):
    photos = [photo(number, size) for number, size in enumerate(sizes)]

    archives = planned(photos, gone=gone)

    packed = [entry["media_id"] for archive in archives for entry in archive.entries]
    missing = [one["media_id"] for archive in archives for one in archive.missing]
    ids = [str(one.public_id) for one in photos]
    assert packed == [one for number, one in enumerate(ids) if number not in gone]
    assert missing == [one for number, one in enumerate(ids) if number in gone]
    assert all(layout_of(archive.plan).size <= MOST_BYTES for archive in archives)
    # A split was needed: with its neighbour's first photo, an archive would have been too large.
    for archive, after in pairwise(archives):
        assert archive.size + after.entries[0]["size"] > MOST_BYTES - SPARE


def test_each_archive_names_what_it_lacks_and_no_other():
    photos = [photo(number, MOST_BYTES // 2 - 2 * SPARE) for number in range(4)]
    photos.insert(1, photo(10, crc32=None))
    photos.append(photo(11))

    first, second = planned(photos, other={5})

    assert [[one["reason"] for one in archive.missing] for archive in (first, second)] == [
        ["preparing"],
        ["unreadable"],
    ]
    assert [photo_count(archive.plan) for archive in (first, second)] == [2, 2]
    assert [archive.plan[-1]["content"].splitlines()[2:] for archive in (first, second)] == [
        [f"{first.missing[0]['name']}: it was still being prepared"],
        [f"{second.missing[0]['name']}: it could not be read"],
    ]


def test_nothing_readable_is_an_archive_without_entries():
    [archive] = planned([photo(0), photo(1)], gone={0, 1})

    assert (archive.plan, len(archive.missing)) == ([], 2)


def test_photos_of_one_name_are_told_apart_over_all_archives():
    twins = [photo(0, MOST_BYTES // 2, uploader=name) for name in ("Amit", "AMIT", "amit")]

    names = [entry["name"] for archive in planned(twins) for entry in archive.entries]

    rest = "2026-11-20-183012-00000000"
    assert names == [f"Amit-{rest}.jpg", f"AMIT-{rest}-2.jpg", f"amit-{rest}-3.jpg"]


def test_photos_are_left_out_one_after_the_other():
    [archive] = planned([photo(number) for number in range(3)])
    first, second, third = archive.entries

    once, missing = without(archive.plan, second["key"])
    twice, _more = without(once, third["key"])
    never, last = without(twice, first["key"])

    assert missing == {"media_id": second["media_id"], "name": second["name"], "reason": "unreadable"}
    assert [one["name"] for one in once] == [first["name"], third["name"], "_missing.txt"]
    assert [one["name"] for one in twice] == [first["name"], "_missing.txt"]
    assert twice[-1]["content"].splitlines()[2:] == [f"{one['name']}: it could not be read" for one in (second, third)]
    assert (never, last["name"]) == ([], first["name"])
