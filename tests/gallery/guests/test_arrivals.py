"""What was sent is looked at before it is kept; every abuse gives the shot back and keeps nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone as clock

from gallery.actions.arrivals import refuse
from gallery.actions.uploads import part_size
from gallery.models import Gallery, GuestSession, Media
from gallery.storage import keys
from gallery.storage.stores import media_store
from tests.factories.gallery import gallery_for
from tests.gallery.guests.conftest import jpeg
from tests.gallery.guests.phone import Phone, declaration, put, stored
from tests.gallery.guests.test_uploads import used

MIB = 1024 * 1024
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def test_photo_arrives_and_lies_where_nobody_can_write(phone: Phone, picture: Any):
    before = clock.now()
    media = phone.take(picture())

    assert (media.status, media.mime_type, media.taken_at == media.uploaded_at) == ("uploaded", "image/jpeg", True)
    assert before <= media.uploaded_at <= clock.now()
    assert stored(media) == {"incoming": False, "original": True}


def test_complete_twice_is_once(phone: Phone, gallery: Gallery, picture: Any):
    permission = phone.declare(picture())
    phone.send(permission, picture())
    first = phone.complete(permission)
    uploaded_at = Media.objects.get().uploaded_at

    assert (
        phone.complete(permission)
        == first
        == {
            "media_id": permission["media_id"],
            "status": "uploaded",
            "shots_left": 1,
        }
    )
    assert Media.objects.get().uploaded_at == uploaded_at


def test_complete_before_the_bytes_says_so_and_can_be_repeated(phone: Phone, picture: Any):
    permission = phone.declare(picture())
    assert phone.complete(permission, expect=409)["error"] == "UPLOAD_MISSING"
    phone.send(permission, picture())

    assert phone.complete(permission)["status"] == "uploaded"


def test_address_takes_exactly_what_was_declared_and_once(phone: Phone, picture: Any):
    data = picture()
    permission = phone.declare(data)
    upload = permission["upload"]
    other = bytes([data[0] ^ 1]) + data[1:]
    refused = [
        put(upload["url"], data + b"!", upload["headers"]).status_code,
        put(upload["url"], data[:-1], upload["headers"]).status_code,
        put(upload["url"], other, upload["headers"]).status_code,
        put(upload["url"], data, upload["headers"] | {"Content-Type": "text/html"}).status_code,
    ]
    phone.send(permission, data)
    refused.append(put(upload["url"], data, upload["headers"]).status_code)

    assert refused == [403, 403, 400, 403, 412]
    assert phone.complete(permission)["status"] == "uploaded"


def test_address_is_worth_nothing_after_completion(phone: Phone, picture: Any):
    data = picture()
    permission = phone.declare(data)
    phone.send(permission, data)
    phone.complete(permission)
    put(permission["upload"]["url"], data, permission["upload"]["headers"])
    media = Media.objects.get()

    assert b"".join(media_store().read(keys.original(media.gallery.public_id, media.public_id))) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (SVG, "TYPE_NOT_ALLOWED"),
        (HTML, "TYPE_NOT_ALLOWED"),
        (b"%PDF-1.7" + b" " * 50, "TYPE_NOT_ALLOWED"),
        (b"\x00" * 100, "NOT_A_PICTURE"),
        (b"GIFno", "NOT_A_PICTURE"),
    ],
    ids=["svg", "html", "pdf", "zeros", "almost gif"],
)
def test_what_is_no_photo_is_refused_and_its_shot_comes_back(phone: Phone, gallery: Gallery, data: bytes, reason: str):
    permission = phone.declare(data)
    phone.send(permission, data)

    assert [phone.complete(permission, expect=422)["error"] for _number in range(2)] == [reason, reason]
    assert (Media.objects.get().status, used(gallery)) == ("rejected", 0)
    assert [photo["reason"] for photo in phone.mine()["media"]] == [reason]


def test_bytes_decide_the_type(phone: Phone):
    media = phone.take(jpeg(kind="PNG"))

    assert media.mime_type == "image/png"


def test_store_that_was_written_past_us_is_looked_at(phone: Phone, gallery: Gallery, picture: Any):
    """Whoever gets other bytes in, by whatever way, gains nothing."""
    permission = phone.declare(picture("red"))
    key = keys.incoming(gallery.public_id, Media.objects.get().public_id)
    longer, other = picture("blue") + b"!!", picture("blue")
    import io

    media_store().put(key, io.BytesIO(longer), size=len(longer), content_type="image/jpeg")
    assert phone.complete(permission, expect=422)["error"] == "WRONG_SIZE"

    permission = phone.declare(other, sha256="0" * 64)
    key = keys.incoming(gallery.public_id, Media.objects.get(status="pending").public_id)
    media_store().put(key, io.BytesIO(other), size=len(other), content_type="image/jpeg")
    assert phone.complete(permission, expect=422)["error"] == "WRONG_HASH"
    assert used(gallery) == 0


@pytest.mark.parametrize("reason", ["UPLOAD_EXPIRED", "WRONG_HASH"])
def test_photo_that_was_given_up_can_be_sent_once_more(phone: Phone, gallery: Gallery, picture: Any, reason: str):
    first = phone.declare(picture(), client_upload_id="a-1")
    phone.send(first, picture("red").ljust(len(picture()), b"!"), expect=400)
    refuse(Media.objects.get(), reason)
    assert used(gallery) == 0

    again = phone.declare(picture(), client_upload_id="a-1")
    phone.send(again, picture())
    assert (again["media_id"] == first["media_id"], phone.complete(again)["status"]) == (False, "uploaded")
    assert [photo["media_id"] for photo in phone.mine()["media"]] == [again["media_id"]]
    assert used(gallery) == 1


def test_another_guests_photo_is_not_there(phone: Phone, gallery: Gallery, picture: Any):
    permission = phone.declare(picture())
    other = Phone(gallery)
    other.join()

    assert other.complete(permission, expect=404)["error"] == "NOT_FOUND"
    assert other.call(f"/uploads/{permission['media_id']}/withdraw", expect=404)["error"] == "NOT_FOUND"
    assert other.mine()["media"] == []


def test_deactivated_guest_does_not_finish(phone: Phone, picture: Any):
    permission = phone.declare(picture())
    phone.send(permission, picture())
    GuestSession.objects.update(is_active=False)

    assert phone.complete(permission, expect=403)["error"] == "GUEST_DEACTIVATED"
    assert Media.objects.get().status == "pending"


def test_what_was_on_its_way_when_the_gallery_closed_arrives(phone: Phone, picture: Any):
    permission = phone.declare(picture())
    phone.send(permission, picture())
    Gallery.objects.update(closed_at=clock.now())

    assert phone.complete(permission)["status"] == "uploaded"


@pytest.mark.parametrize("late", ["archived", "hours later"])
def test_nothing_arrives_after_that(phone: Phone, picture: Any, late: str):
    permission = phone.declare(picture())
    phone.send(permission, picture())
    Gallery.objects.update(closed_at=clock.now())
    if late == "archived":
        Gallery.objects.update(archived_at=clock.now())
    else:
        Media.objects.update(created_at=clock.now() - timedelta(hours=3))

    assert phone.complete(permission, expect=403)["error"] == "GALLERY_NOT_ACTIVE"


def test_large_photo_arrives_in_parts_whose_order_does_not_matter(db: None):
    phone = Phone(gallery_for(compression_mode="raw"))
    phone.join()
    data = jpeg() + b"\x00" * (17 * MIB)
    permission = phone.declare(data, sha256="")
    media = Media.objects.get()
    signed = {
        part["number"]: part
        for part in phone.call(f"/uploads/{media.public_id}/parts", {"numbers": [1, 2, 3]})["parts"]
    }
    offsets = {1: 0, 2: 8 * MIB, 3: 16 * MIB}
    for number in (3, 1):
        piece = data[offsets[number] :][: part_size(media, number)]
        assert put(signed[number]["url"], piece, signed[number]["headers"]).status_code == 200
    assert phone.complete(permission, expect=409)["error"] == "UPLOAD_MISSING"
    piece = data[offsets[2] :][: part_size(media, 2)]
    assert put(signed[2]["url"], piece, signed[2]["headers"]).status_code == 200
    phone.complete(permission)
    media.refresh_from_db()

    assert (media.status, media.multipart_id, media.mime_type) == ("uploaded", "", "image/jpeg")
    assert media_store().head(keys.original(media.gallery.public_id, media.public_id)).size == len(data)


def test_own_photo_is_taken_back_for_everybody_and_its_shot_returns(phone: Phone, gallery: Gallery, picture: Any):
    media = phone.take(picture())
    address = f"/uploads/{media.public_id}/withdraw"

    assert [phone.call(address) for _number in range(2)] == [
        {"media_id": str(media.public_id), "status": "withdrawn", "shots_left": 2}
    ] * 2
    assert (Media.objects.kept().count(), used(gallery), phone.mine()["media"]) == (0, 0, [])


def test_guest_does_not_see_that_a_photo_was_hidden(phone: Phone, picture: Any):
    phone.take(picture())
    Media.objects.update(status="hidden", hidden_at=clock.now())

    assert [photo["status"] for photo in phone.mine()["media"]] == ["uploaded"]


def test_archived_gallery_shows_guests_nothing(phone: Phone, picture: Any):
    phone.take(picture())
    Gallery.objects.update(archived_at=clock.now())

    assert phone.mine()["media"] == []


def test_own_photos_take_a_fixed_number_of_queries(phone: Phone, gallery: Gallery, django_assert_num_queries: Any):
    Gallery.objects.update(max_uploads_per_guest=50)
    phone.gallery.refresh_from_db()
    guest = GuestSession.objects.get()
    Media.objects.bulk_create(
        Media(
            gallery=gallery,
            guest=guest,
            client_upload_id=str(number),
            status="uploaded",
            size_bytes=number + 1,
            mime_type="image/jpeg",
            sha256=declaration(bytes(number))["sha256"],
            uploaded_at=clock.now(),
            taken_at=clock.now(),
            recipe=1,
        )
        for number in range(30)
    )
    with django_assert_num_queries(2):
        assert len(phone.mine()["media"]) == 30
