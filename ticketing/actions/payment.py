"""Paying for orders through the payments room, and what follows from what it tells (docs/locking.md).

The payments room locks the order by `lock_order` before its own row, so that everybody locks the order first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.actions import Charge, cancel_payment, start_payment
from payments.models import Payment
from payments.purposes import Purpose, Verdict, register_purpose
from payments.selectors import providers_for
from ticketing.actions import audit
from ticketing.actions.announce import announce_money_returned
from ticketing.actions.refunds import record_refunded, record_refusal
from ticketing.actions.settlement import close_unpaid, keep_until, settle, settle_late
from ticketing.choices import OrderState
from ticketing.errors import OrderClosed
from ticketing.links import order_url
from ticketing.models import Order

if TYPE_CHECKING:
    from payments.models import Refund

PURPOSE = "ticketing.order"
# After the provider's own deadline: a payment made in the last second is still on its way.
GRACE = timedelta(minutes=5)
# So that a buyer cannot keep seats for days by starting payments again and again.
LONGEST_HOLD = timedelta(hours=24)


def pay_order(order: Order, *, provider: str) -> Payment:
    """Start paying an order; the payment says where to send the buyer. Must run outside a transaction.

    The hold is kept until the provider's session is over. A former attempt is given up first.
    Raises OrderClosed, InvalidInput for a provider that is not offered, ProviderTrouble.
    """
    offered = {info.name: info for info in providers_for(order.event_id, order.currency)}
    if provider not in offered:
        text = _("Choose a way to pay.")
        raise InvalidInput(text, fields={"provider": text})
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        now = clock.now()
        if locked.state != OrderState.PENDING or locked.expires_at is None or locked.expires_at <= now:
            raise OrderClosed(_("This order cannot be paid any more. Please choose your tickets again."))
        wanted = max(locked.expires_at, now + timedelta(minutes=offered[provider].min_minutes) + GRACE)
        keep_until(locked, min(wanted, locked.created_at + LONGEST_HOLD))
        held_until = locked.expires_at
    for former in payments_of(order).filter(state__in=("created", "pending")):
        cancel_payment(former)
    order.refresh_from_db()
    if order.state != OrderState.PENDING:  # the former attempt had been paid
        raise OrderClosed(_("This order has been paid."))
    return start_payment(
        Charge(
            purpose=PURPOSE,
            subject=order.number,
            event_id=order.event_id,
            money=order.money,
            description=_("Tickets for %(event)s") % {"event": order.event.title},
            buyer_email=order.buyer_email,
            buyer_name=order.buyer_name,
            hold_until=held_until,
        ),
        provider=provider,
    )


def cancel_unpaid(order: Order, *, by: audit.Actor) -> None:
    """The buyer gives up. Raises OrderClosed for an order that was paid meanwhile."""
    for payment in payments_of(order).filter(state__in=("created", "pending")):
        cancel_payment(payment)
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        if not locked.is_open:
            raise OrderClosed(_("This order is not open any more."))
        close_unpaid(locked, to=OrderState.CANCELLED, by=by)


def payments_of(order: Order) -> QuerySet[Payment]:
    """All attempts to pay the order, the latest first."""
    return Payment.objects.filter(purpose=PURPOSE, subject=order.number).order_by("-pk")


def lock_order(subject: str) -> None:
    """Lock the order of a payment, before the payment itself."""
    Order.objects.select_for_update().get(number=subject)


def on_settled(payment: Payment) -> Verdict:
    """Money has come: for an open order, for one given up (if its seats can be had again), or too late."""
    order = Order.objects.select_for_update().get(number=payment.subject)
    if order.is_open:
        settle(order, by=audit.system(), received=payment.amount)
        return Verdict.ACCEPTED
    # One that was cancelled on purpose stays so; its money goes back.
    if order.state in {OrderState.EXPIRED, OrderState.FAILED} and settle_late(order, received=payment.amount):
        return Verdict.ACCEPTED
    order.paid += payment.amount
    order.save(update_fields=["paid"])
    audit.record(order, "payment.unplaced", by=audit.system(), changes={"amount": payment.amount})
    announce_money_returned(order, amount=payment.amount)
    twice = order.is_settled or order.state == OrderState.REFUNDED
    return Verdict.refund(_("paid twice") if twice else _("the tickets were gone when the payment came"))


def on_failed(payment: Payment) -> None:
    """The attempt failed. The order stays open until its hold passes, so the buyer can try another way."""
    order = Order.objects.select_for_update().get(number=payment.subject)
    if order.is_open:
        audit.record(order, "payment.failed", by=audit.system(), changes={"provider": payment.provider})


def on_refunded(refund: Refund) -> None:
    order = Order.objects.select_for_update().get(number=refund.payment.subject)
    record_refunded(order, amount=refund.amount, cause=str(refund.public_id))


def on_refund_refused(refund: Refund) -> None:
    order = Order.objects.select_for_update().get(number=refund.payment.subject)
    record_refusal(order, amount=refund.amount)


def return_url(payment: Payment) -> str:
    return order_url(Order.objects.get(number=payment.subject))


def register() -> None:
    """Let the payments room know whom to tell about orders (AppConfig.ready)."""
    register_purpose(
        Purpose(
            name=PURPOSE,
            lock=lock_order,
            settled=on_settled,
            failed=on_failed,
            refunded=on_refunded,
            refund_refused=on_refund_refused,
            return_url=return_url,
        )
    )
