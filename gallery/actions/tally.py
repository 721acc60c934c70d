"""How many photos a gallery shows, and how many it hides. The only code that writes `GalleryTally`.

Whoever changes photos' states calls `follow` last, in the same transaction (docs/locking.md).
"""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from django.db import transaction
from django.db.models import Count, F, Q

from gallery.choices import MediaStatus
from gallery.models import Gallery, GalleryTally, Media
from gallery.querysets import MediaQuerySet

log = structlog.get_logger("foyer.gallery")


def begin_tally(gallery: Gallery) -> None:
    """Of a new gallery, which has no photos."""
    GalleryTally.objects.create(gallery=gallery)


def locked_states(photos: MediaQuerySet, *, most: int | None = None) -> dict[int, str]:
    """What states these photos are in, by primary key, their rows locked by ascending id. One query."""
    rows = photos.order_by("pk").select_for_update(no_key=True).values_list("pk", "status")
    return dict(rows[:most])


def follow(gallery_id: int, *, was: Iterable[str], to: MediaStatus) -> None:
    """Photos are in this state now that were in these before, one for each photo. One statement, if any counts.

    A gallery that has no row, or less in it than is taken out, is counted anew.
    """
    before = list(was)
    shown, hidden = (len(before) * (to == state) - before.count(state) for state in ("uploaded", "hidden"))
    if not shown and not hidden:
        return
    enough = GalleryTally.objects.filter(gallery=gallery_id, shown__gte=-shown, hidden__gte=-hidden)
    if not enough.update(shown=F("shown") + shown, hidden=F("hidden") + hidden):
        log.warning("gallery_counted_anew", gallery=gallery_id)
        recount(gallery_id)


def recount(gallery_id: int) -> None:
    """Count the gallery's photos, and write that down. Four statements.

    The row is locked before: whoever has changed photos and not committed yet waits for it, and adds to it then.
    """
    with transaction.atomic():
        GalleryTally.objects.bulk_create([GalleryTally(gallery_id=gallery_id)], ignore_conflicts=True)
        GalleryTally.objects.select_for_update(no_key=True).get(gallery=gallery_id)
        photos = Media.objects.filter(gallery=gallery_id).order_by()
        shown = Count("pk", filter=Q(status=MediaStatus.UPLOADED))
        hidden = Count("pk", filter=Q(status=MediaStatus.HIDDEN))
        counts = photos.kept().aggregate(shown=shown, hidden=hidden)
        GalleryTally.objects.filter(gallery=gallery_id).update(**counts)
