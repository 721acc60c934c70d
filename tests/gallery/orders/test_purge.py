"""Deleting for good: whole galleries by the clock, and what nobody waits for any more."""

from __future__ import annotations

import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone as clock

from gallery.actions import sweeps
from gallery.actions.purge import purge_due_galleries, purge_gallery
from gallery.choices import MediaStatus
from gallery.models import Gallery, GuestSession, Media, ZipJob, ZipPart
from gallery.storage import keys
from gallery.storage.config import S3Config
from gallery.storage.contract import GalleryStorage
from gallery.storage.stores import media_store, zip_store
from gallery.tasks import purge_galleries, sweep_orphans
from tests.factories.gallery import gallery_for, guest_of, photo_of

pytestmark = pytest.mark.django_db
SOON, LONG_AGO = timedelta(hours=1), timedelta(hours=25)
LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def _own_disk(settings, tmp_path) -> None:
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path)


def put(store: GalleryStorage, key: str, *, kind: str = "image/jpeg") -> str:
    store.put(key, BytesIO(b"bytes"), size=5, content_type=kind)
    return key


def lying(store: GalleryStorage) -> list[str]:
    return [entry.key for entry in store.list("galleries/")]


def put_all(media: Media) -> list[str]:
    """All objects that a photo has."""
    return [put(media_store(), key) for key in sweeps.keys_of(media)[:4]]


def begin_upload(media: Media) -> None:
    """One in parts."""
    key = keys.incoming(media.gallery.public_id, media.public_id)
    media.multipart_id = media_store().begin_multipart(key, content_type="image/jpeg")
    media.save()


def zip_of(gallery: Gallery, **fields: object) -> ZipPart:
    job = ZipJob.objects.create(gallery=gallery, digest="a" * 64, **fields)
    key = put(zip_store(), keys.archive(gallery.public_id, job.public_id, number=1), kind="application/zip")
    return ZipPart.objects.create(job=job, number=1, key=key, files=1, size_bytes=5, plan=[])


def archived(*, days: int = 31, told: int = 8) -> Gallery:
    now = clock.now()
    return gallery_for(archived_at=now - timedelta(days=days), told_purge_at=now - timedelta(days=told))


def test_purge_deletes_every_object_and_keeps_the_rows(settings):
    settings.GALLERY_RETENTION_DAYS = 30
    gallery, other = archived(), gallery_for()
    guest = guest_of(gallery, "Ada")
    photos = [photo_of(guest), photo_of(guest, status="hidden"), photo_of(guest, status="withdrawn")]
    for media in photos:
        put_all(media)
    part = zip_of(gallery, state="complete")
    begin_upload(photos[0])
    kept = put_all(photo_of(guest_of(other)))

    purge_galleries()

    gallery.refresh_from_db()
    part.refresh_from_db()
    assert (lying(media_store()), lying(zip_store())) == (sorted(kept), [])
    assert list(media_store().stale_multiparts(before=clock.now() + LATER)) == []
    assert (gallery.status, gallery.purged_at is not None) == ("purged", True)
    rows = Media.objects.filter(gallery=gallery)
    assert [(row.status, row.removed_at is not None, row.uploader) for row in rows] == [("purged", True, "Ada")] * 3
    assert (part.job.state, part.removed_at is not None) == ("expired", True)
    assert GuestSession.objects.get(pk=guest.pk).display_name == "Ada"
    assert purge_due_galleries(seconds=9) == 0


def test_purge_waits_for_its_day_and_for_the_mail(settings):
    settings.GALLERY_RETENTION_DAYS = 30
    archived(days=29)
    archived(told=6)
    gallery_for(archived_at=clock.now() - timedelta(days=99))
    gallery_for(closed_at=clock.now() - timedelta(days=99))

    assert purge_due_galleries(seconds=9) == 0
    assert Gallery.objects.filter(purged_at=None).count() == 4


def test_purge_that_is_cut_off_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr("gallery.actions.purge.CHUNK", 2)
    gallery = archived()
    guest = guest_of(gallery)
    for _photo in range(3):
        put_all(photo_of(guest))

    assert purge_gallery(gallery, until=time.monotonic()) is False
    gallery.refresh_from_db()
    assert (len(lying(media_store())), gallery.purged_at) == (10, None)
    assert set(Media.objects.values_list("status", flat=True)) == {MediaStatus.PURGED}

    assert purge_gallery(gallery, until=time.monotonic() + 60) is True
    assert lying(media_store()) == []


def test_store_that_does_not_answer_leaves_the_purge_for_later(settings):
    gallery = archived()
    photo_of(guest_of(gallery))
    settings.GALLERY_STORAGE = S3Config("http://127.0.0.1:9", "key", "secret", "photos", "archives")

    assert purge_due_galleries(seconds=9) == 0
    gallery.refresh_from_db()
    assert gallery.purged_at is None
    settings.GALLERY_STORAGE = None
    assert purge_due_galleries(seconds=9) == 1


def test_photo_that_never_came_gives_its_shot_back_once():
    guest = guest_of(gallery_for(), shots_used=3)
    late = photo_of(guest, status="pending", created_at=clock.now() - LONG_AGO)
    young = photo_of(guest, status="pending", created_at=clock.now() - SOON)
    objects = put_all(late)
    waiting = put_all(young)

    sweep_orphans()
    sweep_orphans()

    late.refresh_from_db()
    young.refresh_from_db()
    guest.refresh_from_db()
    assert (late.status, late.reason, young.status, guest.shots_used) == ("rejected", "UPLOAD_EXPIRED", "pending", 2)
    assert late.removed_at is not None
    assert lying(media_store()) == sorted(waiting)
    assert not set(objects) & set(waiting)


def test_photo_that_is_completed_meanwhile_keeps_its_shot():
    guest = guest_of(gallery_for(), shots_used=1)
    media = photo_of(guest, status="pending", created_at=clock.now() - LONG_AGO)
    Media.objects.update(status="uploaded")

    assert sweeps.give_up(media) == 0
    guest.refresh_from_db()
    assert guest.shots_used == 1


def test_objects_of_withdrawn_and_refused_photos_go():
    guest = guest_of(gallery_for())
    gone = [photo_of(guest, status=status) for status in ("withdrawn", "rejected")]
    kept = [photo_of(guest), photo_of(guest, status="hidden")]
    for media in gone:
        put_all(media)
    stays = sorted(key for media in kept for key in put_all(media))
    begin_upload(gone[0])

    assert (sweeps.remove_gone_photos(), sweeps.remove_gone_photos()) == (2, 0)

    assert lying(media_store()) == stays
    assert list(media_store().stale_multiparts(before=clock.now() + LATER)) == []


def test_stray_objects_go_after_a_day_and_waiting_ones_stay():
    gallery = gallery_for()
    guest = guest_of(gallery)
    waiting, done = photo_of(guest, status="pending"), photo_of(guest)
    stays = put(media_store(), keys.incoming(gallery.public_id, waiting.public_id))
    put(media_store(), keys.incoming(gallery.public_id, done.public_id))
    put(media_store(), keys.incoming(gallery.public_id, gallery.public_id))
    original = put(media_store(), keys.original(gallery.public_id, done.public_id))

    assert sweeps.remove_stray_objects() == 0
    assert sweeps.remove_stray_objects(now=clock.now() + LATER) == 2
    assert lying(media_store()) == sorted([stays, original])


def test_uploads_in_parts_are_forgotten_after_a_day():
    gallery = gallery_for()
    key = keys.incoming(gallery.public_id, gallery.public_id)
    media_store().begin_multipart(key, content_type="image/jpeg")

    assert sweeps.abort_stale_uploads() == 0
    assert sweeps.abort_stale_uploads(now=clock.now() + LATER) == 1
    assert list(media_store().stale_multiparts(before=clock.now() + LATER)) == []


def test_expired_archives_are_removed():
    now = clock.now()
    over = zip_of(gallery_for(), state="complete", expires_at=now - SOON)
    partial = zip_of(gallery_for(), state="partial", expires_at=now - SOON)
    failed = zip_of(gallery_for(), state="failed")
    fresh = zip_of(gallery_for(), state="complete", expires_at=now + SOON)
    busy = zip_of(gallery_for(), state="processing")

    assert (sweeps.expire_zips(), sweeps.expire_zips()) == (3, 0)

    states = [ZipJob.objects.get(pk=part.job_id).state for part in (over, partial, failed, fresh, busy)]
    assert states == ["expired", "expired", "failed", "complete", "processing"]
    assert lying(zip_store()) == sorted([fresh.key, busy.key])


def test_store_that_does_not_answer_stops_no_other_sweep(settings):
    guest = guest_of(gallery_for(), shots_used=1)
    photo_of(guest, status="pending", created_at=clock.now() - LONG_AGO)
    settings.GALLERY_STORAGE = S3Config("http://127.0.0.1:9", "key", "secret", "photos", "archives")

    sweep_orphans()

    guest.refresh_from_db()
    assert (guest.shots_used, Media.objects.get().removed_at) == (0, None)
