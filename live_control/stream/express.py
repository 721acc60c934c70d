"""What attendees do most often, past Django: votes and reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from live_control.actions.ballots import read_ballot
from live_control.actions.reactions import checked_reaction
from live_control.errors import SwitchedOff, TicketOver
from live_control.stream.requests import Request
from live_control.stream.tickets import StreamTicket

if TYPE_CHECKING:
    from live_control.stream.hub import Hub


async def post_vote(request: Request, hub: Hub) -> dict[str, Any]:
    """`{poll, options?, rating?, text?}` → `{poll, mine, results}`; answered when the vote is stored."""
    ticket = request.ticket()
    hub.pace.check(ticket.participant)
    ballot = read_ballot(await request.json(), ticket)
    mine = await hub.lane.cast(ballot)
    poll = str(ballot.poll)
    return {"poll": poll, "mine": mine.as_json(), "results": hub.hall(ticket.session).results_for_voter(poll)}


async def post_reaction(request: Request, hub: Hub) -> None:
    """`{kind}`; counted, and shown with the next tick."""
    ticket = request.ticket()
    hub.pace.check(ticket.participant)
    kind = checked_reaction(await request.json())
    refuse_void(ticket, hub)
    session = hub.hall(ticket.session).part("session")
    if session is not None and not session["reactions"]:
        raise SwitchedOff(_("Reactions are switched off."))
    hub.reactions[ticket.session][kind] += 1


def refuse_void(ticket: StreamTicket, hub: Hub) -> None:
    """Raises TicketOver."""
    if hub.is_void(ticket):
        raise TicketOver(_("This page's ticket is not valid. Please join again."))
