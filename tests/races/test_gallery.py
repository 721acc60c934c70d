"""Fifty guests at the last places of a gallery, fifty uploads at the last shots, and what happens without the guard."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.models import QuerySet

from gallery.actions.guests import join_gallery, rename_guest
from gallery.actions.uploads import Declared, create_upload
from gallery.actions.withdrawals import withdraw_photo
from gallery.errors import GuestLimitReached, UploadLimitReached
from gallery.models import Gallery, GalleryTag, GuestSession, Media
from tests.factories.gallery import gallery_for, guest_of
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD, ROOM = 50, 10
Rows = QuerySet[Any]


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for(max_guests=ROOM, max_uploads_per_guest=ROOM)


def join(gallery: Gallery) -> str:
    try:
        join_gallery(gallery.slug, pin="", display_name=None, token="", network="192.0.2.0")
    except GuestLimitReached:
        return "full"
    return "in"


def photo(number: int, *, same_id: bool = False) -> Declared:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return Declared("the-same" if same_id else f"photo-{number}", "image/jpeg", 1000 + number, digest)


def send(guest: GuestSession, declared: Declared) -> str:
    try:
        create_upload(guest, declared)
    except UploadLimitReached:
        return "full"
    return "sent"


def counted(guest: GuestSession) -> tuple[int, int]:
    """The counter, and a recount."""
    return GuestSession.objects.get(pk=guest.pk).shots_used, Media.objects.filter(status="pending").count()


def test_fifty_guests_at_ten_places(gallery: Gallery):
    answers = all_at_once([lambda: join(gallery)] * CROWD)

    assert sorted(answers) == ["full"] * (CROWD - ROOM) + ["in"] * ROOM
    assert (Gallery.objects.get().guests_used, GuestSession.objects.count()) == (ROOM, ROOM)


def test_fifty_uploads_at_ten_shots(gallery: Gallery):
    guest = guest_of(gallery)
    answers = all_at_once([lambda number=number: send(guest, photo(number)) for number in range(CROWD)])

    assert sorted(answers) == ["full"] * (CROWD - ROOM) + ["sent"] * ROOM
    assert counted(guest) == (ROOM, ROOM)


def test_new_tags_in_other_orders_and_cases_are_spelled_once(gallery: Gallery):
    guests = [guest_of(gallery) for _number in range(ROOM)]
    both = (("Cake", "dance"), ("DANCE", "cake"))

    def tagged(number: int) -> str:
        plain = photo(number)
        return send(guests[number], replace(plain, tags=both[number % 2]))

    answers = all_at_once([lambda number=number: tagged(number) for number in range(ROOM)])

    spellings = {tag for tags in Media.objects.values_list("tags", flat=True) for tag in tags}
    assert (set(answers), len(spellings), GalleryTag.objects.count()) == ({"sent"}, 2, 2)


def test_one_photo_declared_many_times_at_once_takes_one_shot(gallery: Gallery):
    guest = guest_of(gallery)
    answers = all_at_once([lambda: send(guest, photo(1, same_id=True))] * 20)

    assert answers == ["sent"] * 20
    assert counted(guest) == (1, 1)


def test_photo_taken_back_many_times_at_once_returns_one_shot(gallery: Gallery):
    guest = guest_of(gallery)
    for number in range(3):
        send(guest, photo(number))
    media = Media.objects.earliest("pk").public_id
    all_at_once([lambda: withdraw_photo(guest, media)] * 8)

    assert counted(guest) == (2, 2)


def test_guest_who_changes_their_name_and_takes_photos_back_waits_and_gets_both(gallery: Gallery):
    guest = guest_of(gallery, "Ada")
    photos = [create_upload(guest, photo(number)).media for number in range(ROOM)]
    names = [f"Ada {number}" for number in range(ROOM)]

    all_at_once(
        [lambda one=one: withdraw_photo(guest, one.public_id) for one in photos]
        + [lambda name=name: rename_guest(guest, name) for name in names]
    )

    guest.refresh_from_db()
    assert counted(guest) == (0, 0)
    assert set(Media.objects.values_list("uploader", "status")) == {(guest.display_name, "withdrawn")}


def test_control_naming_the_guest_before_the_photos_blocks_who_takes_one_back(gallery: Gallery):
    """In the other order each waits for the other, and PostgreSQL ends one of them."""
    guest = guest_of(gallery, "Ada")
    taken = create_upload(guest, photo(1)).media
    both_have_one = Barrier(2)

    def change(first: Rows, second: Rows) -> str:
        try:
            with transaction.atomic():
                first.update(**touched(first))
                both_have_one.wait(timeout=30)
                second.update(**touched(second))
        except OperationalError:
            return "ended"
        return "done"

    row, person = Media.objects.filter(pk=taken.pk), GuestSession.objects.filter(pk=guest.pk)
    answers = all_at_once([lambda: change(row, person), lambda: change(person.all(), row.all())])

    assert sorted(answers) == ["done", "ended"]


def touched(rows: Rows) -> dict[str, str]:
    return {"uploader" if rows.model is Media else "display_name": "Grace"}


def test_without_the_guard_shots_are_oversold(gallery: Gallery):
    """The control: looking first and writing afterwards gives more than there are."""
    guest = guest_of(gallery)

    def look_then_write(number: int) -> str:
        with transaction.atomic():
            if Media.objects.filter(guest=guest).count() >= ROOM:
                return "full"
            Media.objects.create(
                gallery=gallery,
                guest=guest,
                client_upload_id=str(number),
                size_bytes=1,
                mime_type="image/jpeg",
                sha256="0" * 64,
            )
        return "sent"

    for number in range(ROOM - 1):
        look_then_write(number)
    answers = all_at_once([lambda number=number: look_then_write(100 + number) for number in range(20)])

    assert answers.count("sent") > 1
