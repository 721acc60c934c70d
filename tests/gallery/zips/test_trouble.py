"""A store that does not answer, and a photo that alone is not answered."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from gallery.actions.zips import remove_expired_zips
from gallery.models import ZipJob, ZipPart
from gallery.storage.contract import ObjectMissing, StorageTrouble
from gallery.zips.layout import Entry, Unreadable
from gallery.zips.transfer import PhotoReader, bodies, sent_before
from tests.gallery.zips.photos import (
    archive_of,
    asked_for,
    expected,
    let_lease_end,
    made,
    open_gallery,
    photo_with,
    work,
)

DATA = bytes(range(200))
ENTRY = Entry("a.jpg", len(DATA), zlib.crc32(DATA), datetime(2026, 11, 20, tzinfo=UTC), key="a")


class Flaky:
    """A store whose reads break off after so many bytes each; None: they go to the end."""

    def __init__(self, *reads: int | None, is_up: bool = True) -> None:
        self.reads, self.is_up = list(reads), is_up

    def read(self, key: str, *, start: int, length: int) -> Iterator[bytes]:
        good = self.reads.pop(0)
        wanted = DATA[start : start + length]
        yield from (wanted[at : at + 9] for at in range(0, len(wanted) if good is None else good, 9))
        if good is not None:
            raise StorageTrouble("reset")

    def head(self, key: str) -> None:
        if not self.is_up:
            raise StorageTrouble("away")


@pytest.mark.parametrize("start", [0, 1, 100, 199])
def test_reading_goes_on_where_the_line_broke(start: int):
    store = Flaky(45, 0, None)

    assert b"".join(PhotoReader(store, [ENTRY], pause=0)("a", start, 200 - start)) == DATA[start:]


def test_photo_that_alone_cannot_be_read_is_told_from_a_store_that_is_away():
    with pytest.raises(Unreadable):
        list(PhotoReader(Flaky(9, 0, 0), [ENTRY], pause=0)("a", 0, 200))
    with pytest.raises(StorageTrouble):
        list(PhotoReader(Flaky(9, 0, 0, is_up=False), [ENTRY], pause=0)("a", 0, 200))


class Other(Flaky):
    """Other bytes than recorded, or none."""

    def __init__(self, data: bytes | None) -> None:
        self.data = data

    def read(self, key: str, *, start: int, length: int) -> Iterator[bytes]:
        if self.data is None:
            raise ObjectMissing
        yield self.data


@pytest.mark.parametrize("data", [None, b"", DATA[:-1], DATA + b"x", DATA[::-1]])
@pytest.mark.parametrize("start", [0, 100])
def test_other_bytes_than_recorded_are_unreadable(data: bytes | None, start: int):
    with pytest.raises(Unreadable):
        list(PhotoReader(Other(data), [ENTRY])("a", start, 200 - start))


@pytest.mark.parametrize("pieces", [[], [b""], [b"abc"], [b"abcd"], [b"ab", b"cdefghi", b"", b"j"], [b"abcdefghijkl"]])
def test_bodies_are_of_one_size_but_the_last(pieces: list[bytes]):
    found = list(bodies(iter(pieces), 4))

    whole = b"".join(pieces)
    assert found == [whole[at : at + 4] for at in range(0, len(whole), 4)]


PART = 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("there", "kept"),
    [
        ({}, []),
        ({1: ("a", PART)}, ["a"]),
        ({1: ("a", PART), 2: ("b", 5)}, ["a", "b"]),
        ({1: ("a", PART), 2: ("b", 6)}, ["a"]),
        ({1: ("a", PART), 2: ("other", 5)}, ["a"]),
        ({2: ("b", 5)}, []),
    ],
)
def test_only_noted_parts_that_are_there_are_not_sent_again(there: dict[int, tuple[str, int]], kept: list[str]):
    assert sent_before(there, ["a", "b"], size=PART + 5) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("served", [0, 1, 3, 4, 5], ids=["list", "begin", "part", "complete", "look"])
def test_store_that_goes_away_only_delays_a_job(s3_stores, served: int):
    """The first requests are answered, then none for a while: boto3 asks three times each."""
    gallery, guest = open_gallery()
    photo_with(guest, b"one")
    job = asked_for(gallery)
    s3_stores.faults += [None] * served + [503] * 40
    work()
    job.refresh_from_db()
    interrupted = job.state
    s3_stores.faults.clear()
    let_lease_end(job)

    work()

    [part] = ZipPart.objects.all()
    job.refresh_from_db()
    assert (interrupted, job.state, job.missing) == ("processing", "complete", [])
    assert archive_of(part) == expected(part)


@pytest.mark.django_db
def test_archive_that_the_store_does_not_remove_is_tried_again(s3_stores):
    gallery, guest = open_gallery()
    photo_with(guest, b"one")
    job = made(gallery)
    ZipJob.objects.update(expires_at=job.finished_at)
    s3_stores.faults += [503] * 20

    first = remove_expired_zips()
    s3_stores.faults.clear()

    assert (first, remove_expired_zips()) == (0, 1)
