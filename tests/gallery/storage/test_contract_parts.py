"""Uploads in parts, by both stores: R2's rule of equal parts, S3's of five mebibytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from gallery.storage.contract import ObjectMissing, StorageTrouble
from tests.gallery.storage.stores import HOUR, JPEG, PART, PHOTO, Bench, incoming, original

FIRST, SECOND, LAST = b"1" * PART, b"2" * PART, b"three"


def begun(bench: Bench, key: str = "") -> str:
    return bench.store.begin_multipart(key or incoming(), content_type=JPEG)


def send_part(bench: Bench, upload_id: str, number: int, body: bytes, **headers: str | None) -> tuple[int, str]:
    signed = bench.store.presign_part(incoming(), upload_id=upload_id, number=number, size=len(body), expires=HOUR)
    answer = bench.send(signed, body, **headers)
    return answer.status_code, answer.headers.get("ETag", "")


def complete(bench: Bench, upload_id: str, *bodies: bytes) -> None:
    etags = [
        bench.store.put_part(incoming(), upload_id=upload_id, number=number, body=body)
        for number, body in enumerate(bodies, start=1)
    ]
    bench.store.complete_multipart(incoming(), upload_id=upload_id, etags=etags)


def test_parts_of_browser_and_server_become_the_object(bench: Bench):
    upload_id = begun(bench)
    status, etag = send_part(bench, upload_id, 2, LAST)
    first = bench.store.put_part(incoming(), upload_id=upload_id, number=1, body=FIRST)
    before = bench.has()

    found = bench.store.complete_multipart(incoming(), upload_id=upload_id, etags=[first, etag])

    assert (status, before) == (200, {})
    assert (found.key, found.size, found.content_type, found.sha256) == (incoming(), PART + 5, JPEG, None)
    assert found == bench.store.head(incoming())
    assert bench.bytes_of(incoming()) == FIRST + LAST


def test_upload_is_taken_up_again_by_what_has_come(bench: Bench):
    upload_id = begun(bench)
    none = bench.store.parts(incoming(), upload_id=upload_id)
    _, etag = send_part(bench, upload_id, 3, b"abc")
    send_part(bench, upload_id, 5, b"old")
    _, newer = send_part(bench, upload_id, 5, b"newer")

    there = bench.store.parts(incoming(), upload_id=upload_id)

    assert none == {}
    assert there == {3: (etag.strip('"'), 3), 5: (newer.strip('"'), 5)}


def test_parts_are_listed_page_by_page(bench: Bench):
    upload_id = begun(bench)
    for number in range(1, 6):
        bench.store.put_part(incoming(), upload_id=upload_id, number=number, body=bytes(number))

    there = bench.store.parts(incoming(), upload_id=upload_id)

    assert {number: size for number, (_etag, size) in there.items()} == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


@pytest.mark.parametrize(
    ("bodies", "reason"),
    [
        ((b"small", b"small"), "EntityTooSmall|InvalidPart"),
        ((FIRST, SECOND + b"2", LAST), "InvalidPart"),
        ((FIRST, SECOND + b"2"), "InvalidPart"),
    ],
    ids=["too small", "unequal", "last is larger"],
)
def test_parts_that_r2_or_s3_would_refuse_are_refused(bench: Bench, bodies: tuple[bytes, ...], reason: str):
    upload_id = begun(bench)

    with pytest.raises(StorageTrouble, match=reason):
        complete(bench, upload_id, *bodies)

    assert bench.has() == {}


def test_single_part_may_be_small_and_goes_over_what_is_there(bench: Bench):
    bench.have(incoming())
    complete(bench, begun(bench), b"one")

    assert bench.bytes_of(incoming()) == b"one"


@pytest.mark.parametrize("etags", [[], ["0" * 32]], ids=["none", "another"])
def test_parts_that_have_not_come_are_refused(bench: Bench, etags: list[str]):
    upload_id = begun(bench)
    bench.store.put_part(incoming(), upload_id=upload_id, number=1, body=b"one")

    with pytest.raises(StorageTrouble):
        bench.store.complete_multipart(incoming(), upload_id=upload_id, etags=etags)

    assert bench.has() == {}
    assert list(bench.store.parts(incoming(), upload_id=upload_id)) == [1]


def test_part_is_bound_to_its_length_upload_and_number(bench: Bench):
    upload_id, other = begun(bench), begun(bench, incoming(2))
    signed = bench.store.presign_part(incoming(), upload_id=upload_id, number=1, size=3, expires=HOUR)
    changed = [
        signed.url.replace(upload_id, other),
        signed.url.replace("partNumber=1", "partNumber=2").replace("part=1", "part=2"),
        signed.url.replace(incoming(1), incoming(2)),
    ]

    statuses = [bench.send(signed, body).status_code for body in (b"four", b"12", b"")]
    statuses += [bench.browser.put(url, content=b"123").status_code for url in changed]

    assert statuses == [403] * 6
    assert bench.store.parts(incoming(), upload_id=upload_id) == {}
    assert bench.store.parts(incoming(2), upload_id=other) == {}


def test_part_is_refused_after_its_expiry(bench: Bench):
    upload_id = begun(bench)
    bench.clock.offset = timedelta(hours=-2)

    assert send_part(bench, upload_id, 1, b"123")[0] == 403


def test_upload_that_is_over_takes_no_parts(bench: Bench):
    upload_id = begun(bench)
    bench.store.put_part(incoming(), upload_id=upload_id, number=1, body=b"one")
    bench.store.abort_multipart(incoming(), upload_id=upload_id)
    bench.store.abort_multipart(incoming(), upload_id=upload_id)
    ended = begun(bench)
    complete(bench, ended, b"one")

    for over in (upload_id, ended):
        assert send_part(bench, over, 1, b"123")[0] == 404
        with pytest.raises(ObjectMissing):
            bench.store.parts(incoming(), upload_id=over)
        with pytest.raises(ObjectMissing):
            bench.store.put_part(incoming(), upload_id=over, number=1, body=b"one")
        with pytest.raises(ObjectMissing):
            bench.store.complete_multipart(incoming(), upload_id=over, etags=["1"])


def test_id_that_nobody_gave_is_no_upload(bench: Bench):
    for upload_id in ("nothing", "../../objects", "0" * 32):
        with pytest.raises(ObjectMissing):
            bench.store.parts(incoming(), upload_id=upload_id)
        bench.store.abort_multipart(incoming(), upload_id=upload_id)


@pytest.mark.parametrize(("number", "size"), [(0, 1), (10_001, 1), (1, 0)], ids=["zeroth", "too many", "empty"])
def test_part_that_no_store_takes_cannot_be_signed(bench: Bench, number: int, size: int):
    with pytest.raises(ValueError, match=r"part|size"):
        bench.store.presign_part(incoming(), upload_id="a", number=number, size=size, expires=HOUR)


def test_stale_uploads_are_those_that_were_begun_before(bench: Bench):
    ids = {incoming(number): begun(bench, incoming(number)) for number in range(1, 6)}
    bench.store.abort_multipart(incoming(1), upload_id=ids[incoming(1)])
    bench.store.put(original(), BytesIO(PHOTO), size=len(PHOTO), content_type=JPEG)
    now = datetime.now(UTC)

    stale = list(bench.store.stale_multiparts(before=now + timedelta(minutes=1)))

    assert sorted(stale) == [(incoming(number), ids[incoming(number)]) for number in range(2, 6)]
    assert list(bench.store.stale_multiparts(before=now - timedelta(minutes=1))) == []
