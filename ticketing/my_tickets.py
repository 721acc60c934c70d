"""What people see of their own tickets: their page, their account's panel, their data."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone as clock
from django.utils.safestring import SafeString

from payments.money import Money
from ticketing.choices import TicketState
from ticketing.models import Answer, Order, Ticket, WaitingListEntry
from ticketing.order_page import TicketCard, with_codes
from ticketing.selectors import orders_of, proved_emails, tickets_of

if TYPE_CHECKING:
    from accounts.models import User
    from site_pages.models import EventPage

MOST_IN_PANEL = 3


@dataclass(frozen=True, slots=True)
class EventTickets:
    """A person's tickets to one event."""

    event: EventPage
    cards: Sequence[TicketCard]


def events_of(tickets: Sequence[Ticket]) -> list[EventTickets]:
    """The tickets by event, in the order in which the events begin. Former ones that were handed over are left out."""
    kept = [ticket for ticket in tickets if ticket.state != TicketState.TRANSFERRED]
    cards = with_codes(kept, shown=[one for one in kept if one.is_live])
    return [EventTickets(event, list(found)) for event, found in groupby(cards, key=lambda card: card.ticket.event)]


def account_panel(request: HttpRequest) -> SafeString | None:
    """The next tickets on the account page. Two queries."""
    now = clock.now()
    tickets = tickets_of(cast("User", request.user))
    coming = [ticket for ticket in tickets if ticket.is_live and ticket.event.ends_at > now]
    context = {"shown": coming[:MOST_IN_PANEL], "more": max(0, len(coming) - MOST_IN_PANEL), "any": bool(tickets)}
    return render_to_string("ticketing/parts/account_panel.html", context, request)


def export_tickets(user: User) -> dict[str, Any]:
    """The room's part of somebody's data. Five queries."""
    emails = proved_emails(user)
    tickets = Ticket.objects.for_addresses(emails).select_related("event", "category").order_by("pk")
    answers = Answer.objects.filter(ticket__in=tickets).select_related("question")
    given: dict[int, list[dict[str, Any]]] = {}
    for answer in answers:
        said = file_name(answer) if answer.file else answer.value
        given.setdefault(answer.ticket_id, []).append({"question": answer.question.text, "answer": said})
    return {
        "tickets": [
            {
                "event": ticket.event.title,
                "number": ticket.number,
                "category": ticket.category.name,
                "name": ticket.attendee_name,
                "email": ticket.attendee_email,
                "state": ticket.state,
                "issued_at": ticket.issued_at,
                "answers": given.get(ticket.pk, []),
            }
            for ticket in tickets
        ],
        "orders": [exported(order) for order in orders_of(user)],
        "waiting_list": list(
            WaitingListEntry.objects.filter(email__in=emails).values(
                "event__title", "category__name", "quantity", "state", "created_at"
            )
        ),
    }


def exported(order: Order) -> dict[str, Any]:
    """An order in somebody's data."""
    return {
        "event": order.event.title,
        "number": order.number,
        "state": order.state,
        "name": order.buyer_name,
        "email": order.buyer_email,
        "invoice_to": order.invoice_to,
        "tax_number": order.buyer_tax_id,
        "total": order.money.as_json(),
        "returned": Money(order.refunded, order.currency).as_json(),
        "placed_at": order.created_at,
    }


def export_answer_files(user: User) -> list[tuple[str, bytes]]:
    """Files that the person sent with answers; one that the store has lost keeps nobody from the rest. Two queries."""
    answers = Answer.objects.filter(ticket__attendee_email__in=proved_emails(user)).exclude(file="")
    files = []
    for answer in answers:
        with suppress(FileNotFoundError), answer.file.open("rb") as file:
            files.append((file_name(answer), file.read()))
    return files


def file_name(answer: Answer) -> str:
    """The file's own name, without our folders."""
    return PurePath(answer.file.name or "").name
