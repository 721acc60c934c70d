"""Hiding photos and showing them again (spec 5): only the purge deletes, organizers hide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone as clock

from gallery.actions.tally import follow, locked_states
from gallery.choices import MediaStatus
from gallery.models import Gallery, Media
from gallery.signals import photos_changed


@dataclass(frozen=True, slots=True)
class Changed:
    """`changed` were in the other state before; `unknown` are ids of no photo that this gallery has."""

    changed: int
    unknown: int


def hide(gallery: Gallery, media_ids: Collection[UUID]) -> Changed:
    """Out of the gallery's default list, the public photos and the ZIPs. Those that are hidden stay so."""
    return move(gallery, media_ids, to=MediaStatus.HIDDEN)


def unhide(gallery: Gallery, media_ids: Collection[UUID]) -> Changed:
    """Back to where everybody sees them. Those that are shown stay so."""
    return move(gallery, media_ids, to=MediaStatus.UPLOADED)


def move(gallery: Gallery, media_ids: Collection[UUID], *, to: MediaStatus) -> Changed:
    """Three statements. Rows are locked by ascending id (docs/locking.md); whoever withdraws a photo wins."""
    wanted = set(media_ids)
    with transaction.atomic():
        found = locked_states(Media.objects.kept().filter(gallery=gallery, public_id__in=wanted))
        moving = {pk: status for pk, status in found.items() if status != to}
        if moving:
            hidden_at = clock.now() if to == MediaStatus.HIDDEN else None
            Media.objects.filter(pk__in=moving).update(status=to, hidden_at=hidden_at)
            transaction.on_commit(lambda: tell(gallery))
            follow(gallery.pk, was=moving.values(), to=to)
    return Changed(len(moving), len(wanted) - len(found))


def tell(gallery: Gallery) -> None:
    photos_changed.send(sender=Media, gallery_id=gallery.pk)
