"""What buyers do with their own orders, within what the event allows (`Shop`). The link or the account let them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import Conflict
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, rename_ticket, transfer_ticket
from ticketing.actions.refunds import Return, refund_order
from ticketing.catalogue import shop_of
from ticketing.choices import TicketState
from ticketing.models import Order, Shop, Ticket


def may_cancel(order: Order, shop: Shop, *, now: datetime) -> bool:
    """Settled, before the moment that the organizer set, and before the event is over."""
    until = shop.cancel_until
    return order.is_settled and until is not None and now < min(until, order.event.ends_at)


def is_returnable(ticket: Ticket) -> bool:
    """Valid and unused. One that was handed over is not the buyer's to give back any more."""
    return ticket.is_live and ticket.state == TicketState.VALID and ticket.predecessor_id is None


def return_tickets(order: Order, tickets: Sequence[Ticket]) -> int:
    """The buyer gives tickets back and gets their money; returns how much, in minor units.

    Raises Conflict where the event does not allow it (any more), TicketClosed.
    """
    if not may_cancel(order, shop_of(order.event_id), now=clock.now()):
        raise Conflict(_("Tickets of this event cannot be given back (any more). Please write to the organizers."))
    if not tickets or not all(is_returnable(ticket) for ticket in tickets):
        raise Conflict(_("Choose tickets that are valid and have not been used or handed over."))
    ids = "-".join(str(pk) for pk in sorted(ticket.pk for ticket in tickets))
    return refund_order(order, Return(tickets=tickets, reason=_("given back by the buyer"), key=f"own:{ids}"), by=None)


def hand_over(ticket: Ticket, *, to: Holder) -> Ticket:
    """The buyer hands a ticket over. Raises Conflict where the event does not allow it, InvalidInput, TicketClosed."""
    if not shop_of(ticket.event_id).allows_transfer or clock.now() >= ticket.event.ends_at:
        raise Conflict(_("Tickets of this event cannot be handed over (any more)."))
    if ticket.predecessor_id is not None:
        raise Conflict(_("This ticket has been handed over; only whoever has it now can hand it on."))
    return transfer_ticket(ticket, to=to, by=audit.buyer())


def correct_name(ticket: Ticket, *, name: str) -> Ticket:
    """The buyer corrects an attendee's name. Raises InvalidInput, TicketClosed."""
    return rename_ticket(ticket, name=name, by=audit.buyer())
