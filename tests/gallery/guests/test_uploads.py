"""Permission to send: shots, repeats, what is refused before any byte."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone as clock

from gallery.models import Gallery, GalleryTag, GuestSession, Media
from tests.factories.gallery import gallery_for
from tests.factories.site_pages import EventFactory
from tests.gallery.guests.phone import Phone, declaration

MIB = 1024 * 1024


def used(gallery: Gallery) -> int:
    """The counter of the only guest, which agrees with the rows."""
    guest = GuestSession.objects.get(gallery=gallery)
    holding = guest.media.filter(status__in=["pending", "uploaded", "hidden"]).count()
    assert guest.shots_used == holding
    return holding


def test_permission_is_for_exactly_these_bytes(phone: Phone, picture: Any):
    data = picture()
    found = phone.declare(data, client_upload_id="a-1", tags=["Dance floor"])
    media = Media.objects.get()

    assert found["media_id"] == str(media.public_id)
    assert (found["status"], found["shots_left"], found["parts"]) == ("pending", 1, None)
    assert found["upload"]["method"] == "PUT"
    assert (media.status, media.size_bytes, media.sha256) == ("pending", len(data), declaration(data)["sha256"])
    assert (media.tags, media.client_upload_id) == (["Dance floor"], "a-1")


def test_repeat_finds_the_same_photo_and_takes_no_shot(phone: Phone, gallery: Gallery, picture: Any):
    first = phone.declare(picture(), client_upload_id="a-1")
    again = phone.declare(picture(), client_upload_id="a-1", expect=200)

    assert again["media_id"] == first["media_id"]
    assert used(gallery) == 1


def test_same_bytes_of_the_same_guest_are_the_same_photo(phone: Phone, gallery: Gallery, picture: Any):
    media = phone.take(picture(), client_upload_id="a-1")
    again = phone.declare(picture(), client_upload_id="b-2", expect=200)

    assert (again["media_id"], again["status"], again["upload"]) == (str(media.public_id), "uploaded", None)
    assert used(gallery) == 1


def test_no_more_than_the_shots_there_are(phone: Phone, gallery: Gallery, picture: Any):
    for colour in ("red", "blue"):
        phone.declare(picture(colour))

    assert phone.declare(picture("green"), expect=403)["error"] == "UPLOAD_LIMIT_REACHED"
    assert used(gallery) == 2


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"size_bytes": 0}, {"size_bytes"}),
        ({"size_bytes": -5}, {"size_bytes"}),
        ({"size_bytes": 25 * MIB + 1}, {"size_bytes"}),
        ({"sha256": "zz"}, {"sha256"}),
        ({"sha256": ""}, {"sha256"}),
        ({"client_upload_id": "../../x"}, {"client_upload_id"}),
        ({"size_bytes": 0, "sha256": "x"}, {"size_bytes", "sha256"}),
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, {"tags"}),
        ({"mime_type": "image/svg+xml"}, {"mime_type"}),
        ({"mime_type": "text/html; charset=utf-8"}, {"mime_type"}),
        ({"mime_type": ""}, {"mime_type"}),
    ],
    ids=[
        "nothing",
        "negative",
        "too large",
        "no hash",
        "no hash given",
        "id",
        "two at once",
        "tags",
        "svg",
        "page",
        "none",
    ],
)
def test_what_does_not_fit_is_named(phone: Phone, gallery: Gallery, picture: Any, fields: Any, wrong: set[str]):
    answer = phone.declare(picture(), expect=400, **fields)

    assert set(answer["fields"]) == wrong
    assert used(gallery) == 0


def test_type_is_taken_in_other_spellings(phone: Phone, picture: Any):
    for number, written in enumerate(("image/jpg", "IMAGE/PNG", " image/heic ")):
        Media.objects.all().delete()
        GuestSession.objects.update(shots_used=0)
        phone.declare(picture(), mime_type=written, client_upload_id=str(number))
        assert Media.objects.get().mime_type == ("image/jpeg", "image/png", "image/heic")[number]


def test_time_without_a_zone_is_not_guessed(phone: Phone, picture: Any):
    answer = phone.declare(picture(), taken_at="2026-11-20T18:30:00", expect=400)

    assert (answer["error"], set(answer["fields"])) == ("INVALID_INPUT", {"taken_at"})


def test_tags_are_spelled_as_they_were_first_in_their_gallery(phone: Phone, gallery: Gallery, picture: Any):
    phone.declare(picture("red"), tags=["Dance floor", "cake"])
    other = Phone(gallery)
    other.join()
    other.declare(picture("blue"), tags=["DANCE FLOOR", "Straße"])
    other.declare(picture("green"), tags=["strasse", "Cake"])
    elsewhere = Phone(gallery_for(EventFactory(slug="elsewhere")))
    elsewhere.join()
    elsewhere.declare(picture(), tags=["dance floor"])

    assert list(Media.objects.order_by("pk").values_list("tags", flat=True)) == [
        ["Dance floor", "cake"],
        ["Dance floor", "Straße"],
        ["Straße", "cake"],
        ["dance floor"],
    ]


def test_refused_photo_leaves_no_spelling(phone: Phone, picture: Any):
    for colour in ("red", "blue"):
        phone.declare(picture(colour))
    phone.declare(picture("green"), tags=["DANCE"], expect=403)

    assert GalleryTag.objects.count() == 0


def test_raw_gallery_takes_large_photos_in_equal_parts(db: None):
    gallery = gallery_for(compression_mode="raw")
    phone = Phone(gallery)
    phone.join()
    found = phone.declare(b"x", size_bytes=20 * MIB, sha256="")

    assert (found["upload"], found["parts"]) == (None, {"count": 3, "part_bytes": 8 * MIB})
    address = f"/uploads/{found['media_id']}/parts"
    signed = phone.call(address, {"numbers": [1, 3, 3]})["parts"]
    assert [part["number"] for part in signed] == [1, 3]
    for numbers in ([], [0], [4], list(range(1, 22))):
        assert "numbers" in phone.call(address, {"numbers": numbers}, expect=400)["fields"]


def test_parts_are_signed_as_long_as_a_photo_may_be_finished(db: None):
    gallery = gallery_for(compression_mode="raw")
    phone = Phone(gallery)
    phone.join()
    address = f"/uploads/{phone.declare(b'x', size_bytes=20 * MIB, sha256='')['media_id']}/parts"
    Gallery.objects.update(closed_at=clock.now())
    assert len(phone.call(address, {"numbers": [1]})["parts"]) == 1

    Media.objects.update(created_at=clock.now() - timedelta(hours=3))

    assert phone.call(address, {"numbers": [1]}, expect=403)["error"] == "GALLERY_NOT_ACTIVE"


def test_closed_gallery_gives_no_permission(phone: Phone, gallery: Gallery, picture: Any):
    Gallery.objects.update(closed_at=clock.now())

    answer = phone.declare(picture(), expect=403)
    assert (answer["error"], answer["status"], used(gallery)) == ("GALLERY_NOT_ACTIVE", "closed", 0)


def test_deactivated_guest_gets_no_permission(phone: Phone, gallery: Gallery, picture: Any):
    GuestSession.objects.update(is_active=False)

    assert phone.declare(picture(), expect=403)["error"] == "GUEST_DEACTIVATED"
    assert used(gallery) == 0


def test_cameras_clock_counts_where_it_is_believable(phone: Phone, picture: Any):
    near, far = clock.now() - timedelta(minutes=5), clock.now() + timedelta(days=800)
    for number, moment in enumerate((near, far)):
        phone.declare(picture(["red", "blue"][number]), taken_at=moment.isoformat(), client_upload_id=str(number))

    assert list(Media.objects.order_by("pk").values_list("taken_at", flat=True)) == [near, None]


def test_nobody_sends_for_a_browser_that_has_not_joined(gallery: Gallery, picture: Any):
    assert Phone(gallery).declare(picture(), expect=401)["error"] == "GUEST_SESSION_REQUIRED"
