"""A guest may send one photo: a shot is taken, and an address signed for exactly these bytes (spec 5, Guest side)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from gallery.actions.shots import take_shot
from gallery.actions.tags import spell
from gallery.choices import GalleryStatus, MediaStatus, MediaType
from gallery.errors import GalleryNotOpen, GuestDeactivated
from gallery.lifecycle import status_of
from gallery.models import GuestSession, Media
from gallery.names import clean_tags
from gallery.pictures.limits import MOST_BYTES
from gallery.storage import keys
from gallery.storage.contract import PART_BYTES, SINGLE_BYTES, SignedRequest, Upload
from gallery.storage.stores import media_store
from notifications.errors import InvalidInput, NotFound

ADDRESS_LASTS = timedelta(hours=2)
# Whoever had an address when the gallery closed may finish; the margin is for the last request.
FINISHING = ADDRESS_LASTS + timedelta(minutes=10)
# Addresses of parts are asked for in batches and renewed, so they need not last.
PART_ADDRESS_LASTS = timedelta(minutes=30)
MOST_PART_ADDRESSES = 20
# Refusals that are no fault of the photo itself.
WORTH_ANOTHER_TRY = ("UPLOAD_EXPIRED", "WRONG_SIZE", "WRONG_HASH")
SHA256 = re.compile(r"[0-9a-f]{64}")
CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# No type, but what some programs call one.
CALLED = {"image/jpg": MediaType.JPEG.value}
# A camera's clock that is far off says nothing.
OLDEST = datetime(1990, 1, 1, tzinfo=clock.get_default_timezone())

INSERT = """
INSERT INTO gallery_media (public_id, gallery_id, guest_id, client_upload_id, uploader, status, reason, size_bytes,
    mime_type, sha256, multipart_id, taken_at, placeholder, recipe, derive_attempts, tags, created_at)
VALUES (%s, %s, %s, %s, %s, 'pending', '', %s, %s, %s, '', %s, '', 0, 0, %s, now())
ON CONFLICT (guest_id, client_upload_id) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the phone says of a photo before it sends it."""

    client_upload_id: str
    mime_type: str
    size_bytes: int
    sha256: str
    tags: tuple[str, ...] = ()
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """A photo's row and how to send it: `request` whole, or `parts` in number; neither once it has arrived."""

    media: Media
    request: SignedRequest | None = None
    parts: int = 0
    is_new: bool = False


def create_upload(guest: GuestSession, declared: Declared) -> Permission:
    """Let the guest send this photo. The same `client_upload_id` again finds the same row and signs anew.

    A photo that this guest has sent before, byte for byte, is found again and takes no shot.
    Raises GuestDeactivated, GalleryNotOpen, UploadLimitReached, InvalidInput with its fields.
    """
    require_open(guest)
    declared = checked(declared, mode=guest.gallery.compression_mode)
    repeated = Media.objects.filter(guest=guest, client_upload_id=declared.client_upload_id).first()
    if repeated is not None and repeated.reason in WORTH_ANOTHER_TRY:
        give_up_name(repeated)
        repeated = None
    media = repeated or sent_before(guest, declared)
    if media is not None:
        return permission_for(media)
    media, is_new = insert(guest, declared)
    return permission_for(media, is_new=is_new)


def require_open(guest: GuestSession) -> None:
    """Raise GuestDeactivated or GalleryNotOpen. No query where the gallery is loaded."""
    if not guest.is_active:
        raise GuestDeactivated
    status = status_of(guest.gallery, now=clock.now())
    if status != GalleryStatus.ACTIVE:
        raise GalleryNotOpen(guest.gallery, status)


def require_in_time(guest: GuestSession, media: Media) -> None:
    """Raise GalleryNotOpen unless it is open, or has closed while this photo was on its way."""
    status = status_of(guest.gallery, now=clock.now())
    is_finishing = status == GalleryStatus.CLOSED and media.created_at > clock.now() - FINISHING
    if status != GalleryStatus.ACTIVE and not is_finishing:
        raise GalleryNotOpen(guest.gallery, status)


def checked(declared: Declared, *, mode: str) -> Declared:
    """The declaration with clean tags. Raises InvalidInput with every field that does not fit.

    A type is only a claim: what the bytes are is looked at when they have come.
    """
    most, fields = MOST_BYTES[mode], {}
    mime_type = declared.mime_type.strip().lower()
    mime_type = CALLED.get(mime_type, mime_type)
    if mime_type not in MediaType.values:
        fields["mime_type"] = _("There are JPEG, PNG, WebP, HEIC, HEIF, AVIF and GIF.")
    if not CLIENT_ID.fullmatch(declared.client_upload_id):
        fields["client_upload_id"] = _("Up to 64 letters, digits, dots, hyphens or underscores.")
    if not 0 < declared.size_bytes <= most:
        fields["size_bytes"] = _("A photo may have %(most)d MB.") % {"most": most // (1024 * 1024)}
    if not ((declared.sha256 == "" and declared.size_bytes > SINGLE_BYTES) or SHA256.fullmatch(declared.sha256)):
        fields["sha256"] = _("The SHA-256 of the bytes, in hexadecimal.")
    if fields:
        raise InvalidInput(_("This photo cannot be sent."), fields=fields)
    taken_at = declared.taken_at
    if taken_at is not None and not OLDEST < taken_at < clock.now() + timedelta(days=1):
        taken_at = None
    return Declared(
        declared.client_upload_id,
        mime_type,
        declared.size_bytes,
        declared.sha256,
        tags=tuple(clean_tags(declared.tags)),
        taken_at=taken_at,
    )


def sent_before(guest: GuestSession, declared: Declared) -> Media | None:
    """The guest's own photo of the same bytes, if it is here."""
    if not declared.sha256:
        return None
    return Media.objects.kept().filter(guest=guest, sha256=declared.sha256, size_bytes=declared.size_bytes).first()


def insert(guest: GuestSession, declared: Declared) -> tuple[Media, bool]:
    """The row and a shot, or neither; whether it is new. The shot comes last (docs/locking.md)."""
    public_id = uuid.uuid4()
    values: list[Any] = [public_id, guest.gallery_id, guest.pk, declared.client_upload_id, guest.display_name]
    values += [declared.size_bytes, declared.mime_type, declared.sha256, declared.taken_at]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, spell(guest.gallery_id, declared.tags)])
        is_new = cursor.fetchone() is not None
        if is_new:
            take_shot(guest)
    return Media.objects.get(guest=guest, client_upload_id=declared.client_upload_id), is_new


def give_up_name(media: Media) -> None:
    """A photo that never came, or came damaged, leaves its name to another try, in a row and under keys of its own."""
    Media.objects.filter(pk=media.pk, status=MediaStatus.REJECTED).update(client_upload_id=f"~{media.pk}")


def permission_for(media: Media, *, is_new: bool = False) -> Permission:
    """How to send what is still on its way."""
    if media.status != MediaStatus.PENDING:
        return Permission(media)
    if media.size_bytes > SINGLE_BYTES:
        return Permission(media, parts=part_count(media), is_new=is_new)
    upload = Upload(key_of(media), media.mime_type, media.size_bytes, media.sha256)
    return Permission(media, media_store().presign_put(upload, expires=ADDRESS_LASTS), is_new=is_new)


def sign_parts(guest: GuestSession, media_id: uuid.UUID, numbers: list[int]) -> list[tuple[int, SignedRequest]]:
    """Addresses for these parts of a large photo; begins the upload with the first call.

    Raises NotFound, GuestDeactivated, GalleryNotOpen, InvalidInput for numbers that the photo does not have.
    """
    media = own_media(guest, media_id)
    if not guest.is_active:
        raise GuestDeactivated
    require_in_time(guest, media)
    count = part_count(media)
    if media.status != MediaStatus.PENDING or media.size_bytes <= SINGLE_BYTES:
        raise InvalidInput(_("This photo is not sent in parts."))
    if not numbers or len(numbers) > MOST_PART_ADDRESSES or not all(1 <= number <= count for number in numbers):
        text = _("From 1 to %(count)d, at most %(most)d at once.") % {"count": count, "most": MOST_PART_ADDRESSES}
        raise InvalidInput(_("There are no such parts."), fields={"numbers": text})
    upload_id, store = begin_parts(media), media_store()
    return [
        (
            number,
            store.presign_part(
                key_of(media),
                upload_id=upload_id,
                number=number,
                size=part_size(media, number),
                expires=PART_ADDRESS_LASTS,
            ),
        )
        for number in sorted(set(numbers))
    ]


def begin_parts(media: Media) -> str:
    """The store's id of the upload. Of two that begin at once one is kept; the other is aborted."""
    if media.multipart_id:
        return media.multipart_id
    store = media_store()
    upload_id = store.begin_multipart(key_of(media), content_type=media.mime_type)
    if not Media.objects.filter(pk=media.pk, multipart_id="").update(multipart_id=upload_id):
        store.abort_multipart(key_of(media), upload_id=upload_id)
        upload_id = Media.objects.values_list("multipart_id", flat=True).get(pk=media.pk)
    return upload_id


def own_media(guest: GuestSession, media_id: uuid.UUID) -> Media:
    """The guest's own photo. Raises NotFound."""
    media = Media.objects.filter(guest=guest, public_id=media_id).first()
    if media is None:
        raise NotFound(_("There is no such photo."))
    return media


def key_of(media: Media) -> str:
    """Where the guest's browser writes. One query where the gallery is not loaded."""
    return keys.incoming(media.gallery.public_id, media.public_id)


def part_count(media: Media) -> int:
    return -(-media.size_bytes // PART_BYTES)


def part_size(media: Media, number: int) -> int:
    """Of part `number`, from 1; all are equal but the last."""
    return min(PART_BYTES, media.size_bytes - (number - 1) * PART_BYTES)
