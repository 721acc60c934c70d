"""What a person ordered for galleries and may pay, whichever way they ask."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.api_keys import Principal
from accounts.authentication import Caller
from gallery.actions.orders import PURPOSE, UNSETTLED
from gallery.models import GalleryOrder
from gallery.rules import MANAGE
from notifications.errors import NotFound
from payments.models import Payment


def own_payment(caller: Caller, payment_id: UUID) -> tuple[Payment, GalleryOrder]:
    """A payment that the caller began, or for an event that they own. Three queries. Raises NotFound."""
    payment = Payment.objects.filter(public_id=payment_id, purpose=PURPOSE).first()
    order = order_of(payment) if payment else None
    if payment is None or order is None or not may_pay(caller, order):
        raise NotFound(_("There is no such payment."))
    return payment, order


def may_pay(caller: Caller, order: GalleryOrder) -> bool:
    if order.gallery is not None:
        return caller.may(MANAGE, event_id=order.gallery.event_id)
    is_able = not isinstance(caller, Principal) or (MANAGE in caller.key.scopes and not caller.event_ids)
    return is_able and order.requested_by_id == caller.user.pk


def order_of(payment: Payment) -> GalleryOrder:
    """What the payment is for, as it is now."""
    return GalleryOrder.objects.select_related("gallery__event", "requested_by").get(public_id=payment.subject)


def unpaid_wishes(user_id: int) -> list[tuple[GalleryOrder, Payment]]:
    """Events that the person ordered and that do not exist yet, with the latest try to pay each. Two queries."""
    orders = list(GalleryOrder.objects.filter(gallery=None, requested_by=user_id, state__in=UNSETTLED)[:20])
    subjects = [str(order.public_id) for order in orders]
    payments = Payment.objects.filter(purpose=PURPOSE, subject__in=subjects).order_by("pk")
    latest = {payment.subject: payment for payment in payments}
    return [(order, latest[str(order.public_id)]) for order in orders if str(order.public_id) in latest]
