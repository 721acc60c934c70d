"""One order with everything about it. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _

from payments.models import Payment
from site_pages.models import EventPage
from ticketing.actions.payment import payments_of
from ticketing.actions.refunds import refundable
from ticketing.choices import QuestionKind
from ticketing.models import Answer, Order, Ticket
from ticketing.numbers import as_order_number
from ticketing.organize.timeline import Moment, timeline_of


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """What the order's page shows."""

    order: Order
    tickets: list[Ticket]
    payments: list[Payment]
    timeline: list[Moment]
    refundable: int

    @property
    def live(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets if ticket.is_live]

    @property
    def has_live(self) -> bool:
        return bool(self.live)


def order_in(event: EventPage, number: str) -> Order:
    """The event's order with this number. One query. Raises Http404, also for carts and other events' orders."""
    orders = Order.objects.for_event(event.pk).placed().select_related("event", "user")
    order = orders.filter(number=as_order_number(number)).first()
    if order is None:
        raise Http404
    return order


def ticket_in(event: EventPage, number: str) -> Ticket:
    """The event's ticket with this number. One query. Raises Http404, also for tickets of other events."""
    tickets = Ticket.objects.for_event(event.pk).select_related("order__event", "category", "line")
    ticket = tickets.filter(number=number).first()
    if ticket is None or ticket.order.state == "draft":
        raise Http404
    return ticket


def details_of(order: Order) -> OrderDetails:
    """Eight queries."""
    answers = Prefetch("answers", Answer.objects.select_related("question"))
    tickets = order.tickets.select_related("category", "predecessor").prefetch_related(answers, "admissions")
    payments = payments_of(order).prefetch_related("refunds")
    return OrderDetails(order, list(tickets), list(payments), timeline_of(order), refundable(order))


def answer_text(answer: Answer) -> str:
    """An answer as people read it; a file is named, and read by a view of its own."""
    value: Any = answer.value
    if answer.question.kind == QuestionKind.YES_NO:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
