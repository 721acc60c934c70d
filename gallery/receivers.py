"""What follows from this room's own signals. Fan-out only; no rule lives here."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from gallery.actions.event_pages import renew_site
from gallery.actions.zips import expire_wrong_zips
from gallery.models import Gallery
from gallery.signals import photo_arrived, photos_changed
from gallery.tasks import derive_photos
from notifications.work import hand_to_worker


@receiver(photo_arrived)
def on_photo_arrived(**kwargs: Any) -> None:
    """Its thumbnail should be there when its guest looks; one that no worker picks up in time is found by the next."""
    hand_to_worker(derive_photos, expires=30)


@receiver(photos_changed)
def on_photos_changed(gallery_id: int, **kwargs: Any) -> None:
    """Downloads that hold a photo which was hidden or taken back end; the site's pages are made anew."""
    expire_wrong_zips(gallery_id)
    for event_id in Gallery.objects.filter(pk=gallery_id, show_on_site=True).values_list("event_id", flat=True):
        renew_site(event_id)
