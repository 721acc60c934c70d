"""Deleting photos for good, by the clock alone: nobody has a button for it (spec 5, Lifecycle).

First the rows say so, then the objects go, then it is written down that they are gone. Every step can be done again,
so a worker that dies, or a store that does not answer, leaves the rest to the next run. The store is asked with no
transaction open.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice

import structlog
from django.db import transaction
from django.utils import timezone as clock

from gallery.actions.tally import follow, locked_states
from gallery.choices import GalleryStatus, MediaStatus, ZipState
from gallery.models import Gallery, Media, ZipJob, ZipPart
from gallery.signals import photos_changed
from gallery.storage.contract import GalleryStorage, StorageTrouble
from gallery.storage.keys import gallery_prefix
from gallery.storage.stores import media_store, zip_store

log = structlog.get_logger("foyer.gallery")
# Rows in one statement, and objects in one call: S3 deletes a thousand at once.
CHUNK = 1000


def purge_due_galleries(*, seconds: float) -> int:
    """Purge galleries whose time has come, for at most about `seconds`; returns how many were finished."""
    until = time.monotonic() + seconds
    done = 0
    for gallery in Gallery.objects.to_be_purged(clock.now()).order_by("archived_at", "pk"):
        if time.monotonic() >= until:
            break
        try:
            done += purge_gallery(gallery, until=until)
        except StorageTrouble as trouble:
            log.warning("gallery_not_purged", gallery=str(gallery.public_id), problem=str(trouble))
    return done


def purge_gallery(gallery: Gallery, *, until: float) -> bool:
    """Delete everything of one gallery; False where the time (of `time.monotonic`) was not enough: the rest waits.

    Its rows stay, as purged. Raises StorageTrouble.
    """
    mark_purged(gallery)
    for store in (media_store(), zip_store()):
        if not empty(store, gallery_prefix(gallery.public_id), until=until):
            return False
    now = clock.now()
    with transaction.atomic():
        Media.objects.filter(gallery=gallery, removed_at=None).update(removed_at=now)
        ZipPart.objects.filter(job__gallery=gallery, removed_at=None).update(removed_at=now)
        ours = Gallery.objects.filter(pk=gallery.pk, purged_at=None)
        if ours.update(purged_at=now, status=GalleryStatus.PURGED):
            log.info("gallery_purged", gallery=str(gallery.public_id))
            transaction.on_commit(lambda: photos_changed.send(sender=Media, gallery_id=gallery.pk))
    return True


def mark_purged(gallery: Gallery) -> None:
    """The rows of all its photos and archives, in chunks: nobody is shown what is about to go."""
    rows = Media.objects.filter(gallery=gallery).exclude(status=MediaStatus.PURGED)
    while rows.exists():
        with transaction.atomic():
            chunk = locked_states(rows, most=CHUNK)
            Media.objects.filter(pk__in=chunk).update(status=MediaStatus.PURGED)
            follow(gallery.pk, was=chunk.values(), to=MediaStatus.PURGED)
    ZipJob.objects.filter(gallery=gallery).exclude(state=ZipState.EXPIRED).update(state=ZipState.EXPIRED)


def empty(store: GalleryStorage, prefix: str, *, until: float) -> bool:
    """Delete everything below the prefix, in chunks; False where the time was not enough."""
    for chunk in chunks(entry.key for entry in store.list(prefix)):
        store.delete(chunk)
        if time.monotonic() >= until:
            return False
    for key, upload_id in store.stale_multiparts(before=clock.now()):
        if key.startswith(prefix):
            store.abort_multipart(key, upload_id=upload_id)
    return True


def chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """The keys in lists of at most a thousand. Each is whole before it is deleted: listing goes on by name."""
    source = iter(keys)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
