"""How an attendee's act says who it is: `Authorization: Live <stream ticket>`, and no cookie.

So it needs no CSRF token, and works from another site's front end. The ticket is the one that joining gave; a seat
that has moved, or somebody who was put out, is answered with TICKET_OVER (401).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from accounts.models import User
from live_control.actions.seats import is_bound_to_seat
from live_control.errors import TicketOver
from live_control.models import Participant
from live_control.stream.tickets import SCHEME, Audience, StreamTicket, read_ticket, ticket_in


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who sits in a session, and the ticket that says so."""

    participant: Participant
    ticket: StreamTicket

    @property
    def user(self) -> User | None:
        """Their account, where they are signed in."""
        return self.participant.user


class LiveAuth(HttpAuthBase):
    """For ninja's `auth=`: the operation finds a Sitting in `request.auth`. One query. Raises TicketOver."""

    openapi_scheme = SCHEME.lower()

    def __call__(self, request: HttpRequest) -> Sitting:
        ticket = read_ticket(ticket_in(request))
        people = Participant.objects.select_related("user").filter(pk=ticket.participant, session=ticket.session)
        participant = people.first()
        if participant is None or participant.out or has_moved(participant, ticket):
            raise TicketOver(_("This page's ticket is not valid. Please join again."))
        return Sitting(participant, ticket)


def has_moved(participant: Participant, ticket: StreamTicket) -> bool:
    """Whether the person sits elsewhere now. The control page is no seat, and organizers may have several."""
    is_bound = ticket.audience is Audience.VIEWER and is_bound_to_seat(participant.role)
    return is_bound and participant.seat != ticket.seat
