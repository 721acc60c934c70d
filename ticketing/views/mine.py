"""A signed-in person's tickets and orders, by the addresses that they have proved."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone as clock
from django.views.decorators.http import require_safe

from accounts.views.pages import person, signed_in_only
from ticketing.documents.calendars import tickets_calendar
from ticketing.links import order_path
from ticketing.models import Ticket
from ticketing.my_tickets import events_of
from ticketing.selectors import orders_of, ticket_of, tickets_of
from ticketing.views.files import download, pdf_of


@signed_in_only
@require_safe
def my_tickets(request: HttpRequest) -> HttpResponse:
    """Tickets by event, what is to come first; then the person's own orders. Six queries and one for each key."""
    user = person(request)
    events = events_of(tickets_of(user))
    now = clock.now()
    context = {
        "coming": [one for one in events if one.event.ends_at > now],
        "past": [one for one in reversed(events) if one.event.ends_at <= now],
        "orders": [(order, order_path(order)) for order in orders_of(user)],
    }
    return render(request, "ticketing/my_tickets.html", context)


@signed_in_only
@require_safe
def my_ticket_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of the person's tickets as PDF."""
    ticket = mine(request, public_id)
    return pdf_of(ticket.order, [ticket])


@signed_in_only
@require_safe
def my_ticket_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same for their calendar."""
    ticket = mine(request, public_id)
    content = tickets_calendar(ticket.event, [ticket])
    return download(content, kind="text/calendar; charset=utf-8", name=f"{ticket.event.slug}.ics")


def mine(request: HttpRequest, public_id: UUID) -> Ticket:
    """The person's own live ticket. Two queries. Raises Http404."""
    ticket = ticket_of(person(request), public_id)
    if ticket is None or not ticket.is_live:
        raise Http404
    return ticket
