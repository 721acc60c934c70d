"""A guest takes an own photo back: from then on it is gone for everybody (spec 5, Lifecycle)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from gallery.actions.shots import give_back_shot
from gallery.actions.tally import follow, locked_states
from gallery.actions.uploads import own_media
from gallery.choices import KEPT_STATUSES, MediaStatus
from gallery.models import GuestSession, Media
from gallery.signals import photos_changed

HOLDING = (*KEPT_STATUSES, MediaStatus.PENDING)


def withdraw_photo(guest: GuestSession, media_id: UUID) -> Media:
    """Take it back; twice is once. The shot can be taken again, and the bytes are deleted by the next sweep.

    Also after the gallery has closed: it is their photo. Raises NotFound.
    """
    media = own_media(guest, media_id)
    with transaction.atomic():
        was = locked_states(Media.objects.filter(pk=media.pk, status__in=HOLDING))
        if was:
            Media.objects.filter(pk=media.pk).update(status=MediaStatus.WITHDRAWN, reason="WITHDRAWN")
            give_back_shot(guest.pk)
            transaction.on_commit(lambda: photos_changed.send(sender=Media, gallery_id=media.gallery_id))
            follow(media.gallery_id, was=was.values(), to=MediaStatus.WITHDRAWN)
    media.refresh_from_db()
    return media
