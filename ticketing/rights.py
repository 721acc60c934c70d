"""What a person holds of an event, as far as it matters to one session: the reads of the access decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import AddressDevice, AddressKind, User
from ticketing.choices import EntitlementSource
from ticketing.models import Entitlement, Ticket, TicketCategory

if TYPE_CHECKING:
    from site_pages.models import EventPage, SessionPage

# What stands for a ticket. A free registration does not: it would open the paid sessions of the same event.
TICKET_SOURCES = (EntitlementSource.TICKET_PURCHASE, EntitlementSource.MANUAL_GRANT)

PLACES = """
SELECT places.used, EXISTS (
    SELECT FROM ticketing_onlineplace place WHERE place.places_id = places.id AND place.holder = %s
)
FROM ticketing_sessionplaces places WHERE places.session_id = %s
"""


@dataclass(frozen=True, slots=True)
class Held:
    """`holder` names the right that opens the session (`ticket:<id>`, `user:<id>`); empty where none does."""

    holder: str = ""
    name: str = ""
    has_ticket: bool = False
    is_speaker: bool = False
    # A ticket that was shown by number, whatever it opens.
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """How many places of a session are taken, and whether one of them is this holder's."""

    used: int = 0
    is_held: bool = False


def held_by_user(user: User, session: SessionPage, event: EventPage, *, admitting: Collection[str]) -> Held:
    """What the person's entitlements open. One query; two where a ticket is for the other way of taking part."""
    rows = list(
        Entitlement.objects.live()
        .of_user(user.pk)
        .for_event(event.pk)
        .order_by("granted_at", "pk")
        .values_list("session_id", "source", "ticket_id", "ticket__category__admits")
    )
    is_speaker = any(source == EntitlementSource.SPEAKER and at == session.pk for at, source, *_rest in rows)
    tickets = [row for row in rows if row[1] in TICKET_SOURCES]
    opening = [row for row in tickets if row[0] in (None, session.pk)]
    fitting = [ticket for _at, _source, ticket, admits in opening if admits is None or admits in admitting]
    if opening and not fitting:
        # Of several tickets to the same scope one alone gives the right (the constraint on Entitlement); the
        # others count all the same, also those in the name of another address of theirs.
        fitting = list(_other_tickets(user, session, event, admitting=admitting))
    holder = "" if not fitting else f"user:{user.pk}" if fitting[0] is None else f"ticket:{fitting[0]}"
    return Held(holder, has_ticket=bool(tickets), is_speaker=is_speaker)


def _other_tickets(user: User, session: SessionPage, event: EventPage, *, admitting: Collection[str]) -> list[int]:
    own = AddressDevice.objects.filter(user=user, kind=AddressKind.EMAIL).values("value")
    tickets = Ticket.objects.live().filter(attendee_email__in=own, category__admits__in=admitting)
    return list(tickets.filter(_is_opening(session, event)).order_by("pk").values_list("pk", flat=True)[:1])


def held_by_tickets(
    shown: Collection[UUID], session: SessionPage, event: EventPage, *, admitting: Collection[str]
) -> Held | None:
    """What tickets open whose number and address were given; None where none is of this event. One query."""
    rows = list(
        Ticket.objects.live()
        .filter(public_id__in=shown)
        .filter(Q(event=event.pk) | Exists(_categories().filter(other_events=event.pk)))
        .annotate(opens=_is_opening(session, event))
        .order_by("pk")
        .values_list("pk", "attendee_name", "category__admits", "opens")
    )
    if not rows:
        return None
    fitting = [row for row in rows if row[3] and row[2] in admitting]
    best = fitting[0] if fitting else rows[0]
    key = f"ticket:{best[0]}"
    return Held(key if fitting else "", best[1], has_ticket=True, shown=key)


def _categories() -> QuerySet[TicketCategory]:
    """The category of the ticket in the outer query."""
    return TicketCategory.objects.filter(pk=OuterRef("category_id"))


def _is_opening(session: SessionPage, event: EventPage) -> Exists:
    """Whether a ticket's category opens the session: with the whole event, or by name."""
    whole = Q(grants_full_event_access=True) & (Q(event=event.pk) | Q(other_events=event.pk))
    return Exists(_categories().filter(whole | Q(grants_full_event_access=False, sessions=session.pk)))


def place_of(session_id: int, holder: str) -> Place:
    """The session's places, as this holder sees them. One query, written out: everybody who joins asks it."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [holder, session_id])
        row = cursor.fetchone()
    return Place(*row) if row else Place()
