"""What it costs to get in, as search engines read it.

The room that sells tickets registers a handler; without one, a ticketed event only names its tickets page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from site_pages.models import EventPage


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to get in. `price` is a decimal number as text, such as "400.00", in an ISO currency."""

    name: str
    price: str
    currency: str
    is_available: bool
    valid_from: datetime | None = None


OffersHandler = Callable[[EventPage], Sequence[Offer]]

# What the API lists of an event's tickets, from the event's id; see site_pages/api/schemas.py, TicketJson.
TicketList = Callable[[int], list[dict[str, Any]]]

_handlers: list[OffersHandler] = []
_ticket_lists: dict[str, TicketList] = {}


def register_ticket_list(name: str, tickets: TicketList) -> None:
    """Let another room list an event's tickets in the API; the last registration of a name counts."""
    _ticket_lists[name] = tickets


def tickets_of(event_id: int) -> list[dict[str, Any]]:
    """Every ticket on sale for the event."""
    return [ticket for tickets in _ticket_lists.values() for ticket in tickets(event_id)]


def register_offers(handler: OffersHandler) -> OffersHandler:
    """Let another room say what an event's tickets cost; usable as a decorator."""
    _handlers.append(handler)
    return handler


def unregister_offers(handler: OffersHandler) -> None:
    """Take a handler out again."""
    _handlers.remove(handler)


def offers_of(event: EventPage) -> list[Offer]:
    """Everything on sale for the event, in the order of the handlers."""
    return [offer for handler in _handlers for offer in handler(event)]
