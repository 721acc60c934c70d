"""Signed addresses used for something else than they were signed for: refused the same way by both stores.

The statuses are S3's. Nothing lies there afterwards that was not signed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.gallery.storage.stores import HOUR, JPEG, PHOTO, Bench, incoming, original, upload

OTHERS = bytes(reversed(PHOTO))
Headers = dict[str, str | None]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (PHOTO, {"content_type": "text/html"}, 403),
        (PHOTO, {"content_type": None}, 403),
        (PHOTO + b"1", {}, 403),
        (PHOTO[:-1], {}, 403),
        (b"", {}, 403),
        (OTHERS, {}, 400),
        (PHOTO, {"x_amz_checksum_sha256": None}, 403),
        (PHOTO, {"x_amz_checksum_sha256": "A" * 43 + "="}, 403),
        (PHOTO, {"if_none_match": None}, 403),
        (PHOTO, {"if_none_match": '"other"'}, 403),
    ],
    ids=[
        "wrong type",
        "no type",
        "a byte more",
        "a byte less",
        "empty",
        "other bytes",
        "no hash",
        "other hash",
        "not once",
        "once but for",
    ],
)
def test_other_upload_than_signed_is_refused(bench: Bench, body: bytes, headers: Headers, status: int):
    signed = bench.store.presign_put(upload(), expires=HOUR)

    answer = bench.send(signed, body, **headers)

    assert (answer.status_code, bench.has()) == (status, {})
    assert bench.send(signed, PHOTO).status_code == 200


CHANGES: dict[str, Callable[[str], str]] = {
    "other key": lambda url: url.replace(incoming(1), incoming(2)),
    "other prefix": lambda url: url.replace("/incoming/", "/originals/"),
    "other bucket": lambda url: url.replace("/media/", "/zips/"),
    "no such bucket": lambda url: url.replace("/media/", "/nowhere/"),
    "longer": lambda url: url.replace("Expires=3600", "Expires=604800").replace("expires=1", "expires=2"),
    "other signature": lambda url: url[:-6] + ("000000" if url[-6:] != "000000" else "111111"),
    "half a signature": lambda url: url[:-1],
    "no signature": lambda url: url.partition("?")[0],
    "added": lambda url: url + "&response-content-type=text/html",
    "twice": lambda url: url + "&" + url.rpartition("&")[2],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_address_of_an_upload_is_refused(bench: Bench, change: Callable[[str], str]):
    signed = bench.store.presign_put(upload(), expires=HOUR)
    changed = change(signed.url)

    answer = bench.browser.put(changed, content=PHOTO, headers=signed.headers)

    assert changed != signed.url
    assert (answer.status_code, bench.has()) == (403, {})


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_address_of_a_download_is_refused(bench: Bench, change: Callable[[str], str]):
    bench.have(incoming(1))
    bench.have(incoming(2))
    bench.store.copy(incoming(1), original(1))
    url = bench.store.presign_get(incoming(1), filename="a.jpg", content_type=JPEG, expires=HOUR)

    assert change(url) != url
    assert bench.browser.get(change(url)).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PATCH"])
def test_address_of_an_upload_is_good_for_nothing_else(bench: Bench, method: str):
    signed = bench.store.presign_put(upload(), expires=HOUR)
    bench.have(incoming())

    answer = bench.browser.request(method, signed.url, headers=signed.headers)

    assert (answer.status_code, bench.has()) == (403, {incoming(): len(PHOTO)})


@pytest.mark.parametrize("method", ["HEAD", "PUT", "POST", "DELETE", "PATCH"])
def test_address_of_a_download_is_good_for_nothing_else(bench: Bench, method: str):
    bench.have(original())
    url = bench.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR)

    answer = bench.browser.request(method, url, content=b"other" if method in {"PUT", "POST"} else None)

    assert (answer.status_code, bench.bytes_of(original())) == (403, PHOTO)


def test_type_and_name_of_a_download_are_signed(bench: Bench):
    bench.have(original())
    url = bench.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR)

    for name, other in (("jpeg", "svg%2Bxml"), ("attachment", "inline"), ("a.jpg", "a.exe")):
        changed = url.replace(name, other)
        assert changed != url
        assert bench.browser.get(changed).status_code == 403


def test_nothing_is_read_or_written_after_the_expiry(bench: Bench):
    bench.have(original())
    bench.clock.offset = timedelta(hours=-1, seconds=-2)
    signed = bench.store.presign_put(upload(), expires=HOUR)
    url = bench.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR)

    assert bench.send(signed, PHOTO).status_code == 403
    assert bench.browser.get(url).status_code == 403
    assert bench.has() == {original(): len(PHOTO)}


def test_upload_is_taken_once(bench: Bench):
    """Also by an address that was signed anew, and also for other bytes: what is there stays."""
    first = bench.store.presign_put(upload(), expires=HOUR)
    other = bench.store.presign_put(upload(OTHERS), expires=HOUR)

    statuses = [
        bench.send(signed, body).status_code for signed, body in ((first, PHOTO), (first, PHOTO), (other, OTHERS))
    ]

    assert statuses == [200, 412, 412]
    assert bench.bytes_of(incoming()) == PHOTO


def test_upload_is_taken_again_once_it_is_deleted(bench: Bench):
    signed = bench.store.presign_put(upload(), expires=HOUR)
    statuses = [bench.send(signed, PHOTO).status_code]
    bench.store.delete([incoming()])
    statuses.append(bench.send(signed, PHOTO).status_code)

    assert statuses == [200, 200]


def test_signed_download_of_nothing_is_not_found(bench: Bench):
    for url in (
        bench.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR),
        bench.store.presign_view(original(), content_type=JPEG, window=HOUR),
    ):
        assert bench.browser.get(url).status_code == 404


@pytest.mark.parametrize("size", [0, -1, 5 * 1024**3])
def test_nothing_and_too_much_cannot_be_signed(bench: Bench, size: int):
    wanted = upload(b"")
    object.__setattr__(wanted, "size", size)

    with pytest.raises(ValueError, match="size"):
        bench.store.presign_put(wanted, expires=HOUR)


def test_hash_that_is_none_cannot_be_signed(bench: Bench):
    wanted = upload()
    object.__setattr__(wanted, "sha256", "A" * 44)

    with pytest.raises(ValueError, match="SHA-256"):
        bench.store.presign_put(wanted, expires=HOUR)


def test_name_that_somebody_typed_is_nowhere_in_a_key(bench: Bench):
    with pytest.raises(ValueError, match="of a gallery"):
        bench.store.presign_put(upload(key=f"{incoming()[:-36]}../../../../media/x.jpg"), expires=HOUR)
