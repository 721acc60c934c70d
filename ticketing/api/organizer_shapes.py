"""Orders and tickets as the organizer API writes them."""

from __future__ import annotations

from typing import Any

from payments.money import Money
from ticketing.models import Order, Ticket
from ticketing.organize.order_details import OrderDetails, answer_text

Json = dict[str, Any]


def order_json(order: Order) -> Json:
    """`ticket_count` comes from `with_ticket_counts`."""

    def money(minor: int) -> Json:
        return dict(Money(minor, order.currency).as_json())

    return {
        "number": order.number,
        "state": order.state,
        "source": order.source,
        "buyer_name": order.buyer_name,
        "buyer_email": order.buyer_email,
        "tickets": order.ticket_count,  # type: ignore[attr-defined]
        "total": money(order.total),
        "received": money(order.paid),
        "returned": money(order.refunded),
        "placed_at": order.created_at,
        "settled_at": order.settled_at,
        "expires_at": order.expires_at,
    }


def detail_json(details: OrderDetails) -> Json:
    """The order with its tickets and its history."""
    order = details.order
    been = {ticket.pk for ticket in details.tickets if ticket.admissions.all()}
    lines = [
        {
            "category_id": line.category.public_id,
            "name": line.name,
            "quantity": line.quantity,
            "price": Money(line.price, order.currency).as_json(),
        }
        for line in order.lines.select_related("category")
    ]
    history = [
        {
            "action": m.action,
            "text": m.text,
            "detail": m.detail,
            "ticket": m.ticket or None,
            "by": m.actor,
            "at": m.happened_at,
        }
        for m in details.timeline
    ]
    return order_json(order) | {
        "invoice_to": order.invoice_to,
        "voucher": order.voucher_code or None,
        "note": order.note,
        "refundable": Money(details.refundable, order.currency).as_json(),
        "lines": lines,
        "ticket_list": [ticket_detail_json(ticket, order, was_in=ticket.pk in been) for ticket in details.tickets],
        "history": history,
    }


def ticket_json(ticket: Ticket, order: Order, *, was_in: bool) -> Json:
    return {
        "number": ticket.number,
        "order_number": order.number,
        "category_id": ticket.category.public_id,
        "category": ticket.category.name,
        "name": ticket.attendee_name,
        "email": ticket.attendee_email,
        "state": ticket.state,
        "price": Money(ticket.price, order.currency).as_json(),
        "has_been_in": was_in,
        "issued_at": ticket.issued_at,
    }


def ticket_detail_json(ticket: Ticket, order: Order, *, was_in: bool) -> Json:
    """With the answers; files are named, and read on the organizers' pages alone."""
    answers = [
        {"question_id": one.question.public_id, "question": one.question.text, "answer": answer_text(one)}
        for one in ticket.answers.all()
    ]
    former = ticket.predecessor.number if ticket.predecessor else None
    return ticket_json(ticket, order, was_in=was_in) | {"in_place_of": former, "answers": answers}
