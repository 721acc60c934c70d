"""What workers make of photos that have arrived: facts, pictures, and another try where a photo is not at fault."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone as clock
from PIL import Image

from gallery.actions import derive
from gallery.models import Gallery, GuestSession, Media
from gallery.pictures.workshop import shared
from gallery.storage import keys
from gallery.storage.stores import media_store
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.factories.site_pages import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> GuestSession:
    return guest_of(gallery_for(compression_mode="raw"), "Ada")


@pytest.fixture(scope="module", autouse=True)
def _no_process_left() -> Iterator[None]:
    yield
    shared.close()


def jpeg(size: tuple[int, int] = (1200, 800), *, turned: bool = False) -> bytes:
    file, exif = io.BytesIO(), Image.Exif()
    if turned:
        exif[0x0112] = 6
    exif[0x010F] = "PlantedMaker"
    Image.new("RGB", size, "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


def arrived(guest: GuestSession, data: bytes, **fields: Any) -> Media:
    """A photo of which nothing is known but what `complete` found."""
    unknown = {"recipe": 0, "width": None, "height": None, "crc32": None}
    facts = {"size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **unknown, **fields}
    media = photo_of(guest, **facts)
    GuestSession.objects.filter(pk=guest.pk).update(shots_used=guest.media.kept().count())
    media_store().put(derive.original_key(media), io.BytesIO(data), size=len(data), content_type="image/jpeg")
    return media


def read(key: str) -> bytes:
    return b"".join(media_store().read(key))


def test_photo_gets_its_facts_and_pictures(guest: GuestSession):
    data = jpeg(turned=True)
    media = arrived(guest, data)
    assert derive.derive_due() == 1
    media.refresh_from_db()

    assert (media.width, media.height, media.crc32) == (800, 1200, zlib.crc32(data))
    assert (media.recipe > 0, media.placeholder != "", media.derive_after) == (True, True, None)
    gallery_id = media.gallery.public_id
    thumbnail = read(keys.thumbnail(gallery_id, media.public_id, recipe=media.recipe))
    assert Image.open(io.BytesIO(thumbnail)).size == (341, 512)
    assert read(keys.preview(gallery_id, media.public_id, recipe=media.recipe))[:4] == b"RIFF"
    assert read(derive.original_key(media)) == data
    assert derive.derive_due() == 0


def test_compressed_gallery_keeps_no_device_in_the_original(guest: GuestSession):
    Gallery.objects.update(compression_mode="compressed")
    data = jpeg()
    media = arrived(guest, data)
    derive.derive_due()
    kept = read(derive.original_key(media))
    media.refresh_from_db()

    assert (b"PlantedMaker" in data, b"PlantedMaker" in kept, len(kept)) == (True, False, len(data))
    assert (media.crc32, media.sha256) == (zlib.crc32(kept), hashlib.sha256(data).hexdigest())


def test_damaged_photo_goes_and_its_shot_comes_back(guest: GuestSession):
    media = arrived(guest, jpeg()[:400])
    derive.derive_due()
    media.refresh_from_db()

    assert (media.status, media.reason) == ("rejected", "DAMAGED")
    assert GuestSession.objects.get().shots_used == 0


def test_large_photo_whose_bytes_are_not_the_declared_ones_goes(guest: GuestSession):
    media = arrived(guest, jpeg(), sha256="0" * 64)
    derive.derive_due()
    media.refresh_from_db()

    assert (media.status, media.reason) == ("rejected", "WRONG_HASH")


def test_what_was_not_the_photos_fault_is_tried_again_later(guest: GuestSession):
    media = photo_of(guest, recipe=0)  # its bytes are not there (yet)
    before = clock.now()
    assert [derive.derive_due(), derive.derive_due()] == [1, 0]
    media.refresh_from_db()

    assert (media.status, media.derive_attempts) == ("uploaded", 1)
    assert before + timedelta(seconds=29) < media.derive_after < clock.now() + timedelta(seconds=31)


def test_galleries_take_turns(guest: GuestSession):
    many = [photo_of(guest, recipe=0).pk for _number in range(3)]
    other = photo_of(guest_of(gallery_for(EventFactory(slug="other"))), recipe=0).pk

    assert sorted(derive.take(2)) == [many[0], other]
    assert sorted(derive.take(5)) == many[1:]
    assert derive.take(5) == []


def test_photo_that_was_taken_back_meanwhile_stays_so(guest: GuestSession):
    media = arrived(guest, jpeg())
    taken = Media.objects.select_related("gallery__event").get(pk=media.pk)
    Media.objects.update(status="withdrawn")
    derive.derive(taken)

    assert Media.objects.get().status == "withdrawn"


def test_worker_that_ended_after_storing_the_cleaned_original_loses_no_photo(guest: GuestSession):
    Gallery.objects.update(compression_mode="compressed")
    media = arrived(guest, jpeg())
    derive.derive_due()
    done = Media.objects.get()
    Media.objects.filter(pk=media.pk).update(recipe=0, derive_attempts=1, crc32=None)
    derive.derive_due()

    again = Media.objects.get()
    assert (again.status, again.crc32, again.recipe) == ("uploaded", done.crc32, done.recipe)
