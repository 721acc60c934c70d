"""At the door of a session: whom its organizers have put out, and whether new guests come in (ticketing/rooms.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from live_control.choices import Out
from live_control.models import LiveRoom, Participant
from ticketing.access import Outcome
from ticketing.models import Ticket
from ticketing.rooms import register_doorkeeper

if TYPE_CHECKING:
    from site_pages.models import SessionPage
    from ticketing.access import Decision, Person

GUEST = "guest:"


def turn_away(person: Person, session: SessionPage, decision: Decision) -> Outcome | None:
    """For `register_doorkeeper`. One query, and one more for shown tickets."""
    people = Participant.objects.filter(session=OuterRef("session"))
    is_out = people.filter(is_them(person, decision), out=Out.EJECTED)
    is_known = people.filter(holder=decision.holder)
    rooms = LiveRoom.objects.filter(session=session.pk)
    found = rooms.values_list(Exists(is_out), Exists(is_known), "admits_guests").first()
    if found is None:  # without a room nobody has been in yet
        return None
    was_put_out, has_been_in, admits_guests = found
    if was_put_out:
        return Outcome.PUT_OUT
    is_new_guest = decision.holder.startswith(GUEST) and not has_been_in
    return Outcome.GUESTS_CLOSED if is_new_guest and not admits_guests else None


def is_them(person: Person, decision: Decision) -> Q:
    """Every name under which this browser, this account or this ticket may have been in the session.

    Not network and name: those are shared, and would shut out the wrong people.
    """
    holders = {decision.holder, person.joined_as, f"{GUEST}{person.guest_key}"} - {"", GUEST}
    if person.tickets:
        shown = Ticket.objects.filter(public_id__in=person.tickets).values_list("pk", flat=True)
        holders |= {f"ticket:{ticket}" for ticket in shown}
    own = Q(holder__in=holders)
    return own if person.account is None else own | Q(user=person.account.pk)


def register() -> None:
    """Called by AppConfig.ready."""
    register_doorkeeper(turn_away)
