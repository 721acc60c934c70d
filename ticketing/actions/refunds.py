"""Money back: through the provider that took it, or noted by hand where it was paid by other means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from payments.actions import refund_payment
from payments.models import Payment
from payments.money import Money
from ticketing.actions import audit
from ticketing.actions.after_sale import cancel_tickets, locked_order
from ticketing.actions.announce import announce_refunded
from ticketing.actions.invoices import write_credit_note
from ticketing.choices import OrderState, TicketState
from ticketing.models import Order, Ticket
from ticketing.signals import order_refunded

if TYPE_CHECKING:
    from accounts.models import User

PURPOSE = "ticketing.order"


@dataclass(frozen=True, slots=True)
class Return:
    """What is to go back. `amount` in minor units; None: what the tickets cost. `key` names the request."""

    tickets: Sequence[Ticket] = ()
    amount: int | None = None
    reason: str = ""
    key: str = ""


def refund_order(order: Order, what: Return, *, by: User | None) -> int:
    """Cancel these tickets, if any, and return their money; rights end at once, the money follows.

    Returns the amount asked for. Raises InvalidInput for an amount that was not received, TicketClosed, or
    Conflict where the provider cannot do it; then nothing has changed.
    """
    actor = audit.person(by) if by is not None else audit.buyer()
    with locked_order(order) as locked:
        amount = sum(ticket.price for ticket in what.tickets) if what.amount is None else what.amount
        if amount < 0 or amount > refundable(locked):
            text = _("At most %(most)s can be returned.") % {"most": Money(refundable(locked), locked.currency)}
            raise InvalidInput(text, fields={"amount": text})
        if not amount and not what.tickets:
            raise InvalidInput(_("There is nothing to return."), fields={"amount": _("Enter an amount.")})
        if what.tickets:
            cancel_tickets(locked, what.tickets, by=actor, to=TicketState.REFUNDED if amount else TicketState.CANCELLED)
            locked.refresh_from_db()
        if amount:
            audit.record(locked, "refund.requested", by=actor, changes={"amount": amount, "reason": what.reason[:200]})
            _send_back(locked, amount, what, by=by)
    return amount


def refundable(order: Order) -> int:
    """Minor units that came in and are neither back nor on their way back. One query."""
    return order.paid - order.refunded - on_their_way(order)


def on_their_way(order: Order) -> int:
    """Minor units asked back from providers and not confirmed yet. One query."""
    from payments.models import Refund  # beside its only use

    waiting = Refund.objects.filter(
        payment__purpose=PURPOSE, payment__subject=order.number, state__in=("requested", "sent")
    )
    return sum(waiting.values_list("amount", flat=True))


def _send_back(order: Order, amount: int, what: Return, *, by: User | None) -> None:
    """Spread the amount over the order's payments; what came in by hand goes back by hand."""
    key = what.key or f"{clock.now().timestamp()}"
    confirmed = Payment.objects.filter(purpose=PURPOSE, subject=order.number, confirmed_at__isnull=False).order_by("pk")
    left = amount
    for payment in confirmed:
        part = min(left, payment.amount - payment.refund_requested)
        if part > 0:
            refund_payment(
                payment,
                money=Money(part, order.currency),
                reason=what.reason or _("tickets cancelled"),
                dedupe_key=f"order:{order.number}:{key}:{payment.pk}",
                by=by,
            )
            left -= part
    if left:
        by_hand = order.paid - sum(payment.amount for payment in confirmed) - order.refunded
        if left > by_hand:
            raise Conflict(_("This money cannot be returned through its provider any more. Return it by hand."))
        record_refunded(order, amount=left, cause=f"hand:{order.number}:{key}")


def record_refunded(order: Order, *, amount: int, cause: str) -> None:
    """Money has gone back. The caller has locked the order."""
    order.refunded += amount
    # What came in beyond the total (paid twice) goes back without touching the order.
    is_surplus = order.refunded <= order.paid - order.total
    if order.refunded >= order.paid:
        order.state, order.closed_at = OrderState.REFUNDED, order.closed_at or clock.now()
    elif order.is_settled and not is_surplus:
        order.state = OrderState.PARTIALLY_REFUNDED
    order.save(update_fields=["refunded", "state", "closed_at"])
    write_credit_note(order, amount=amount, cause=cause)
    audit.record(order, "refund.done", by=audit.system(), changes={"amount": amount})
    announce_refunded(order, amount=amount, cause=cause)
    order_refunded.send(sender=Order, order=order, amount=amount)


def record_refusal(order: Order, *, amount: int) -> None:
    """The provider would not: an organizer returns the money by hand. The caller has locked the order."""
    audit.record(order, "refund.refused", by=audit.system(), changes={"amount": amount})


def record_return_by_hand(order: Order, *, amount: int, by: User) -> None:
    """An organizer has returned money outside Foyer. Raises InvalidInput for more than came in."""
    with locked_order(order) as locked:
        if not 0 < amount <= refundable(locked):
            text = _("At most %(most)s can be returned.") % {"most": Money(refundable(locked), locked.currency)}
            raise InvalidInput(text, fields={"amount": text})
        audit.record(locked, "refund.by_hand", by=audit.person(by), changes={"amount": amount})
        record_refunded(locked, amount=amount, cause=f"hand:{locked.number}:{clock.now().timestamp()}")
