"""Rights that an organizer gives and takes by hand (spec 2, "Entitlements")."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.addresses import read_email
from notifications.errors import Conflict, InvalidInput
from site_pages.models import SessionPage
from ticketing.actions.entitlements import grant, revoke
from ticketing.choices import EntitlementSource
from ticketing.models import Entitlement

if TYPE_CHECKING:
    from accounts.models import User
    from site_pages.models import EventPage

# Tickets are cancelled and speakers taken off the programme: their rights follow, and would only come back.
TAKEN_BY_HAND = frozenset({EntitlementSource.MANUAL_GRANT, EntitlementSource.FREE_REGISTRATION})


def grant_access(event: EventPage, *, email: str, session_id: UUID | None, by: User) -> Entitlement:
    """Let the owner of this address into the event, or into one of its sessions. Twice is once.

    Raises InvalidInput for an address or a session that is none.
    """
    address = read_email(email).value
    session = None
    if session_id is not None:
        session = SessionPage.objects.for_event(event).filter(public_id=session_id).first()
        if session is None:
            text = _("The event has no such session.")
            raise InvalidInput(text, fields={"session": text})
    with transaction.atomic():
        return grant((event.pk, session.pk if session else None), email=address, by=by)


def take_back(entitlement: Entitlement) -> None:
    """End a right now; whoever is in a session by it alone is let out. Twice is once.

    Raises Conflict for the right of a ticket or of a speaker.
    """
    if entitlement.source not in TAKEN_BY_HAND:
        text = _(
            "This right follows a ticket or the programme: cancel the ticket, or take the speaker off the session."
        )
        raise Conflict(text, code="FOLLOWS_TICKET_OR_PROGRAMME")
    with transaction.atomic():
        revoke(list(Entitlement.objects.live().filter(pk=entitlement.pk).select_for_update()))
