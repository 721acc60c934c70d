"""Orders of galleries: settings that cost something, from the wish to the day they count (docs/locking.md).

pending → applied | failed (may be paid again) | superseded (a later wish counts; its money goes back)
failed → pending | applied (money came late) | superseded

Locks are taken in the order: gallery, order, payment. The platform is paid, never an event's own account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.models import User
from gallery.choices import OrderState
from gallery.errors import OrderOver, PaymentStarting
from gallery.lifecycle import has_opened
from gallery.models import Gallery, GalleryOrder
from gallery.proposals import Plan
from notifications.errors import InvalidInput
from payments.actions import Charge, cancel_payment, start_payment
from payments.models import Payment
from payments.money import Money
from payments.selectors import providers_for

log = structlog.get_logger("foyer.gallery")
PURPOSE = "gallery.order"
# How long somebody may take at the provider, and how long its page is good to be sent to once more.
HOLD, WORTH_SHOWING = timedelta(hours=1), timedelta(minutes=2)
# Longer than a provider takes to answer; one who died meanwhile keeps nobody out for long.
STARTING = timedelta(minutes=1)
# The price of an order holds so long.
PAYABLE = timedelta(days=7)
OPEN_PAYMENTS = (Payment.State.CREATED, Payment.State.PENDING)
UNSETTLED = (OrderState.PENDING, OrderState.FAILED)


def place_order(
    proposal: dict[str, Any], *, fee: Money, amount: int, by: User, gallery: Gallery | None = None
) -> GalleryOrder:
    """Write the wish down; `amount` of the fee, in minor units, is to be paid. The caller has locked the gallery."""
    return GalleryOrder.objects.create(
        gallery=gallery,
        requested_by=by,
        proposal=proposal,
        total_fee=fee.minor,
        amount=amount,
        currency=fee.currency,
    )


def supersede(gallery: Gallery) -> list[GalleryOrder]:
    """A later wish counts: former ones that were not settled do not any more. The caller has locked the gallery.

    Returns them; `give_up_payments` closes what was begun for them, after the commit.
    """
    former = list(gallery.orders.select_for_update().filter(state__in=UNSETTLED).order_by("pk"))
    GalleryOrder.objects.filter(pk__in=[order.pk for order in former]).update(state=OrderState.SUPERSEDED)
    return former


def give_up_payments(orders: Iterable[GalleryOrder]) -> None:
    """Close the payments begun for these orders. Money that came meanwhile goes back. Outside a transaction."""
    for order in orders:
        for payment in payments_of(order).filter(state__in=OPEN_PAYMENTS):
            cancel_payment(payment)


def pay_order(order: GalleryOrder, *, provider: str = "") -> Payment:
    """The payment of an order, begun where none is under way; it says where to send the payer. Outside a transaction.

    An order whose payment failed is paid again. Raises OrderOver, PaymentStarting, InvalidInput for a provider that
    is not offered, ProviderTrouble (502).
    """
    name = chosen_provider(order.currency, provider)
    charge = charge_for(order)
    reopen(order)
    if (current := payment_under_way(order, provider=provider)) is not None:
        return current
    claim_start(order)
    try:
        # Somebody may have begun one, and let go of the order, between that look and the claim.
        payment = payment_under_way(order, provider=provider)
        if payment is None:
            give_up_payments([order])
            require_pending(order)  # a former payment had come through
            payment = start_payment(charge, provider=name)
    finally:
        GalleryOrder.objects.filter(pk=order.pk).update(starting_until=None)
    try:
        require_pending(order)
    except OrderOver:  # replaced while the provider was asked
        cancel_payment(payment)
        raise
    return payment


def check_payable(payer: User, *, currency: str, provider: str) -> None:
    """Raise InvalidInput where this person could not pay so: before anything is written down."""
    chosen_provider(currency, provider)
    if not payer.email:
        raise InvalidInput(_("Add a mail address to your account: the receipt goes there."), code="MAIL_NEEDED")


def charge_for(order: GalleryOrder) -> Charge:
    """What is to be paid, by whom. Raises OrderOver where there is nobody any more whom the receipt would reach."""
    payer = order.requested_by
    if payer is None or not payer.email:
        raise OrderOver
    return Charge(
        purpose=PURPOSE,
        subject=str(order.public_id),
        event_id=None,
        money=order.money,
        description=_("Photo gallery: %(name)s") % {"name": name_of(order)},
        buyer_email=payer.email,
        buyer_name=payer.get_full_name(),
        hold_until=clock.now() + HOLD,
    )


def require_pending(order: GalleryOrder) -> None:
    """Raise OrderOver unless it still waits for its money."""
    if not GalleryOrder.objects.filter(pk=order.pk, state=OrderState.PENDING).exists():
        raise OrderOver


def chosen_provider(currency: str, wanted: str) -> str:
    """The platform's provider of that name, or its first. Raises InvalidInput."""
    offered = [info.name for info in providers_for(None, currency)]
    if not offered:
        raise InvalidInput(_("Nothing can be paid here yet: no payment provider is set up."), code="NO_PROVIDER")
    if wanted and wanted not in offered:
        text = _("This way to pay is not offered.")
        raise InvalidInput(text, fields={"provider": text})
    return wanted or offered[0]


def reopen(order: GalleryOrder) -> None:
    """Make a failed order payable again. Raises OrderOver where it is paid, replaced, or its time has passed."""
    with transaction.atomic():
        lock_order(str(order.public_id))
        order.refresh_from_db()
        if order.state not in UNSETTLED or clock.now() > order.created_at + PAYABLE or reason_against(order):
            raise OrderOver
        if order.state == OrderState.FAILED:
            order.state = OrderState.PENDING
            order.save(update_fields=["state"])


def payment_under_way(order: GalleryOrder, *, provider: str) -> Payment | None:
    """One at whose page can still be paid; of the provider wished for, if any."""
    soon = clock.now() + WORTH_SHOWING
    found = payments_of(order).filter(state=Payment.State.PENDING, deadline__gt=soon).exclude(redirect_url="")
    return (found.filter(provider=provider) if provider else found).first()


def claim_start(order: GalleryOrder) -> None:
    """Keep others from asking a provider for this order meanwhile. Raises PaymentStarting."""
    now = clock.now()
    free = GalleryOrder.objects.filter(Q(starting_until=None) | Q(starting_until__lt=now), pk=order.pk)
    if not free.update(starting_until=now + STARTING):
        raise PaymentStarting


def payments_of(order: GalleryOrder) -> QuerySet[Payment]:
    """All attempts to pay the order, the latest first."""
    return Payment.objects.for_subject(PURPOSE, str(order.public_id))


def name_of(order: GalleryOrder) -> str:
    """What the event is called, or will be."""
    return order.gallery.name if order.gallery else str(order.proposal["name"])


def plan_of(order: GalleryOrder) -> Plan:
    return Plan.from_json(order.proposal)


def reason_against(order: GalleryOrder) -> str:
    """Why the order cannot be carried out (any more); empty where it can. One query at most; the rows are locked."""
    now = clock.now()
    if order.requested_by_id is None:
        return _("the account was deleted")
    if order.gallery is None and Gallery.objects.filter(public_id=order.proposal["gallery_id"]).exists():
        return _("the event has a gallery already")
    if order.gallery is None:
        return _("the event is over") if plan_of(order).window.closes_at <= now else ""
    if order.gallery.closed_at or order.gallery.archived_at:
        return _("the gallery has been closed")
    if has_opened(order.gallery, now=now) or plan_of(order).window.closes_at <= now:
        return _("the gallery had opened before the payment came")
    return ""


def lock_order(subject: str) -> None:
    """Lock the gallery where there is one, then the order, before the payment itself."""
    gallery_id = GalleryOrder.objects.values_list("gallery_id", flat=True).get(public_id=subject)
    if gallery_id is not None:
        Gallery.objects.select_for_update().get(pk=gallery_id)
    GalleryOrder.objects.select_for_update().get(public_id=subject)


def fail_abandoned() -> int:
    """End orders whose time has passed with nothing under way: a process died between wish and payment."""
    old = GalleryOrder.objects.filter(state=OrderState.PENDING, created_at__lt=clock.now() - 2 * HOLD)
    ended = 0
    for order in old.order_by("pk")[:500]:
        with transaction.atomic():
            lock_order(str(order.public_id))
            if not payments_of(order).filter(state__in=OPEN_PAYMENTS).exists():
                pending = GalleryOrder.objects.filter(pk=order.pk, state=OrderState.PENDING)
                ended += pending.update(state=OrderState.FAILED)
    return ended
