"""`/api/guest/events/{slug}…`: a guest's phone joins, sends photos straight to the store, and sees its own."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from accounts.authentication import from_own_pages
from accounts.visitors import visitor_of
from gallery import selectors
from gallery.actions import arrivals, guests, uploads, withdrawals
from gallery.actions.uploads import Declared, Permission
from gallery.addresses import preview_url, thumb_url
from gallery.api import guest_schemas as schemas
from gallery.choices import MediaStatus
from gallery.errors import GuestDeactivated, GuestUnknown
from gallery.guest_cookie import set_cookie, token_in
from gallery.models import Gallery, GuestSession, Media
from gallery.names import clean_name
from gallery.storage.contract import PART_BYTES, SignedRequest
from notifications.errors import NotFound

router = Router(tags=["Guests' photos"])
Json = dict[str, Any]
EVENT = "/guest/events/{slug}"
PHOTO = EVENT + "/uploads/{media_id}"


@router.get(EVENT, response={200: schemas.InvitationOut, **schemas.REFUSALS})
def get_invitation(request: HttpRequest, slug: str, response: HttpResponse) -> Json:
    """The gallery as anybody with the address sees it, and who this browser is in it. 404 for an unknown address."""
    response["Cache-Control"] = "private, no-store"
    guest = selectors.guest_of(slug, token_in(request))
    gallery = guest.gallery if guest else Gallery.objects.filter(slug=slug).first()
    if gallery is None:
        raise NotFound(_("There is no such gallery."))
    return selectors.invitation(gallery) | {"guest": selectors.guest_json(guest) if guest else None}


@router.post(EVENT + "/join", auth=from_own_pages, response={200: schemas.GuestOut, **schemas.REFUSALS})
def join(request: HttpRequest, slug: str, given: schemas.GuestJoinIn, response: HttpResponse) -> Json:
    """Become a guest; this browser keeps it in a cookie for a year. Whoever is one already stays the same.

    403 `WRONG_PIN` for a wrong or missing PIN and for an unknown address alike, `GUEST_LIMIT_REACHED` when the gallery
    is full, `GALLERY_NOT_ACTIVE` before it opens and after it closes, `GUEST_DEACTIVATED` from then on in every call of
    a device that was closed out; 429 after ten wrong PINs in ten minutes.
    """
    joined = guests.join_gallery(
        slug,
        pin=given.pin,
        display_name=given.display_name,
        token=token_in(request),
        network=visitor_of(request).network,
    )
    response["Cache-Control"] = "private, no-store"
    if joined.token:
        set_cookie(response, joined.guest.gallery, joined.token)
    return selectors.guest_json(joined.guest)


@router.patch(EVENT + "/me", auth=from_own_pages, response={200: schemas.GuestOut, **schemas.REFUSALS})
def change_me(request: HttpRequest, slug: str, given: schemas.GuestMeIn) -> Json:
    """Change the name that stands under one's photos, those that are here already, too; empty for none."""
    return selectors.guest_json(guests.rename_guest(guest_in(request, slug), clean_name(given.display_name)))


@router.post(EVENT + "/uploads", auth=from_own_pages, response={(200, 201): schemas.UploadOut, **schemas.REFUSALS})
def create_upload(request: HttpRequest, slug: str, given: schemas.UploadIn) -> Status:
    """Take a shot and get the address for exactly these bytes, for two hours. 201 new, 200 found again.

    The same `client_upload_id` finds the same photo, whatever else is said; so do the same bytes of the same guest.
    403 `UPLOAD_LIMIT_REACHED` when no shot is left.
    """
    guest = guest_in(request, slug)
    declared = Declared(
        given.client_upload_id or uuid.uuid4().hex,
        given.mime_type,
        given.size_bytes,
        given.sha256.lower(),
        tags=tuple(given.tags),
        taken_at=given.taken_at,
    )
    permission = uploads.create_upload(guest, declared)
    return Status(201 if permission.is_new else 200, permission_json(guest, permission))


@router.post(PHOTO + "/parts", auth=from_own_pages, response={200: schemas.PartRequestsOut, **schemas.REFUSALS})
def sign_parts(request: HttpRequest, slug: str, media_id: UUID, given: schemas.PartNumbersIn) -> Json:
    """Addresses for parts of a large photo, at most twenty at once, for half an hour; ask again for later ones."""
    signed = uploads.sign_parts(guest_in(request, slug), media_id, given.numbers)
    return {"parts": [{"number": number, **request_json(one)} for number, one in signed]}


@router.post(PHOTO + "/complete", auth=from_own_pages, response={200: schemas.DoneOut, **schemas.REFUSALS})
def complete_upload(request: HttpRequest, slug: str, media_id: UUID) -> Json:
    """The bytes have been sent: they are looked at, and the photo is kept. Twice is once.

    409 `UPLOAD_MISSING` while they have not all arrived; 422 with a code of its own where they are not what was
    declared or no photo, and then the shot is back.
    """
    guest = guest_in(request, slug)
    return done_json(guest, arrivals.complete_upload(guest, media_id))


@router.post(PHOTO + "/withdraw", auth=from_own_pages, response={200: schemas.DoneOut, **schemas.REFUSALS})
def withdraw(request: HttpRequest, slug: str, media_id: UUID) -> Json:
    """Take an own photo back: it is gone for everybody, and the shot is back. Twice is once."""
    guest = guest_in(request, slug)
    return done_json(guest, withdrawals.withdraw_photo(guest, media_id))


@router.get(EVENT + "/media/mine", response={200: schemas.OwnPhotosOut, **schemas.REFUSALS})
def own_photos(request: HttpRequest, slug: str, response: HttpResponse) -> Json:
    """One's own photos, the latest first; those on their way and refused ones, too. Two queries."""
    response["Cache-Control"] = "private, no-store"
    guest = guest_in(request, slug)
    photos = [photo_json(media) for media in selectors.own_photos(guest)]
    return {"media": photos, "shots_left": selectors.guest_json(guest)["shots_left"]}


def guest_in(request: HttpRequest, slug: str) -> GuestSession:
    """The guest of this gallery whose browser asks. One query.

    Raises GuestUnknown; and GuestDeactivated whatever is asked, also for what is their own (spec 5).
    """
    guest = selectors.guest_of(slug, token_in(request))
    if guest is None:
        raise GuestUnknown
    if not guest.is_active:
        raise GuestDeactivated
    return guest


def permission_json(guest: GuestSession, permission: Permission) -> Json:
    parts = {"count": permission.parts, "part_bytes": PART_BYTES} if permission.parts else None
    upload = request_json(permission.request) if permission.request else None
    return done_json(guest, permission.media) | {"upload": upload, "parts": parts}


def request_json(signed: SignedRequest) -> Json:
    return {"method": signed.method, "url": signed.url, "headers": signed.headers, "expires_at": signed.expires_at}


def done_json(guest: GuestSession, media: Media) -> Json:
    """The photo's state and the shots that are left now. One query."""
    guest.refresh_from_db(fields=["shots_used"])
    return {
        "media_id": media.public_id,
        "status": status_for_guest(media),
        "shots_left": selectors.guest_json(guest)["shots_left"],
    }


def status_for_guest(media: Media) -> str:
    """A hidden photo looks shown to whoever took it."""
    return str(MediaStatus.UPLOADED if media.status == MediaStatus.HIDDEN else media.status)


def photo_json(media: Media) -> Json:
    return {
        "media_id": media.public_id,
        "client_upload_id": media.client_upload_id,
        "status": status_for_guest(media),
        "reason": media.reason,
        "thumb_url": thumb_url(media),
        "preview_url": preview_url(media),
        "placeholder": media.placeholder,
        "width": media.width,
        "height": media.height,
        "tags": media.tags,
        "uploaded_at": media.uploaded_at,
    }
