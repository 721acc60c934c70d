"""`/api/organizer/events/{id}/guests…`: who has joined, and closing the gallery for a device (spec 5).

Scope `moderate-photos`. A right that is missing and a gallery or guest that is not there look the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.authentication import OrganizerAuth
from accounts.schemas import StrictSchema
from gallery.actions import guests_moderation
from gallery.api.gallery_of import EVENT, gallery_of
from gallery.api.organizer_media_schemas import REFUSALS, CursorText
from gallery.guest_list import read_guests
from gallery.models import GuestSession
from gallery.rules import MODERATE

router = Router(tags=["Photos"], auth=OrganizerAuth())
Json = dict[str, Any]
GUEST = EVENT + "/guests/{guest_id}"


class GuestFilters(StrictSchema):
    cursor: CursorText = Field("", description="An answer's `next_cursor`.")
    limit: int = Field(50, ge=1, le=100)


class OrganizersGuestOut(Schema):
    """One guest's browser."""

    session_id: UUID
    display_name: str = Field(description="Empty: gave none.")
    upload_count: int = Field(description="Photos that are here, hidden ones too.")
    is_active: bool
    created_at: datetime
    last_active_at: datetime


class GuestListOut(Schema):
    guests: list[OrganizersGuestOut]
    next_cursor: str | None
    total_guests: int
    max_guests: int


@router.get(EVENT + "/guests", response={200: GuestListOut, **REFUSALS})
def list_guests(request: HttpRequest, event_id: UUID, options: Query[GuestFilters]) -> Json:
    """The latest first."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    page = read_guests(gallery, cursor=options.cursor, limit=options.limit)
    return {
        "guests": [guest_json(guest) for guest in page.guests],
        "next_cursor": page.next_cursor,
        "total_guests": gallery.guests_used,
        "max_guests": gallery.max_guests,
    }


@router.post(GUEST + "/deactivate", response={200: OrganizersGuestOut, **REFUSALS})
def deactivate_guest(request: HttpRequest, event_id: UUID, guest_id: UUID) -> Json:
    """That device is refused from now on (403), in the middle of an upload too; its photos stay. Twice is once."""
    return guest_json(guests_moderation.deactivate(gallery_of(request, event_id, scope=MODERATE), guest_id))


@router.post(GUEST + "/reactivate", response={200: OrganizersGuestOut, **REFUSALS})
def reactivate_guest(request: HttpRequest, event_id: UUID, guest_id: UUID) -> Json:
    """That device may go on. Twice is once."""
    return guest_json(guests_moderation.reactivate(gallery_of(request, event_id, scope=MODERATE), guest_id))


def guest_json(guest: GuestSession) -> Json:
    """Of a guest with `uploads`."""
    plain = ("display_name", "is_active", "created_at", "last_active_at")
    return {
        "session_id": guest.public_id,
        "upload_count": guest.uploads,  # type: ignore[attr-defined]
        **{name: getattr(guest, name) for name in plain},
    }
