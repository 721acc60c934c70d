"""`/api/organizer/events/{id}/entitlements`: who may take part, and rights given and taken by hand.

Open to the event's organizers (scope `write`). A missing right and a missing event look the same.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from accounts.authentication import Caller, OrganizerAuth, require
from notifications.errors import InvalidInput, NotFound
from site_pages.api.schemas import ErrorJson
from site_pages.models import EventPage
from ticketing.actions.manual_rights import grant_access, take_back
from ticketing.api.access_schemas import Done, EntitlementOut, EntitlementsOut, GrantIn, StrictSchema
from ticketing.models import Entitlement

router = Router(tags=["Access"], auth=OrganizerAuth())
ENTITLEMENTS = "/organizer/events/{event_id}/entitlements"
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorJson)


class RightsOptions(StrictSchema):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: UUID | None = None


@router.get(ENTITLEMENTS, response={200: EntitlementsOut, **REFUSALS})
def list_entitlements(request: HttpRequest, event_id: UUID, options: Query[RightsOptions]) -> dict[str, Any]:
    """The rights that count now, the latest first."""
    event, _caller = event_for(request, event_id)
    rights = Entitlement.objects.live().for_event(event.pk).select_related("user", "session").order_by("-pk")
    if options.cursor:
        last = Entitlement.objects.for_event(event.pk).filter(public_id=options.cursor).first()
        if last is None:
            text = "Not a cursor of this list."
            raise InvalidInput(text, fields={"cursor": text})
        rights = rights.filter(pk__lt=last.pk)
    rows = list(rights[: options.limit + 1])
    shown = rows[: options.limit]
    more = len(rows) > options.limit
    return {"items": [described(row) for row in shown], "next_cursor": str(shown[-1].public_id) if more else None}


@router.post(ENTITLEMENTS, response={201: EntitlementOut, **REFUSALS})
def add_entitlement(request: HttpRequest, event_id: UUID, given: GrantIn) -> Status:
    """Let the owner of an address into the event or one of its sessions; they need no ticket then."""
    event, caller = event_for(request, event_id)
    return Status(201, described(grant_access(event, email=given.email, session_id=given.session, by=caller.user)))


@router.delete(ENTITLEMENTS + "/{entitlement_id}", response={200: Done, **REFUSALS})
def end_entitlement(request: HttpRequest, event_id: UUID, entitlement_id: UUID) -> dict[str, Any]:
    """End a right given by hand, or a free registration, at once."""
    event, _caller = event_for(request, event_id)
    found = Entitlement.objects.for_event(event.pk).filter(public_id=entitlement_id).first()
    if found is None:
        raise NotFound("There is no such right.")
    take_back(found)
    return {"success": True}


def event_for(request: HttpRequest, event_id: UUID) -> tuple[EventPage, Caller]:
    """The event, for somebody who organizes it. Raises NotFound."""
    event = EventPage.objects.filter(public_id=event_id).first()
    if event is None:
        raise NotFound("There is no such event.")
    caller: Caller = request.auth  # type: ignore[attr-defined]
    require(caller, "write", event_id=event.pk)
    return event, caller


def described(row: Entitlement) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "email": (row.user.email if row.user else row.email) or "",
        "session": row.session.public_id if row.session else None,
        "source": row.source,
        "granted_at": row.granted_at,
    }
