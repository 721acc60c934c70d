"""Orders, tickets and the shop as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payments.money import Money
from payments.selectors import ProviderInfo, providers_for
from ticketing.catalogue import is_selling, read_questions
from ticketing.choices import OrderState
from ticketing.codes import ticket_code
from ticketing.links import order_url
from ticketing.storefront import Shelf, read_storefront

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_pages.models import EventPage
    from ticketing.models import Order, OrderLine, Question, Ticket

Json = dict[str, Any]


def shop_json(event: EventPage) -> Json:
    """The shop for a visitor without a voucher. Eight queries at most, whatever is sold."""
    front = read_storefront(event)
    shop, shelves = front.shop, front.shelves
    categories = [shelf.item.category for shelf in shelves]
    sessions: dict[int, list[str]] = {}
    through = [category.pk for category in categories if not category.grants_full_event_access]
    if through:
        from ticketing.models import TicketCategory  # beside its only use

        pairs = TicketCategory.objects.filter(pk__in=through).values_list("pk", "sessions__public_id")
        for pk, public_id in pairs:
            if public_id:
                sessions.setdefault(pk, []).append(str(public_id))
    currency = categories[0].currency if categories else None
    providers = providers_for(event.pk, currency) if currency and any(shelf.price for shelf in shelves) else []
    return {
        "event": event.slug,
        "is_selling": is_selling(event) and bool(shelves),
        "hold_minutes": shop.hold_minutes if shop else 0,
        "terms_url": shop.terms_url if shop else "",
        "waiting_list": bool(shop and shop.waiting_list),
        "categories": [category_json(shelf, sessions.get(shelf.item.category.pk, [])) for shelf in shelves],
        "questions": [question_json(question) for question in read_questions(event.pk)] if shelves else [],
        "providers": [provider_json(info) for info in providers],
    }


def category_json(shelf: Shelf, sessions: list[str]) -> Json:
    category = shelf.item.category
    return {
        "id": str(category.public_id),
        "name": category.name,
        "description": category.description,
        "price": shelf.money.as_json(),
        "admits": category.admits,
        "availability": shelf.availability,
        "left": shelf.few,
        "min_per_order": category.min_per_order,
        "max_per_order": shelf.most if shelf.is_buyable else 0,
        "sale_starts_at": category.sale_starts_at,
        "sale_ends_at": category.sale_ends_at,
        "opens_whole_event": category.grants_full_event_access,
        "sessions": sessions,
    }


def question_json(question: Question) -> Json:
    return {
        "id": str(question.public_id),
        "text": question.text,
        "help_text": question.help_text,
        "kind": question.kind,
        "choices": question.choices,
        "is_required": question.is_required,
        "categories": [str(category.public_id) for category in question.categories.all()],
    }


def provider_json(info: ProviderInfo) -> Json:
    return {"name": info.name, "label": info.label}


def order_json(order: Order) -> Json:
    """An order for whoever may see all of it. Four queries at most, whatever is in it."""
    tickets = order.tickets.select_related("category").order_by("pk")
    return whole_order_json(order, order.lines.select_related("category"), tickets)


def whole_order_json(order: Order, lines: Iterable[OrderLine], tickets: Iterable[Ticket]) -> Json:
    """The same of an order whose lines and tickets are at hand, with their categories. Two queries at most."""
    waits = order.state == OrderState.PENDING
    return {
        "number": order.number,
        "event": order.event.slug,
        "state": order.state,
        "total": order.money.as_json(),
        "paid": Money(order.paid, order.currency).as_json(),
        "refunded": Money(order.refunded, order.currency).as_json(),
        "voucher": order.voucher_code,
        "created_at": order.created_at,
        "expires_at": order.expires_at,
        "buyer_name": order.buyer_name,
        "lines": [line_json(line, order.currency) for line in lines],
        "tickets": [ticket_json(ticket) for ticket in tickets],
        "providers": [provider_json(info) for info in providers_for(order.event_id, order.currency)] if waits else [],
        "url": order_url(order),
    }


def line_json(line: OrderLine, currency: str) -> Json:
    return {
        "category": str(line.category.public_id),
        "name": line.name,
        "quantity": line.quantity,
        "price": Money(line.price, currency).as_json(),
    }


def ticket_json(ticket: Ticket) -> Json:
    return {
        "number": ticket.number,
        "category": str(ticket.category.public_id),
        "category_name": ticket.category.name,
        "state": ticket.state,
        "attendee_name": ticket.attendee_name,
        "code": ticket_code(ticket) if ticket.is_live else None,
    }


def my_ticket_json(ticket: Ticket) -> Json:
    """A ticket with the event that it is for."""
    event = ticket.event
    return {
        **ticket_json(ticket),
        "event": event.slug,
        "event_title": event.title,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "timezone": event.timezone,
    }
