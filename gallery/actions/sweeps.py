"""What nobody waits for any more (spec 5, "Orphan task"): uploads that never came, objects without a photo, old ZIPs.

Rows first, then objects, then the note that they are gone, so every sweep can be cut off and begun again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone as clock

from gallery.actions.purge import CHUNK, chunks
from gallery.actions.shots import give_back_shot
from gallery.actions.zips import remove_expired_zips
from gallery.choices import MediaStatus
from gallery.models import Gallery, Media
from gallery.storage import keys
from gallery.storage.stores import media_store, tidy_stores, zip_store

log = structlog.get_logger("foyer.gallery")
# An address to send to is good for two hours; a phone asks for new ones for a day.
NEVER_ARRIVED = timedelta(hours=24)
# Galleries that closed longer ago were looked at every hour since; what is left goes with their purge.
LOOKED_AT = timedelta(days=14)
GONE = "UPLOAD_EXPIRED"
AT_ONCE = 500


def give_up_uploads() -> int:
    """Photos that never came: their guests get the shots back. Returns how many."""
    late = Media.objects.never_arrived(clock.now() - NEVER_ARRIVED).order_by("created_at", "pk")
    return sum(give_up(media) for media in late[:AT_ONCE])


def give_up(media: Media) -> int:
    """One of them, unless it is completed at this moment; 1 or 0."""
    with transaction.atomic():
        waiting = Media.objects.filter(pk=media.pk, status=MediaStatus.PENDING)
        if not waiting.update(status=MediaStatus.REJECTED, reason=GONE):
            return 0
        give_back_shot(media.guest_id)
    return 1


def remove_gone_photos() -> int:
    """Delete the objects of photos that were withdrawn or refused; returns of how many. Raises StorageTrouble."""
    gone = list(Media.objects.to_be_removed().select_related("gallery").order_by("pk")[:AT_ONCE])
    store = media_store()
    for media in gone:
        if media.multipart_id:
            key = keys.incoming(media.gallery.public_id, media.public_id)
            store.abort_multipart(key, upload_id=media.multipart_id)
    store.delete([key for media in gone for key in keys_of(media)])
    Media.objects.filter(pk__in=[media.pk for media in gone]).update(removed_at=clock.now())
    return len(gone)


def keys_of(media: Media) -> list[str]:
    """All that may lie in the store of a photo: its pictures were made by this recipe or an earlier one.

    One more recipe is counted: a worker may just have made them.
    """
    gallery, own = media.gallery.public_id, media.public_id
    recipes = range(1, media.recipe + 2)
    pictures = [make(gallery, own, recipe=recipe) for recipe in recipes for make in (keys.thumbnail, keys.preview)]
    return [keys.incoming(gallery, own), keys.original(gallery, own), *pictures]


def remove_stray_objects(*, now: datetime | None = None) -> int:
    """Delete what lies where guests send to and belongs to no photo on its way; returns how many objects.

    Looks only at what is older than a day, in galleries that were open lately. Raises StorageTrouble.
    """
    now = now or clock.now()
    lately = Gallery.objects.filter(purged_at=None, end_date__gte=(now - LOOKED_AT).date())
    removed = 0
    for gallery_id in lately.values_list("public_id", flat=True).iterator(chunk_size=CHUNK):
        prefix = f"{keys.gallery_prefix(gallery_id)}incoming/"
        old = (entry.key for entry in media_store().list(prefix) if entry.modified_at < now - NEVER_ARRIVED)
        for chunk in chunks(old):
            stray = without_photo(chunk)
            media_store().delete(stray)
            removed += len(stray)
    return removed


def without_photo(found: list[str]) -> list[str]:
    """Those of these keys that no photo on its way is waiting for. One query."""
    by_photo = {UUID(key.rsplit("/", 1)[1]): key for key in found}
    waiting = Media.objects.filter(public_id__in=by_photo, status=MediaStatus.PENDING)
    return [by_photo[own] for own in by_photo.keys() - set(waiting.values_list("public_id", flat=True))]


def abort_stale_uploads(*, now: datetime | None = None) -> int:
    """Forget uploads in parts that nobody goes on with; returns how many. Raises StorageTrouble."""
    aborted, before = 0, (now or clock.now()) - NEVER_ARRIVED
    for store in (media_store(), zip_store()):
        for key, upload_id in store.stale_multiparts(before=before):
            store.abort_multipart(key, upload_id=upload_id)
            aborted += 1
    return aborted


def tidy_disk() -> int:
    """Remove what crashed writes left where the store is a disk; nothing to count. Raises StorageTrouble."""
    tidy_stores(before=clock.now() - NEVER_ARRIVED)
    return 0


def expire_zips() -> int:
    """End ZIP jobs whose links have expired, and delete archives of ended ones; returns how many archives."""
    return remove_expired_zips()
