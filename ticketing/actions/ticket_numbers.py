"""Ticket number + e-mail address: a way in without an account, limited like one (research/identity-security, 3)."""

from __future__ import annotations

import re

from django.utils import timezone as clock
from django.utils.crypto import constant_time_compare

from accounts.budgets import Budget, refund, spend
from accounts.limits import for_network
from ticketing.answers import stored_email
from ticketing.errors import TicketUnknown
from ticketing.models import Ticket
from ticketing.numbers import as_ticket_number

# Wrong pairs; a right one is given back. A venue's guests share one network.
PER_NETWORK = Budget("ticket-number-network", limit=30, seconds=600)
PER_ADDRESS = Budget("ticket-number-address", limit=10, seconds=3600)
PER_TICKET = Budget("ticket-number", limit=10, seconds=3600)
NOBODY = "nobody@invalid"
# What no number holds, NUL among it, which PostgreSQL takes in no text.
UNFIT = re.compile(r"[^A-Z0-9-]")


def verify_ticket(number: str, email: str, *, network: str) -> Ticket:
    """The live ticket with this number in the name of this address, with its event and category.

    The attempt is counted before anything is compared, whether or not there is such a ticket, and the same
    statements run for every wrong pair. Raises TicketUnknown, TooManyRequests.
    """
    number, address = UNFIT.sub("", as_ticket_number(number)), stored_email(email)
    at = clock.now()
    charges = [(for_network(PER_NETWORK, network), network)]
    # What is no address or no number is nobody's: it must not use up a budget that others share.
    charges += [(budget, subject) for budget, subject in ((PER_ADDRESS, address), (PER_TICKET, number)) if subject]
    spend(charges)
    ticket = Ticket.objects.live().filter(number=number).select_related("event", "category").first()
    known = ticket.attendee_email if ticket is not None else NOBODY
    is_right = constant_time_compare(known or NOBODY, address)
    if ticket is None or not is_right:
        raise TicketUnknown
    for budget, subject in charges:
        refund(budget, subject, uses=1, spent_at=at)
    return ticket
