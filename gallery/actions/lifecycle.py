"""Closing and archiving by hand, and keeping up with the clock (spec 5, Lifecycle)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone as clock

from gallery.actions.event_pages import renew_site
from gallery.actions.orders import give_up_payments, supersede
from gallery.choices import GalleryStatus
from gallery.lifecycle import status_of
from gallery.mails import tell_organizers
from gallery.models import Gallery, GalleryOrder
from gallery.querysets import status_at

log = structlog.get_logger("foyer.gallery")
CLOSES_SOON = timedelta(hours=24)
AT_ONCE = 500
OVER = frozenset({GalleryStatus.CLOSED, GalleryStatus.ARCHIVED, GalleryStatus.PURGED})


def close_gallery(gallery: Gallery) -> None:
    """No photo is taken any more. Idempotent; one that the clock has closed stays as it is. `gallery` is read anew."""

    def close(locked: Gallery) -> None:
        if status_of(locked, now=clock.now()) not in OVER:
            locked.closed_at = clock.now()

    move(gallery, close)


def archive_gallery(gallery: Gallery) -> None:
    """Guests see nothing any more, and the time until the photos are deleted begins. Closes it, too. Idempotent."""

    def archive(locked: Gallery) -> None:
        if locked.archived_at is None:
            locked.archived_at = clock.now()
            locked.closed_at = locked.closed_at or locked.archived_at

    move(gallery, archive)


def move(gallery: Gallery, change: Callable[[Gallery], None]) -> None:
    """Change a locked gallery. Settings that wait to be paid are called off with it. Outside a transaction."""
    former: list[GalleryOrder] = []
    with transaction.atomic():
        locked = Gallery.objects.select_for_update().get(pk=gallery.pk)
        change(locked)
        status = status_of(locked, now=clock.now())
        if status in OVER:
            former = supersede(locked)
        if status != locked.status:
            log.info("gallery_moved", gallery=str(locked.public_id), status=status)
        locked.status = status
        locked.save(update_fields=["closed_at", "archived_at", "status"])
        if locked.show_on_site:
            renew_site(locked.event_id)
    give_up_payments(former)
    gallery.refresh_from_db()


def reconcile_statuses() -> int:
    """Store what the clock says; returns how many changed. Nobody waits for it: every request asks the clock itself.

    One statement, so that what somebody does by hand meanwhile is not undone.
    """
    now = clock.now()
    return Gallery.objects.outdated(now).update(status=status_at(now))


def tell_closing_soon() -> int:
    """Tell organizers of galleries that close within a day, once each; returns of how many galleries."""
    now = clock.now()
    soon = Gallery.objects.open_but_closing_by(now + CLOSES_SOON, now=now).filter(told_closing_at=None)
    return sum(tell_once(gallery, "closes_soon", field="told_closing_at") for gallery in soon[:AT_ONCE])


def tell_purge_soon() -> int:
    """Tell organizers whose photos are deleted in seven days, once each; returns of how many galleries."""
    due = Gallery.objects.to_be_warned(clock.now())
    return sum(tell_once(gallery, "purge_soon", field="told_purge_at") for gallery in due[:AT_ONCE])


def tell_once(gallery: Gallery, kind: str, *, field: str) -> int:
    """Queue the mail where nobody has; 1 or 0."""
    with transaction.atomic():
        untold = Gallery.objects.filter(pk=gallery.pk, **{field: None})
        if not untold.update(**{field: clock.now()}):
            return 0
        tell_organizers(kind, gallery)
    return 1
