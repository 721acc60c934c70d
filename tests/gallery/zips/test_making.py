"""From the wish to the archive in the store, with either store (spec 5, "ZIP")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gallery.models import ZipPart
from gallery.storage.contract import PART_BYTES
from gallery.storage.stores import media_store, zip_store
from tests.gallery.zips.photos import (
    archive_of,
    asked_for,
    contents,
    expected,
    filling,
    key_of,
    made,
    one_slice,
    open_gallery,
    pattern,
    photo_with,
    put,
    unpacked,
    work,
)

pytestmark = pytest.mark.django_db


def test_archive_holds_every_photo_that_is_shown_in_the_order_of_taking(both_stores):
    gallery, guest = open_gallery()
    photos = [photo_with(guest, f"photo {number}".encode()) for number in range(3)]
    for status in ("hidden", "withdrawn", "pending", "rejected", "purged"):
        photo_with(guest, status.encode(), status=status)

    job = made(gallery)

    [part] = job.parts.all()
    names = [f"Amit-{one.taken_at:%Y-%m-%d-%H%M%S}-{one.public_id.hex[:8]}.jpg" for one in photos]
    assert unpacked(part) == dict(zip(names, [b"photo 0", b"photo 1", b"photo 2"], strict=True))
    assert (job.state, job.missing, part.files) == ("complete", [], 3)
    assert job.bytes_done == job.bytes_total == part.size_bytes
    assert (job.expires_at - job.finished_at, job.lease_until) == (timedelta(hours=24), None)
    assert zip_store().head(part.key).content_type == "application/zip"


def test_hidden_photos_come_along_where_they_are_wished_for(both_stores):
    gallery, guest = open_gallery()
    photo_with(guest, b"shown")
    photo_with(guest, b"hidden", status="hidden")

    assert contents(made(gallery, exclude_hidden=False)) == [[b"shown", b"hidden"]]


@pytest.mark.parametrize("more", [-1, 0, 1], ids=["a byte less", "exactly", "a byte more"])
@pytest.mark.parametrize("parts", [1, 2])
def test_archives_around_whole_parts_are_whole(both_stores, parts: int, more: int):
    gallery, guest = open_gallery()
    filling(guest, parts * PART_BYTES + more)

    job = made(gallery)

    [part] = job.parts.all()
    assert (job.state, part.size_bytes) == ("complete", parts * PART_BYTES + more)
    assert archive_of(part) == expected(part)


def test_job_is_done_in_slices_of_one_part(both_stores):
    gallery, guest = open_gallery()
    for size in (3_000_000, 9_000_000, 6_000_000, 1):
        photo_with(guest, pattern(size))
    job = asked_for(gallery)

    slices = work(lasting=timedelta(0))

    job.refresh_from_db()
    [part] = job.parts.all()
    assert (slices, job.state, len(part.etags)) == (3, "complete", 3)
    assert archive_of(part) == expected(part)


def test_parts_that_the_store_has_are_not_sent_again(s3_stores):
    gallery, guest = open_gallery()
    filling(guest, 2 * PART_BYTES + 9)
    asked_for(gallery)
    one_slice()
    s3_stores.asked.clear()

    work()

    [part] = ZipPart.objects.all()
    sent = [method for method, path in s3_stores.asked if method == "PUT" and path.endswith(part.key)]
    assert (len(sent), archive_of(part)) == (2, expected(part))


def test_upload_that_the_store_has_forgotten_begins_anew(both_stores):
    gallery, guest = open_gallery()
    filling(guest, 2 * PART_BYTES + 9)
    job = asked_for(gallery)
    one_slice()
    [part] = job.parts.all()
    zip_store().abort_multipart(part.key, upload_id=part.multipart_id)

    work()

    job.refresh_from_db()
    assert (job.state, archive_of(part)) == ("complete", expected(part))


def test_part_that_the_store_has_lost_is_sent_again(both_stores):
    gallery, guest = open_gallery()
    filling(guest, 2 * PART_BYTES + 9)
    job = asked_for(gallery)
    one_slice()
    [part] = job.parts.all()
    zip_store().put_part(part.key, upload_id=part.multipart_id, number=1, body=b"other bytes")

    work()

    job.refresh_from_db()
    assert (job.state, archive_of(part)) == ("complete", expected(part))


def test_archive_that_was_completed_but_not_noted_is_found(both_stores):
    gallery, guest = open_gallery()
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    [part] = job.parts.all()
    second = zip_store().put_part(part.key, upload_id=part.multipart_id, number=2, body=expected(part)[PART_BYTES:])
    zip_store().complete_multipart(part.key, upload_id=part.multipart_id, etags=[*part.etags, second])
    etag = zip_store().head(part.key).etag

    work()

    job.refresh_from_db()
    assert (job.state, job.bytes_done) == ("complete", job.bytes_total)
    assert zip_store().head(part.key).etag == etag


def test_photos_that_broke_after_planning_are_left_out_and_named(both_stores):
    gallery, guest = open_gallery()
    filling(guest, PART_BYTES + 2000)
    gone, broken, _last = (photo_with(guest, content) for content in (b"gone", b"broken", b"last"))
    job = asked_for(gallery)
    one_slice()
    media_store().delete([key_of(gone)])
    put(broken, b"BROKEN")

    work()

    job.refresh_from_db()
    [part] = job.parts.all()
    files = unpacked(part)
    lines = files.pop("_missing.txt").decode().splitlines()
    assert (job.state, part.files, [content[-4:] for content in files.values()][1:]) == ("partial", 2, [b"last"])
    assert [(one["media_id"], one["reason"]) for one in job.missing] == [
        (str(gone.public_id), "unreadable"),
        (str(broken.public_id), "unreadable"),
    ]
    assert lines == [
        "These photos are not in this archive:",
        "",
        *(f"{one['name']}: it could not be read" for one in job.missing),
    ]
    assert job.bytes_done == job.bytes_total == part.size_bytes


def test_photos_that_the_store_never_had_are_named_before_anything_is_sent(both_stores):
    gallery, guest = open_gallery()
    photo_with(guest, b"here")
    photo_with(guest, b"longer than recorded", size_bytes=4)
    absent = photo_with(guest, b"absent")
    media_store().delete([key_of(absent)])

    job = made(gallery)

    assert (job.state, contents(job), len(job.missing)) == ("partial", [[b"here"]], 2)


def test_job_without_a_single_readable_photo_fails_and_says_why(both_stores):
    gallery, guest = open_gallery()
    put(photo_with(guest, b"x"), b"y")

    job = made(gallery)

    assert (job.state, job.parts.count(), len(job.missing)) == ("failed", 0, 1)
