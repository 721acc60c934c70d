"""What both stores do, line by line of gallery/storage/contract.py: objects, reading, listing, addresses."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import httpx
import pytest

from gallery.storage.contract import ObjectMissing, StoredObject
from gallery.storage.keys import archive, gallery_prefix, thumbnail
from tests.gallery.storage.stores import (
    GALLERY,
    HOUR,
    JPEG,
    OTHER_GALLERY,
    PHOTO,
    Bench,
    incoming,
    original,
    upload,
)

MISSING = original(9)
WINDOW = timedelta(minutes=30)


def facts(found: StoredObject) -> tuple[str, int, str, str | None]:
    return found.key, found.size, found.content_type, found.sha256


def test_upload_is_there_as_it_was_signed(bench: Bench):
    signed = bench.store.presign_put(upload(), expires=HOUR)
    answer = bench.send(signed, PHOTO)

    found = bench.store.head(incoming())
    assert (signed.method, answer.status_code) == ("PUT", 200)
    assert facts(found) == (incoming(), len(PHOTO), JPEG, hashlib.sha256(PHOTO).hexdigest())
    assert answer.headers["ETag"] == f'"{found.etag}"'
    assert abs(found.modified_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert bench.bytes_of(incoming()) == PHOTO


def test_headers_to_send_are_those_that_scripts_may_set(bench: Bench):
    signed = bench.store.presign_put(upload(), expires=HOUR)

    assert sorted(signed.headers) == ["Content-Type", "If-None-Match", "x-amz-checksum-sha256"]
    assert abs(signed.expires_at - (datetime.now(UTC) + HOUR)) < timedelta(minutes=1)


def test_own_write_goes_over_what_is_there(bench: Bench):
    key = thumbnail(GALLERY, GALLERY, recipe=1)
    body = BytesIO(b"?old")
    body.seek(1)
    bench.store.put(key, body, size=3, content_type="image/webp")
    written = bench.store.put(key, BytesIO(b"newer"), size=5, content_type="image/webp")

    assert facts(written) == (key, 5, "image/webp", None)
    assert bench.store.head(key) == written
    assert bench.bytes_of(key) == b"newer"
    assert bench.has() == {key: 5}


def test_own_write_of_another_size_is_a_mistake(bench: Bench):
    with pytest.raises(ValueError, match="another size"):
        bench.store.put(original(), BytesIO(b"four"), size=5, content_type=JPEG)

    assert bench.has() == {}


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        (0, None, PHOTO),
        (0, 4, PHOTO[:4]),
        (100, 50, PHOTO[100:150]),
        (2000, None, PHOTO[2000:]),
        (2000, 10_000, PHOTO[2000:]),
        (len(PHOTO), None, b""),
        (len(PHOTO) + 9, 5, b""),
        (5, 0, b""),
    ],
    ids=["all", "beginning", "middle", "rest", "beyond", "at the end", "behind it", "nothing"],
)
def test_reading_gives_the_bytes_that_there_are(bench: Bench, start: int, length: int | None, expected: bytes):
    bench.have(original())

    assert b"".join(bench.store.read(original(), start=start, length=length)) == expected


def test_reading_comes_in_pieces_of_a_mebibyte(bench: Bench):
    body = bytes(2 * 1024 * 1024 + 7)
    bench.store.put(original(), BytesIO(body), size=len(body), content_type=JPEG)

    pieces = [len(piece) for piece in bench.store.read(original())]

    assert sum(pieces) == len(body)
    assert max(pieces) <= 1024 * 1024


def test_copy_is_an_object_of_its_own(bench: Bench):
    bench.have(incoming())
    copied = bench.store.copy(incoming(), original())
    bench.store.delete([incoming()])

    assert facts(copied)[:3] == (original(), len(PHOTO), JPEG)
    assert bench.bytes_of(original()) == PHOTO
    assert bench.has() == {original(): len(PHOTO)}


def test_copy_goes_over_what_is_there_and_onto_itself_twice(bench: Bench):
    bench.have(incoming(1))
    bench.have(incoming(2), b"other")
    bench.store.copy(incoming(1), original())
    bench.store.copy(incoming(2), original())
    bench.store.copy(incoming(2), original())

    assert bench.bytes_of(original()) == b"other"
    assert bench.bytes_of(incoming(2)) == b"other"


def test_what_is_not_there_is_missing(bench: Bench):
    with pytest.raises(ObjectMissing):
        bench.store.head(MISSING)
    with pytest.raises(ObjectMissing):
        next(bench.store.read(MISSING))
    with pytest.raises(ObjectMissing):
        bench.store.copy(MISSING, original())
    assert bench.has() == {}


def test_deleting_takes_what_is_there_of_any_number(bench: Bench):
    bench.have(original(1))
    bench.have(original(2))
    bench.store.delete([original(number) for number in range(2, 2100)])
    bench.store.delete([])

    assert bench.has() == {original(1): len(PHOTO)}


def test_list_is_in_order_and_below_the_prefix(bench: Bench):
    for number in (5, 1, 3, 2, 4):
        bench.have(original(number), bytes([number]) * number)
    bench.have(incoming(7))
    bench.have(incoming(1, gallery=OTHER_GALLERY))

    listed = list(bench.store.list(f"{gallery_prefix(GALLERY)}originals/"))
    assert [(found.key, found.size) for found in listed] == [(original(number), number) for number in range(1, 6)]
    assert [(found.content_type, found.sha256) for found in listed] == [("", None)] * 5
    assert [found.etag for found in listed] == [bench.store.head(found.key).etag for found in listed]
    rest = bench.store.list(gallery_prefix(GALLERY), after=original(2))
    assert [found.key for found in rest] == [original(3), original(4), original(5)]
    assert [found.key for found in bench.store.list("galleries/", after=incoming(7))][-1] == incoming(
        1, gallery=OTHER_GALLERY
    )
    assert len(bench.has()) == 7


def test_list_of_nothing_is_empty(bench: Bench):
    assert list(bench.store.list(gallery_prefix(GALLERY))) == []


@pytest.mark.parametrize("key", ["", "galleries/../../etc/passwd", f"/{original()}", f"{original()}/x", "other/1"])
def test_keys_of_others_are_no_keys(bench: Bench, key: str):
    store = bench.store
    for call in (
        lambda: store.head(key),
        lambda: next(store.read(key)),
        lambda: store.put(key, BytesIO(b"1"), size=1, content_type=JPEG),
        lambda: store.copy(original(), key),
        lambda: store.copy(key, original()),
        lambda: store.delete([key]),
        lambda: store.presign_put(upload(key=key or "x"), expires=HOUR),
        lambda: store.presign_get(key, filename="a.jpg", content_type=JPEG, expires=HOUR),
        lambda: store.presign_view(key, content_type=JPEG, window=WINDOW),
        lambda: store.begin_multipart(key, content_type=JPEG),
        lambda: next(store.list(f"{key}..")),
    ):
        with pytest.raises(ValueError, match="of a gallery"):
            call()


@pytest.mark.parametrize("expires", [timedelta(0), timedelta(days=7, seconds=1)], ids=["none", "too long"])
def test_signature_lasts_from_a_second_to_seven_days(bench: Bench, expires: timedelta):
    for call in (
        lambda: bench.store.presign_put(upload(), expires=expires),
        lambda: bench.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=expires),
        lambda: bench.store.presign_view(original(), content_type=JPEG, window=expires),
        lambda: bench.store.presign_part(original(), upload_id="a", number=1, size=1, expires=expires),
    ):
        with pytest.raises(ValueError, match="seven days"):
            call()


@pytest.mark.parametrize("content_type", ["", "image", "text/html\r\nX: y", "image/jpeg; a=b"])
def test_types_that_break_a_header_are_no_types(bench: Bench, content_type: str):
    with pytest.raises(ValueError, match="content type"):
        bench.store.presign_put(upload(content_type=content_type), expires=HOUR)


def test_download_is_an_attachment_of_this_type(bench: Bench):
    bench.have(original(), content_type="image/heic")
    url = bench.store.presign_get(original(), filename="0001-Amit.jpg", content_type=JPEG, expires=HOUR)

    answer = bench.browser.get(url)

    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["Content-Type"] == JPEG
    assert answer.headers["Content-Disposition"] == 'attachment; filename="0001-Amit.jpg"'


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ('a "b".jpg', 'attachment; filename="a \\"b\\".jpg"'),
        ("Zoë – 1.jpg", "attachment; filename*=utf-8''Zo%C3%AB%20%E2%80%93%201.jpg"),
        ("a\r\nSet-Cookie: b=c.jpg", 'attachment; filename="a_Set-Cookie: b=c.jpg"'),
        ("../../etc/pass\\wd", 'attachment; filename="_.._etc_pass_wd"'),
        ("", 'attachment; filename="photo"'),
    ],
    ids=["quotes", "letters", "newlines", "folders", "none"],
)
def test_name_of_a_download_may_be_anything(bench: Bench, filename: str, header: str):
    bench.have(original())
    url = bench.store.presign_get(original(), filename=filename, content_type=JPEG, expires=HOUR)

    assert bench.browser.get(url).headers["Content-Disposition"] == header


def ranged(bench: Bench, wanted: str, **headers: str) -> httpx.Response:
    url = bench.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR)
    return bench.browser.get(url, headers={"Range": wanted, **{key.replace("_", "-"): headers[key] for key in headers}})


@pytest.mark.parametrize(
    ("wanted", "expected", "content_range"),
    [
        ("bytes=0-9", PHOTO[:10], f"bytes 0-9/{len(PHOTO)}"),
        ("bytes=2000-", PHOTO[2000:], f"bytes 2000-{len(PHOTO) - 1}/{len(PHOTO)}"),
        ("bytes=-5", PHOTO[-5:], f"bytes {len(PHOTO) - 5}-{len(PHOTO) - 1}/{len(PHOTO)}"),
    ],
    ids=["beginning", "rest", "end"],
)
def test_download_goes_on_where_it_broke_off(bench: Bench, wanted: str, expected: bytes, content_range: str):
    bench.have(original())

    answer = ranged(bench, wanted)

    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["Content-Range"] == content_range


def test_range_behind_the_end_is_refused(bench: Bench):
    bench.have(original())

    assert ranged(bench, f"bytes={len(PHOTO)}-").status_code == 416


def test_view_address_is_the_same_for_a_window(bench: Bench):
    bench.have(original())
    bench.clock.offset = -(datetime.now(UTC) - datetime(2026, 11, 20, 12, tzinfo=UTC))

    def address(seconds: int) -> str:
        bench.clock.offset += timedelta(seconds=seconds)
        return bench.store.presign_view(original(), content_type="image/webp", window=WINDOW)

    first, soon, last, following = address(1), address(60), address(1730), address(20)
    assert first == soon == last
    assert following != first


def test_view_address_shows_the_object_and_lets_browsers_keep_it(bench: Bench):
    bench.have(original())
    answer = bench.browser.get(bench.store.presign_view(original(), content_type="image/webp", window=WINDOW))

    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=1800, immutable"
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(("ago", "status"), [(59, 200), (121, 403)], ids=["end of the next window", "two later"])
def test_view_address_outlives_its_window_by_one(bench: Bench, ago: int, status: int):
    """A page that was made at the last moment of a window still has a whole one to load its pictures."""
    bench.have(original())
    bench.clock.offset = timedelta(minutes=-ago)

    url = bench.store.presign_view(original(), content_type=JPEG, window=timedelta(hours=1))

    assert bench.browser.get(url).status_code == status


def test_archives_have_keys_of_their_own(bench: Bench):
    key = archive(GALLERY, OTHER_GALLERY, number=3)
    bench.store.put(key, BytesIO(b"PK"), size=2, content_type="application/zip")

    assert bench.has() == {key: 2}
