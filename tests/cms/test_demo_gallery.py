"""The celebration's gallery: what the demo puts into it, with the real workers' actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from cms.demo.artwork.snapshots import SCENES, TALL, WIDE, draw_snapshot
from cms.demo.photo_gallery import BUSY, SLUG, gallery_table, open_gallery
from gallery.choices import GalleryStatus, MediaStatus, ZipState
from gallery.lifecycle import status_of
from gallery.models import Gallery, Media, ZipJob
from gallery.pins import is_pin_of
from tests.factories import EventFactory
from tests.gallery.orders.desk import somebody
from tests.gallery.tallies import kept

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scene", SCENES)
def test_scenes_are_drawn_in_both_shapes_and_differ(scene: str):
    first, second = draw_snapshot(scene, 0), draw_snapshot(scene, 1)

    assert (first.size, second.size) == (TALL, WIDE)
    assert draw_snapshot(scene, 3).tobytes() != first.tobytes() == draw_snapshot(scene, 0).tobytes()


def test_gallery_is_open_with_sixty_photos_some_hidden_and_a_zip():
    now = clock.now()
    event = EventFactory(slug=SLUG, starts_at=now + timedelta(days=23), ends_at=now + timedelta(days=23, hours=9))

    made = open_gallery(now=now, owner=somebody())

    gallery = Gallery.objects.get(event=event)
    photos = Media.objects.filter(gallery=gallery)
    assert (made, photos.count(), photos.filter(status=MediaStatus.HIDDEN).count()) == (60, 60, 4)
    assert kept() == {gallery.pk: (56, 4)}
    assert (status_of(gallery, now=now), gallery.show_on_site) == (GalleryStatus.ACTIVE, True)
    assert is_pin_of(gallery, gallery_table()["pin"])
    assert photos.filter(recipe=0).count() == 0
    assert (gallery.guests_used, sum(gallery.guests.values_list("shots_used", flat=True))) == (8, 60)
    assert photos.filter(uploaded_at__gte=now).exists() is False
    assert photos.filter(uploaded_at__lt=now - BUSY).exists() is False
    job = ZipJob.objects.get()
    assert (job.state, sum(job.parts.values_list("files", flat=True))) == (ZipState.COMPLETE, 56)
    assert open_gallery(now=now, owner=somebody()) == 0
