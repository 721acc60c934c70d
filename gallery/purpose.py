"""What follows from what the payments room tells about orders of galleries (payments/purposes.py).

Everything but `return_url` runs in the transaction of the payment's change, under the locks of `orders.lock_order`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from gallery.actions.change import take_plan
from gallery.actions.create import make_event
from gallery.actions.orders import OPEN_PAYMENTS, PURPOSE, UNSETTLED, lock_order, payments_of, plan_of, reason_against
from gallery.choices import OrderState
from gallery.links import organizer_return_url
from gallery.mails import tell_payer
from gallery.models import Gallery, GalleryOrder
from gallery.proposals import Proposal
from payments.models import Payment
from payments.purposes import Purpose, Verdict, register_purpose

if TYPE_CHECKING:
    from payments.models import Refund

log = structlog.get_logger("foyer.gallery")


def order_of(subject: str) -> GalleryOrder:
    return GalleryOrder.objects.select_related("gallery", "requested_by").get(public_id=subject)


def on_settled(payment: Payment) -> Verdict:
    """Money has come: the event comes into being, or its settings change. Else the money goes back, and why."""
    order = order_of(payment.subject)
    reason = reason_to_return(order)
    if reason:
        order.problem = reason[:300]
        order.save(update_fields=["problem"])
        tell_payer("money_returned", order, payment)
        log.info("gallery_order_returned", order=str(order.public_id))
        return Verdict.refund(reason)
    order.gallery = carry_out(order)
    order.state, order.applied_at = OrderState.APPLIED, clock.now()
    order.save(update_fields=["gallery", "state", "applied_at"])
    tell_payer("payment_confirmed", order, payment)
    return Verdict.ACCEPTED


def reason_to_return(order: GalleryOrder) -> str:
    """Why this money buys nothing (any more); empty where it does."""
    if order.state == OrderState.APPLIED:
        return _("paid twice")
    if order.state == OrderState.SUPERSEDED:
        return _("a later choice of settings replaced this one")
    return reason_against(order)


def carry_out(order: GalleryOrder) -> Gallery:
    """Do what was paid for; the gallery as it is then."""
    if order.gallery is None:
        assert order.requested_by is not None  # reason_against
        proposal = Proposal.from_json(order.proposal)
        return make_event(
            proposal, by=order.requested_by, paid=order.amount, fee=order.total_fee, currency=order.currency
        )
    gallery = order.gallery
    gallery.currency = order.currency
    take_plan(gallery, plan_of(order), fee=order.total_fee, paid=order.amount, by=order.requested_by)
    return gallery


def on_failed(payment: Payment) -> None:
    """The attempt failed. One that we cancelled ourselves says nothing about the order."""
    order = order_of(payment.subject)
    others = payments_of(order).filter(state__in=OPEN_PAYMENTS).exclude(pk=payment.pk)
    if payment.state == Payment.State.CANCELLED or order.state not in UNSETTLED or others.exists():
        return
    order.state = OrderState.FAILED
    order.save(update_fields=["state"])
    tell_payer("payment_failed", order, payment)


def on_refunded(refund: Refund) -> None:
    """The payer was told when it was decided; credit and fees are of money that stayed."""
    log.info("gallery_money_returned", order=refund.payment.subject)


def on_refund_refused(refund: Refund) -> None:
    """The payments room has put it before platform administrators."""
    log.warning("gallery_money_not_returned", order=refund.payment.subject)


def register() -> None:
    """Let the payments room know whom to tell about these orders (AppConfig.ready)."""
    register_purpose(
        Purpose(
            name=PURPOSE,
            lock=lock_order,
            settled=on_settled,
            failed=on_failed,
            refunded=on_refunded,
            refund_refused=on_refund_refused,
            return_url=organizer_return_url,
        )
    )
