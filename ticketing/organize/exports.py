"""Lists to take away: attendees, orders and answers, row by row, so that length costs little memory.

What is exported is what the list shows, found by the same search and filters and in the same order. The keys are
read first and the rows in chunks of them: a chunk at a time is in memory, and no transaction or cursor is kept open
while a slow reader takes the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from payments.money import Money
from site_pages.models import EventPage
from ticketing.models import Answer, Order, Question, Ticket
from ticketing.organize.filters import OrderFilterForm, TicketFilterForm
from ticketing.organize.order_details import answer_text

CHUNK = 1000
Cell = str | int
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Export:
    """A table: its file name without ending, its headings, and its rows as they come."""

    name: str
    headings: list[str]
    rows: Callable[[], Iterator[Row]]


def export_of(event: EventPage, kind: str, asked: QueryDict) -> Export | None:
    """`attendees`, `orders` or `answers`, as far as the list shows them when `asked` so; None for anything else."""
    make = KINDS.get(kind)
    return make(event, asked) if make else None


def attendees(event: EventPage, asked: QueryDict) -> Export:
    """A row for each ticket in the list."""
    listed = TicketFilterForm(asked, event=event).found()
    headings = [
        _("Ticket"),
        _("Name"),
        _("E-mail"),
        _("Category"),
        _("State"),
        _("Has been in"),
        _("Price"),
        _("Currency"),
        _("Order"),
        _("Issued"),
    ]

    def rows() -> Iterator[Row]:
        states, here, away = labels_of(Ticket, "state"), _("yes"), _("no")
        for ticket in in_chunks(listed):
            yield [
                ticket.number,
                ticket.attendee_name,
                ticket.attendee_email,
                ticket.category.name,
                states[ticket.state],
                here if ticket.has_been_in else away,
                Money(ticket.price, ticket.order.currency).amount,
                ticket.order.currency,
                ticket.order.number,
                local(ticket.issued_at, event),
            ]

    return Export(f"{event.slug}-attendees", headings, rows)


def orders(event: EventPage, asked: QueryDict) -> Export:
    """A row for each order in the list."""
    listed = OrderFilterForm(asked, event=event).found()
    headings = [
        _("Order"),
        _("State"),
        _("Came in by"),
        _("Buyer"),
        _("E-mail"),
        _("Tickets"),
        _("Total"),
        _("Received"),
        _("Returned"),
        _("Currency"),
        _("Voucher"),
        _("Placed"),
        _("Settled"),
        _("Note"),
    ]

    def rows() -> Iterator[Row]:
        states, sources = labels_of(Order, "state"), labels_of(Order, "source")
        for order in in_chunks(listed):
            yield [
                order.number,
                states[order.state],
                sources[order.source],
                order.buyer_name,
                order.buyer_email,
                order.ticket_count,
                *(Money(minor, order.currency).amount for minor in (order.total, order.paid, order.refunded)),
                order.currency,
                order.voucher_code,
                local(order.created_at, event),
                local(order.settled_at, event),
                order.note,
            ]

    return Export(f"{event.slug}-orders", headings, rows)


def answers(event: EventPage, asked: QueryDict) -> Export:
    """A column for each question, a row for each ticket in the list. Of files the name stands here."""
    listed = TicketFilterForm(asked, event=event).found()
    questions = list(Question.objects.filter(event_id=event.pk))
    headings = [_("Ticket"), _("Name"), _("E-mail"), _("Category"), *(question.text for question in questions)]

    def rows() -> Iterator[Row]:
        given = Prefetch("answers", Answer.objects.select_related("question"))
        for ticket in in_chunks(listed.prefetch_related(given)):
            by_question = {answer.question_id: answer_text(answer) for answer in ticket.answers.all()}
            texts = [by_question.get(question.pk, "") for question in questions]
            yield [ticket.number, ticket.attendee_name, ticket.attendee_email, ticket.category.name, *texts]

    return Export(f"{event.slug}-answers", headings, rows)


KINDS: Mapping[str, Callable[[EventPage, QueryDict], Export]] = {
    "attendees": attendees,
    "orders": orders,
    "answers": answers,
}


def labels_of(model: type[Model], field: str) -> dict[str, str]:
    """The words for a field's choices, translated once: asking each row for its own takes half of an export's time."""
    return {value: str(label) for value, label in model._meta.get_field(field).flatchoices}  # type: ignore[union-attr]


def in_chunks(rows: QuerySet[Any]) -> Iterator[Any]:
    """The rows in their order, CHUNK at a time. Costs 40 bytes of memory for each."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from rows.filter(pk__in=keys[start : start + CHUNK])


def local(moment: datetime | None, event: EventPage) -> str:
    """In the event's zone, in a form that spreadsheets read as a date."""
    return f"{clock.localtime(moment, event.zone):%Y-%m-%d %H:%M:%S}" if moment else ""
