"""What happens to tickets after the sale: names, hand-overs, cancellations.

Order first, then its tickets, then seats (docs/locking.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from ticketing.actions import audit
from ticketing.actions.announce import (
    announce_cancelled,
    announce_handed_over,
    announce_order_cancelled,
    send_order_again,
    send_tickets,
)
from ticketing.actions.claims import enter_sale, give_back, give_back_all
from ticketing.actions.entitlements import grant_for_tickets, revoke_for_tickets
from ticketing.actions.settlement import close_unpaid
from ticketing.actions.voucher_uses import return_uses
from ticketing.answers import LONGEST_NAME, checked_answers, stored_email
from ticketing.choices import LIVE_TICKETS, OrderState, TicketState
from ticketing.errors import OrderClosed, TicketClosed
from ticketing.models import Answer, Order, Question, Quota, Ticket
from ticketing.signals import tickets_closed


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a ticket."""

    name: str
    email: str


@contextmanager
def locked_order(order: Order) -> Iterator[Order]:
    """The order, locked until the end of the block."""
    with transaction.atomic():
        yield Order.objects.select_for_update().get(pk=order.pk)


def rename_ticket(ticket: Ticket, *, name: str, by: audit.Actor) -> Ticket:
    """Correct an attendee's name; number and code stay. Raises InvalidInput, TicketClosed."""
    name = _checked_name(name)
    with locked_order(ticket.order) as order:
        held = _live(order, [ticket])[0]
        if held.attendee_name != name:
            changes = {"name": [held.attendee_name, name]}
            held.attendee_name = name
            held.save(update_fields=["attendee_name"])
            audit.record(order, "ticket.renamed", by=by, ticket=held, changes=changes)
    return held


def transfer_ticket(ticket: Ticket, *, to: Holder, by: audit.Actor) -> Ticket:
    """Hand a ticket over: a new number and code for the new person; the former ones open nothing any more.

    Raises InvalidInput, or TicketClosed for one that has been used.
    """
    name, email = _checked_name(to.name), stored_email(to.email)
    if not email:
        text = _("Enter a valid e-mail address.")
        raise InvalidInput(text, fields={"email": text})
    with locked_order(ticket.order) as order:
        old = _live(order, [ticket])[0]
        if old.state == TicketState.USED:
            raise TicketClosed(_("This ticket has been used; it cannot be handed over."))
        now = clock.now()
        old.state, old.closed_at = TicketState.TRANSFERRED, now
        old.save(update_fields=["state", "closed_at"])
        new = Ticket.objects.create(
            event_id=old.event_id,
            order=order,
            line_id=old.line_id,
            category_id=old.category_id,
            attendee_name=name,
            attendee_email=email,
            price=old.price,
            predecessor=old,
            issued_at=now,
        )
        revoke_for_tickets([old])
        grant_for_tickets(order.event_id, [new])
        audit.record(order, "ticket.transferred", by=by, ticket=new, changes={"from": old.number})
        announce_handed_over(old, new)
    return new


def cancel_tickets(
    order: Order, tickets: Sequence[Ticket], *, by: audit.Actor, to: TicketState = TicketState.CANCELLED
) -> list[Ticket]:
    """Take tickets back: seats, voucher uses and rights go with them. Money is refunds.py's matter.

    The order is cancelled with its last ticket. Raises TicketClosed for a ticket that is not live.
    """
    with locked_order(order) as locked:
        enter_sale(locked.event_id)
        closed = _live(locked, tickets)
        now = clock.now()
        for ticket in closed:
            ticket.state, ticket.closed_at = to, now
        Ticket.objects.bulk_update(closed, ["state", "closed_at"])
        return_uses(locked, sum(1 for ticket in closed if ticket.line.with_voucher))
        is_over = locked.is_settled and not locked.tickets.live().exists()
        if is_over:
            locked.state, locked.closed_at = OrderState.CANCELLED, now
            announce_order_cancelled(locked)
        locked.save()
        revoke_for_tickets(closed)
        for ticket in closed:
            audit.record(locked, f"ticket.{to.value}", by=by, ticket=ticket)
        announce_cancelled(locked, closed)
        if is_over:
            give_back_all(locked)
        else:
            give_back(locked, _seats_of(closed))
        tickets_closed.send(sender=Order, event_id=locked.event_id)
    return closed


def cancel_order(order: Order, *, by: audit.Actor) -> Order:
    """Cancel whatever is left of an order. Raises OrderClosed where nothing is."""
    with locked_order(order) as locked:
        if locked.is_open:
            close_unpaid(locked, to=OrderState.CANCELLED, by=by)
            announce_order_cancelled(locked)
            return locked
        live = list(locked.tickets.live())
        if not live:
            raise OrderClosed(_("There is nothing left to cancel in this order."))
        cancel_tickets(locked, live, by=by)
    locked.refresh_from_db()
    return locked


def replace_answers(ticket: Ticket, answers: dict[object, object], *, by: audit.Actor) -> None:
    """Change what an attendee answered; files are kept unless a new one is sent. Raises InvalidInput by field."""
    asked = list(Question.objects.asked_in(ticket.event_id).prefetch_related("categories"))
    fields: dict[str, str] = {}
    asked = [q for q in asked if not q.categories.all() or ticket.category in q.categories.all()]
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    kept = {a.question.public_id for a in ticket.answers.select_related("question") if a.file}
    asked = [q for q in asked if q.public_id not in kept or q.public_id in given]
    checked = checked_answers(asked, answers, fields=fields, at="answers")  # type: ignore[arg-type]
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)
    with locked_order(ticket.order) as order:
        _live(order, [ticket])
        ticket.answers.filter(question__in=asked).delete()
        for answer in checked:
            Answer(ticket=ticket, question=answer.question, value=answer.value, file=answer.file or "").save()
        audit.record(order, "ticket.answers_changed", by=by, ticket=ticket)


def resend_order(order: Order, *, by: audit.Actor) -> None:
    """Mail the whole order to the buyer again, and each attendee their ticket."""
    cause = clock.now().isoformat(timespec="minutes")
    with locked_order(order) as locked:
        if not locked.is_settled:
            raise OrderClosed(_("This order has no tickets to send."))
        send_order_again(locked, cause=cause)
        send_tickets([t for t in locked.tickets.live() if t.attendee_email != locked.buyer_email], cause=cause)
        audit.record(locked, "order.resent", by=by)


def change_buyer(order: Order, *, to: Holder, by: audit.Actor) -> Order:
    """Correct whose order it is; the former secret link stops working. Raises InvalidInput."""
    name, email = _checked_name(to.name), stored_email(to.email)
    if not email:
        text = _("Enter a valid e-mail address.")
        raise InvalidInput(text, fields={"email": text})
    with locked_order(order) as locked:
        locked.buyer_name, locked.buyer_email = name, email
        locked.link_version += 1
        locked.user = None
        locked.save(update_fields=["buyer_name", "buyer_email", "link_version", "user"])
        audit.record(locked, "order.buyer_changed", by=by)
        if locked.is_settled:
            send_order_again(locked, cause=f"buyer-{locked.link_version}")
    return locked


def change_note(order: Order, *, note: str, by: audit.Actor) -> None:
    """What organizers keep in mind about an order."""
    with locked_order(order) as locked:
        locked.note = note.strip()[:2000]
        locked.save(update_fields=["note"])
        audit.record(locked, "order.note_changed", by=by)


def _live(order: Order, tickets: Sequence[Ticket]) -> list[Ticket]:
    """These tickets of the order, read under its lock. Raises TicketClosed where one is not live."""
    ids = {ticket.pk for ticket in tickets}
    found = list(order.tickets.filter(pk__in=ids).select_related("line", "category", "order"))
    if len(found) != len(ids) or any(t.state not in LIVE_TICKETS or t.issued_at is None for t in found):
        raise TicketClosed(_("This ticket is not valid any more."))
    return found


def _seats_of(tickets: Sequence[Ticket]) -> dict[int, int]:
    """The seats that these tickets hold of each quota. One query for each category."""
    seats: dict[int, int] = {}
    for category_id in {ticket.category_id for ticket in tickets}:
        number = sum(1 for ticket in tickets if ticket.category_id == category_id)
        for quota in Quota.objects.of_categories([category_id]).values_list("pk", flat=True):
            seats[quota] = seats.get(quota, 0) + number
    return seats


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        text = _("Enter a name.")
        raise InvalidInput(text, fields={"name": text})
    return name
