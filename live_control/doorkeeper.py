"""At the door of a session: whom its organizers have put out, and whether new guests come in (ticketing/rooms.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from live_control.choices import Out
from ticketing.access import Outcome
from ticketing.models import Ticket
from ticketing.rooms import register_doorkeeper

if TYPE_CHECKING:
    from site_pages.models import SessionPage
    from ticketing.access import Decision, Person

GUEST = "guest:"
# Asked at every joining, so it is written out: putting it together took longer than the answer.
AT_THE_DOOR = """
SELECT EXISTS (
    SELECT FROM live_control_participant person
    WHERE person.session_id = room.session_id AND person."out" = %(ejected)s
    AND (person.holder = ANY(%(holders)s) OR person.user_id = %(user)s)
), EXISTS (
    SELECT FROM live_control_participant person
    WHERE person.session_id = room.session_id AND person.holder = %(holder)s
), room.admits_guests
FROM live_control_liveroom room WHERE room.session_id = %(session)s
"""


def turn_away(person: Person, session: SessionPage, decision: Decision) -> Outcome | None:
    """For `register_doorkeeper`. One query, and one more for shown tickets."""
    asked = {
        "session": session.pk,
        "holder": decision.holder,
        "holders": holders_of(person, decision),
        "user": person.account.pk if person.account else None,
        "ejected": Out.EJECTED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(AT_THE_DOOR, asked)
        found = cursor.fetchone()
    if found is None:  # without a room nobody has been in yet
        return None
    was_put_out, has_been_in, admits_guests = found
    if was_put_out:
        return Outcome.PUT_OUT
    is_new_guest = decision.holder.startswith(GUEST) and not has_been_in
    return Outcome.GUESTS_CLOSED if is_new_guest and not admits_guests else None


def holders_of(person: Person, decision: Decision) -> list[str]:
    """Every name under which this browser or this ticket may have been in the session; an account is asked for itself.

    Not network and name: those are shared, and would shut out the wrong people.
    """
    holders = {decision.holder, person.joined_as, f"{GUEST}{person.guest_key}"} - {"", GUEST}
    if person.tickets:
        shown = Ticket.objects.filter(public_id__in=person.tickets).values_list("pk", flat=True)
        holders |= {f"ticket:{ticket}" for ticket in shown}
    return sorted(holders)


def register() -> None:
    """Called by AppConfig.ready."""
    register_doorkeeper(turn_away)
