"""Telling people and programs what happened to orders and tickets. Everything is queued in the caller's transaction.

Mails are named by kind and ids; a worker builds them from what is true when it sends them (ticketing/mails.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from notifications.actions import queue_later, queue_many_later, queue_webhooks
from notifications.mail_kinds import Later
from notifications.models import WebhookType

if TYPE_CHECKING:
    from ticketing.models import CheckIn, Order, Ticket, WaitingListEntry


def announce_settled(order: Order, tickets: Sequence[Ticket]) -> None:
    """The buyer gets the whole order, each other attendee their own ticket. Three queries."""
    if order.buyer_email:
        queue_later(
            "ticketing.order_confirmed",
            to=order.buyer_email,
            context={"order": order.pk},
            dedupe_key=f"order-confirmed:{order.pk}:{_stamp(order)}",
        )
    send_tickets([t for t in tickets if t.attendee_email != order.buyer_email], cause=f"issued:{_stamp(order)}")
    queue_webhooks(
        WebhookType.ORDER_PAID,
        event_id=order.event_id,
        data=order_facts(order),
        dedupe_key=f"order-paid:{order.pk}:{_stamp(order)}",
    )


def send_tickets(tickets: Sequence[Ticket], *, cause: str) -> None:
    """Mail each attendee their own ticket, once for this cause."""
    queue_many_later(
        "ticketing.ticket_issued",
        [
            Later(ticket.attendee_email, {"ticket": ticket.pk}, f"ticket:{ticket.pk}:{cause}")
            for ticket in tickets
            if ticket.attendee_email and ticket.email_status == "active"
        ],
    )


def send_order_again(order: Order, *, cause: str) -> None:
    """Mail the buyer the whole order again."""
    if order.buyer_email:
        key = f"order-again:{order.pk}:{cause}"
        queue_later("ticketing.order_confirmed", to=order.buyer_email, context={"order": order.pk}, dedupe_key=key)


def announce_handed_over(old: Ticket, new: Ticket) -> None:
    """The new attendee gets the ticket, the former one hears that theirs is worth nothing now."""
    send_tickets([new], cause="handed-over")
    if old.attendee_email and old.attendee_email != new.attendee_email:
        queue_later(
            "ticketing.ticket_handed_over",
            to=old.attendee_email,
            context={"ticket": old.pk},
            dedupe_key=f"handed-over:{old.pk}",
        )
    queue_webhooks(
        WebhookType.TICKET_TRANSFERRED,
        event_id=new.event_id,
        data={"order": new.order.number, "from": str(old.public_id), "to": str(new.public_id)},
        dedupe_key=f"ticket-transferred:{old.pk}",
    )


def announce_cancelled(order: Order, tickets: Sequence[Ticket]) -> None:
    """The buyer hears which tickets are gone, and what comes back."""
    ids = sorted(ticket.pk for ticket in tickets)
    cause = "-".join(str(pk) for pk in ids[:3]) + f":{len(ids)}"
    if order.buyer_email and ids:
        queue_later(
            "ticketing.tickets_cancelled",
            to=order.buyer_email,
            context={"order": order.pk, "tickets": ids},
            dedupe_key=f"cancelled:{order.pk}:{cause}",
        )
    for ticket in tickets:
        queue_webhooks(
            WebhookType.TICKET_CANCELLED,
            event_id=ticket.event_id,
            data={"order": order.number, "ticket": ticket_facts(ticket)},
            dedupe_key=f"ticket-cancelled:{ticket.pk}",
        )


def announce_order_cancelled(order: Order) -> None:
    queue_webhooks(
        WebhookType.ORDER_CANCELLED,
        event_id=order.event_id,
        data=order_facts(order),
        dedupe_key=f"order-cancelled:{order.pk}",
    )


def announce_refunded(order: Order, *, amount: int, cause: str) -> None:
    """Money (minor units) is on its way back to the buyer."""
    if order.buyer_email:
        queue_later(
            "ticketing.refunded",
            to=order.buyer_email,
            context={"order": order.pk, "amount": amount},
            dedupe_key=f"refunded:{cause}",
        )
    queue_webhooks(
        WebhookType.ORDER_REFUNDED, event_id=order.event_id, data=order_facts(order), dedupe_key=f"refunded:{cause}"
    )


def announce_money_returned(order: Order, *, amount: int) -> None:
    """The money came too late, the seats are gone: it goes back by itself."""
    if order.buyer_email:
        queue_later(
            "ticketing.money_returned",
            to=order.buyer_email,
            context={"order": order.pk, "amount": amount},
            dedupe_key=f"money-returned:{order.pk}:{amount}",
        )


def announce_offer(entry: WaitingListEntry) -> None:
    queue_later(
        "ticketing.seats_offered",
        to=entry.email,
        context={"entry": entry.pk},
        dedupe_key=f"offered:{entry.pk}",
        expires_at=entry.offer_expires_at,
    )


def announce_offer_passed(entry: WaitingListEntry) -> None:
    queue_later(
        "ticketing.offer_passed", to=entry.email, context={"entry": entry.pk}, dedupe_key=f"offer-passed:{entry.pk}"
    )


def order_facts(order: Order) -> dict[str, Any]:
    """What a webhook says of an order: no names, no addresses; the organizer API has them."""
    return {
        "id": str(order.public_id),
        "number": order.number,
        "state": order.state,
        "total": order.money.as_json(),
    }


def ticket_facts(ticket: Ticket) -> dict[str, Any]:
    """What a webhook says of a ticket."""
    return {"id": str(ticket.public_id), "state": ticket.state, "category_id": str(ticket.category.public_id)}


def _stamp(order: Order) -> int:
    """Which settlement this is: a late payment settles an order a second time."""
    return int(order.settled_at.timestamp()) if order.settled_at else 0


def announce_checked_in(check_in: CheckIn) -> None:
    """Somebody is in. Two queries at most."""
    if check_in.ticket is None:
        return
    data = {
        "ticket": ticket_facts(check_in.ticket),
        "list": {"id": str(check_in.check_in_list.public_id), "name": check_in.check_in_list.name},
        "entered_at": check_in.scanned_at.isoformat(),
    }
    queue_webhooks(
        WebhookType.TICKET_CHECKED_IN,
        event_id=check_in.event_id,
        data=data,
        dedupe_key=f"ticket-checked-in:{check_in.scan_id}",
    )
