"""A photo has been sent: what lies in the store is looked at, and kept or refused (docs/decisions/0012).

The store is asked with no transaction open. Done twice, or at once in two tabs, it is done once.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from gallery.actions.shots import give_back_shot
from gallery.actions.tally import follow
from gallery.actions.uploads import key_of, own_media, part_count, part_size, require_in_time
from gallery.choices import KEPT_STATUSES, MediaStatus
from gallery.errors import GuestDeactivated, UploadMissing, UploadRefused
from gallery.models import GuestSession, Media
from gallery.pictures.kinds import HEAD_BYTES, checked_kind
from gallery.pictures.refusals import PictureRefused
from gallery.signals import photo_arrived
from gallery.storage import keys
from gallery.storage.contract import SINGLE_BYTES, ObjectMissing, StoredObject
from gallery.storage.stores import media_store

log = structlog.get_logger("foyer.gallery")


def complete_upload(guest: GuestSession, media_id: UUID) -> Media:
    """Keep the photo that was sent. Idempotent: a photo that is here stays as it is.

    Raises NotFound, GuestDeactivated, GalleryNotOpen, UploadMissing (409), UploadRefused (422; the shot is given back).
    """
    media = own_media(guest, media_id)
    if not guest.is_active:
        raise GuestDeactivated
    if media.status in KEPT_STATUSES:
        return media
    if media.status != MediaStatus.PENDING:
        raise refused(media.reason)
    require_in_time(guest, media)
    stored = arrived(media)
    if reason := fault_in(media, stored):
        refuse(media, reason)
        raise refused(reason)
    return keep(media)


def arrived(media: Media) -> StoredObject:
    """What lies in the store; parts are put together first. Raises UploadMissing."""
    store, key = media_store(), key_of(media)
    try:
        return store.head(key)
    except ObjectMissing:
        if not media.multipart_id:
            raise UploadMissing from None
    try:
        parts = store.parts(key, upload_id=media.multipart_id)
    except ObjectMissing:
        raise UploadMissing from None
    wanted = {number: part_size(media, number) for number in range(1, part_count(media) + 1)}
    if {number: size for number, (_etag, size) in parts.items()} != wanted:
        raise UploadMissing
    etags = [parts[number][0] for number in sorted(parts)]
    return store.complete_multipart(key, upload_id=media.multipart_id, etags=etags)


def fault_in(media: Media, stored: StoredObject) -> str:
    """Why the photo is not kept, as a code; empty where nothing is wrong. Sets the type that its bytes show."""
    if stored.size != media.size_bytes:
        return "WRONG_SIZE"
    if media.sha256 and sha256_of(media, stored) != media.sha256:
        return "WRONG_HASH"
    try:
        media.mime_type = checked_kind(b"".join(media_store().read(stored.key, length=HEAD_BYTES)))
    except PictureRefused as refusal:
        return str(refusal.code)
    return ""


def sha256_of(media: Media, stored: StoredObject) -> str:
    """As the store verified it on the way in, or of the bytes; a large photo is hashed by the worker."""
    if stored.sha256 is not None:
        return stored.sha256
    if media.size_bytes > SINGLE_BYTES:
        return media.sha256
    digest = hashlib.sha256()
    for piece in media_store().read(stored.key):
        digest.update(piece)
    return digest.hexdigest()


def keep(media: Media) -> Media:
    """Move the bytes where no signed address reaches them; from now on the photo is seen."""
    gallery_id = media.gallery.public_id
    media_store().copy(key_of(media), keys.original(gallery_id, media.public_id))
    now = clock.now()
    with transaction.atomic():
        moved = Media.objects.filter(pk=media.pk, status=MediaStatus.PENDING).update(
            status=MediaStatus.UPLOADED,
            mime_type=media.mime_type,
            multipart_id="",
            uploaded_at=now,
            taken_at=Coalesce(F("taken_at"), now),
        )
        GuestSession.objects.filter(pk=media.guest_id).update(last_active_at=now)
        if moved:
            told = {"media_id": media.pk, "gallery_id": media.gallery_id}
            transaction.on_commit(lambda: photo_arrived.send(sender=Media, **told))
            follow(media.gallery_id, was=[MediaStatus.PENDING], to=MediaStatus.UPLOADED)
    media_store().delete([key_of(media)])
    media.refresh_from_db()
    if media.status not in KEPT_STATUSES:  # taken back or given up meanwhile
        media_store().delete([keys.original(gallery_id, media.public_id)])
        raise refused(media.reason)
    return media


def refuse(media: Media, reason: str) -> None:
    """Note why, and give the shot back once. The bytes go with the next sweep."""
    with transaction.atomic():
        rows = Media.objects.filter(pk=media.pk, status=MediaStatus.PENDING)
        if rows.update(status=MediaStatus.REJECTED, reason=reason):
            give_back_shot(media.guest_id)
            log.info("photo_refused", media=str(media.public_id), reason=reason)


def refused(reason: str) -> UploadRefused:
    """The refusal, in words."""
    texts = {
        "WRONG_SIZE": _("What arrived has not the size that was declared."),
        "WRONG_HASH": _("The photo was damaged on its way. Please send it again."),
        "NOT_A_PICTURE": _("This is not a photo."),
        "TYPE_NOT_ALLOWED": _("Photos of this kind cannot be shown here."),
        "TOO_MANY_PIXELS": _("This photo has too many pixels."),
        "DAMAGED": _("The file of this photo is damaged."),
        "WITHDRAWN": _("You have taken this photo back."),
    }
    return UploadRefused(texts.get(reason, _("This photo cannot be shown.")), code=reason or "UPLOAD_REFUSED")
