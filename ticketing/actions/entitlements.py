"""Granting and ending rights to take part (spec 2, "Entitlements")."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils import timezone as clock

from accounts.selectors import users_by_verified_email, verified_emails
from ticketing.choices import EntitlementSource
from ticketing.models import Entitlement, Ticket
from ticketing.signals import entitlements_revoked

if TYPE_CHECKING:
    from accounts.models import User

# (event id, session id or None for the whole event)
Scope = tuple[int, int | None]
# Written out: it is asked under the lock of every sale.
SCOPES = """
SELECT category.id, category.event_id, category.grants_full_event_access,
    ARRAY(SELECT sessionpage_id FROM ticketing_ticketcategory_sessions
          WHERE ticketcategory_id = category.id ORDER BY sessionpage_id),
    ARRAY(SELECT eventpage_id FROM ticketing_ticketcategory_other_events
          WHERE ticketcategory_id = category.id ORDER BY eventpage_id)
FROM ticketing_ticketcategory category WHERE category.id = ANY(%s)
"""


def grant_for_tickets(event_id: int, tickets: Sequence[Ticket]) -> None:
    """Give the attendees what their tickets open: at once to those who have signed in, else to their address.

    Three queries whatever their number.
    """
    tickets = [ticket for ticket in tickets if ticket.attendee_email]
    if not tickets:
        return
    scopes = scopes_of({ticket.category_id for ticket in tickets})
    users = users_by_verified_email({ticket.attendee_email for ticket in tickets})
    _insert(
        Entitlement(
            user_id=users.get(ticket.attendee_email),
            email="" if ticket.attendee_email in users else ticket.attendee_email,
            event_id=scope[0],
            session_id=scope[1],
            source=EntitlementSource.TICKET_PURCHASE,
            ticket=ticket,
        )
        for ticket in tickets
        for scope in scopes[ticket.category_id]
    )


def scopes_of(category_ids: Collection[int]) -> dict[int, list[Scope]]:
    """What each category opens. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SCOPES, [list(category_ids)])
        rows = cursor.fetchall()
    return {
        pk: [(opened, None) for opened in (event, *other_events)] if is_full else [(event, one) for one in own_sessions]
        for pk, event, is_full, own_sessions, other_events in rows
    }


def register(user: User, event_id: int) -> Entitlement:
    """The free registration of a signed-in person, made on the way in; the same one at every later visit."""
    row = Entitlement(user=user, event_id=event_id, source=EntitlementSource.FREE_REGISTRATION)
    _insert([row])
    live = Entitlement.objects.live().of_user(user.pk).for_event(event_id)
    return live.get(session=None, source=EntitlementSource.FREE_REGISTRATION)


def grant(scope: Scope, *, email: str, by: User) -> Entitlement:
    """An organizer's grant to an address (stored form); the same one where it is granted already."""
    event_id, session_id = scope
    user_id = users_by_verified_email({email}).get(email)
    row = Entitlement(
        user_id=user_id,
        email="" if user_id else email,
        event_id=event_id,
        session_id=session_id,
        source=EntitlementSource.MANUAL_GRANT,
        granted_by=by,
    )
    _insert([row])
    holder = Q(user_id=user_id) if user_id else Q(email=email, user=None)
    live = Entitlement.objects.live().for_event(event_id).filter(holder)
    return live.get(session_id=session_id, source=EntitlementSource.MANUAL_GRANT)


def set_speakers(event_id: int, wanted: set[tuple[str, int]]) -> None:
    """Make the event's speaker rights equal `wanted`: (address, session id) of everybody on stage."""
    live = Entitlement.objects.live().for_event(event_id).filter(source=EntitlementSource.SPEAKER)
    users = users_by_verified_email({email for email, _session in wanted})
    held = {(row.user_id or row.email, row.session_id): row for row in live}
    keys = {(users.get(email) or email, session): email for email, session in wanted}
    revoke([row for key, row in held.items() if key not in keys])
    _insert(
        Entitlement(
            user_id=users.get(email),
            email="" if email in users else email,
            event_id=event_id,
            session_id=session,
            source=EntitlementSource.SPEAKER,
        )
        for (_holder, session), email in keys.items()
        if (users.get(email) or email, session) not in held
    )


def revoke_for_tickets(tickets: Sequence[Ticket]) -> None:
    """End what these tickets opened. Where the same person has another ticket for it, that one gives it anew."""
    revoke(list(Entitlement.objects.live().filter(ticket__in=tickets)))
    addresses: set[str] = {ticket.attendee_email for ticket in tickets}
    owners = set(users_by_verified_email(addresses).values())
    addresses |= verified_emails(owners)
    events = {ticket.event_id for ticket in tickets}
    others = Ticket.objects.live().filter(attendee_email__in=addresses - {""}, event__in=events)
    left = list(others.exclude(pk__in=[ticket.pk for ticket in tickets]))
    for event_id in events:
        grant_for_tickets(event_id, [ticket for ticket in left if ticket.event_id == event_id])


def revoke(entitlements: Sequence[Entitlement]) -> None:
    """End these rights now."""
    if not entitlements:
        return
    now = clock.now()
    Entitlement.objects.live().filter(pk__in=[row.pk for row in entitlements]).update(revoked_at=now)
    entitlements_revoked.send(sender=Entitlement, entitlements=list(entitlements))


def attach_to_user(user: User, emails: Collection[str]) -> None:
    """Give a person what waits for the addresses that they have just proved. Twice is once."""
    waiting = list(Entitlement.objects.live().filter(user=None, email__in=emails).order_by("pk").select_for_update())
    if not waiting:
        return
    held: set[tuple[int, int | None, str]] = set(
        Entitlement.objects.live().of_user(user.pk).values_list("event_id", "session_id", "source")
    )
    doubled = []
    for row in waiting:
        key = (row.event_id, row.session_id, row.source)
        if key in held:
            doubled.append(row.pk)
        else:
            held.add(key)
            row.user, row.email = user, ""
    Entitlement.objects.filter(pk__in=doubled).update(revoked_at=clock.now())
    Entitlement.objects.bulk_update([row for row in waiting if row.pk not in doubled], ["user", "email"])


def _insert(rows: Iterable[Entitlement]) -> None:
    """Rights that are held already are left as they are; the constraints decide, also between two requests."""
    rows = list(rows)
    if rows:
        Entitlement.objects.bulk_create(rows, ignore_conflicts=True)
