"""`/api/organizer/events/{id}/orders|tickets|grants`: what organizers' programs do.

Scopes: `read-orders` and `write-orders` (owner, collaborator), `refund` (owner). A right that is missing and an
event that is not there look the same.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from accounts.authentication import Caller, OrganizerAuth, require
from notifications.errors import InvalidInput, NotFound
from payments.money import parse_money
from site_pages.api.parameters import first_moment, last_moment
from site_pages.models import EventPage
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, cancel_order, cancel_tickets, resend_order
from ticketing.actions.grants import grant_tickets
from ticketing.actions.payment import cancel_unpaid
from ticketing.actions.refunds import Return, refund_order
from ticketing.api import organizer_schemas as schemas
from ticketing.api.organizer_shapes import detail_json, order_json, ticket_detail_json, ticket_json
from ticketing.models import Order, Ticket
from ticketing.organize.order_details import details_of, order_in, ticket_in
from ticketing.organize.order_list import OrderQuery, find_orders, with_ticket_counts
from ticketing.organize.scopes import READ, REFUND, WRITE
from ticketing.organize.ticket_list import TicketQuery, find_tickets

router = Router(tags=["Orders"], auth=OrganizerAuth())
Json = dict[str, Any]
EVENT = "/organizer/events/{event_id}"
ORDER = EVENT + "/orders/{number}"
DETAIL: Any = {200: schemas.OrganizerOrderDetailOut, **schemas.REFUSALS}


@router.get(EVENT + "/orders", response={200: schemas.OrganizerOrdersOut, **schemas.REFUSALS})
def list_orders(request: HttpRequest, event_id: UUID, options: Query[schemas.OrderFilters]) -> Json:
    """The event's orders, without carts."""
    event, _caller = event_for(request, event_id, READ)
    query = OrderQuery(
        words=options.q,
        state=options.state or "",
        source=options.source or "",
        category=options.category_id,
        placed_from=first_moment(options.placed_from) if options.placed_from else None,
        placed_before=last_moment(options.placed_to) if options.placed_to else None,
    )
    orders = with_ticket_counts(find_orders(event.pk, query))
    if options.cursor:
        last = Order.objects.for_event(event.pk).filter(number=options.cursor).first() or wrong_cursor()
        orders = orders.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    rows = list(orders[: options.limit + 1])
    shown = rows[: options.limit]
    cursor = shown[-1].number if len(rows) > options.limit else None
    return {"items": [order_json(order) for order in shown], "next_cursor": cursor}


@router.get(ORDER, response=DETAIL)
def get_order(request: HttpRequest, event_id: UUID, number: str) -> Json:
    """One order with its tickets, answers and history."""
    event, _caller = event_for(request, event_id, READ)
    return shown(order_for(event, number))


@router.post(ORDER + "/resend", response=DETAIL)
def resend(request: HttpRequest, event_id: UUID, number: str) -> Json:
    """Mail the order to its buyer, and each attendee their ticket, once more."""
    event, caller = event_for(request, event_id, WRITE)
    order = order_for(event, number)
    resend_order(order, by=audit.person(caller.user))
    return shown(order)


@router.post(ORDER + "/cancel", response=DETAIL)
def cancel(request: HttpRequest, event_id: UUID, number: str, given: schemas.CancelIn) -> Json:
    """Cancel tickets, or an order whole. No money goes back with it."""
    event, caller = event_for(request, event_id, WRITE)
    order = order_for(event, number)
    actor = audit.person(caller.user)
    if given.tickets:
        cancel_tickets(order, tickets_of(order, given.tickets), by=actor)
    elif order.is_open:
        cancel_unpaid(order, by=actor)
    else:
        cancel_order(order, by=actor)
    return shown(order)


@router.post(ORDER + "/refund", response=DETAIL)
def refund(request: HttpRequest, event_id: UUID, number: str, given: schemas.RefundIn) -> Json:
    """Return money through its provider, ending tickets or not. The owner's alone."""
    event, caller = event_for(request, event_id, REFUND)
    order = order_for(event, number)
    amount = parse_money(given.amount, order.currency).minor if given.amount is not None else None
    what = Return(tickets_of(order, given.tickets), amount, given.reason, given.key)
    refund_order(order, what, by=caller.user)
    return shown(order)


@router.post(EVENT + "/grants", response={201: schemas.GrantsOut, **schemas.REFUSALS})
def grant(request: HttpRequest, event_id: UUID, given: schemas.GrantsIn) -> Status:
    """Complimentary tickets, one for each person; all or none."""
    event, caller = event_for(request, event_id, WRITE)
    holders = [Holder(one.name, one.email) for one in given.holders]
    made = [order.pk for order in grant_tickets(event, given.category_id, holders, by=caller.user)]
    orders = with_ticket_counts(Order.objects.filter(pk__in=made).order_by("pk"))
    return Status(201, {"orders": [order_json(order) for order in orders]})


@router.get(EVENT + "/tickets", response={200: schemas.OrganizerTicketsOut, **schemas.REFUSALS})
def list_tickets(request: HttpRequest, event_id: UUID, options: Query[schemas.TicketFilters]) -> Json:
    """The event's issued tickets."""
    event, _caller = event_for(request, event_id, READ)
    query = TicketQuery(options.q, options.state or "", options.category_id, options.presence or "")
    tickets = find_tickets(event.pk, query).select_related("category", "order").order_by("pk")
    if options.cursor:
        last = Ticket.objects.for_event(event.pk).filter(number=options.cursor).first() or wrong_cursor()
        tickets = tickets.filter(pk__gt=last.pk)
    rows = list(tickets[: options.limit + 1])
    page = rows[: options.limit]
    cursor = page[-1].number if len(rows) > options.limit else None
    been = {one.pk for one in page if one.has_been_in}  # type: ignore[attr-defined]
    items = [ticket_json(one, one.order, was_in=one.pk in been) for one in page]
    return {"items": items, "next_cursor": cursor}


@router.get(EVENT + "/tickets/{number}", response={200: schemas.OrganizerTicketDetailOut, **schemas.REFUSALS})
def get_ticket(request: HttpRequest, event_id: UUID, number: str) -> Json:
    """One ticket with its answers."""
    event, _caller = event_for(request, event_id, READ)
    try:
        ticket = ticket_in(event, number)
    except Http404 as error:
        raise NotFound(_("There is no such ticket.")) from error
    return ticket_detail_json(ticket, ticket.order, was_in=ticket.admissions.exists())


def event_for(request: HttpRequest, event_id: UUID, scope: str) -> tuple[EventPage, Caller]:
    """The event and who is calling. Raises NotFound unless they may."""
    event = EventPage.objects.filter(public_id=event_id).first()
    if event is None:
        raise NotFound(_("There is no such event."))
    caller: Caller = request.auth  # type: ignore[attr-defined]
    require(caller, scope, event_id=event.pk)
    return event, caller


def order_for(event: EventPage, number: str) -> Order:
    try:
        return order_in(event, number)
    except Http404 as error:
        raise NotFound(_("There is no such order.")) from error


def shown(order: Order) -> Json:
    """The order as it is now."""
    return detail_json(details_of(with_ticket_counts(Order.objects.filter(pk=order.pk)).get()))


def tickets_of(order: Order, numbers: list[str]) -> list[Ticket]:
    """The order's tickets with these numbers. Raises InvalidInput where one is not among them."""
    found = list(order.tickets.filter(number__in=numbers))
    if len(found) != len(set(numbers)):
        text = _("A ticket is not one of this order.")
        raise InvalidInput(text, fields={"tickets": text})
    return found


def wrong_cursor() -> Any:
    """Raises InvalidInput."""
    text = "Not a cursor of this list."
    raise InvalidInput(text, fields={"cursor": text})
