"""Giving money back: asked for inside the caller's transaction, sent by a worker, done when the provider says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from notifications.work import hand_to_worker
from payments.actions.transitions import hold_for_review, locked
from payments.errors import ProviderRefused, ProviderTrouble
from payments.models import Payment, Refund
from payments.money import Money
from payments.providers import provider_named
from payments.providers.contract import RefundOrder, RefundOutcome, RefundReport
from payments.purposes import purpose_named
from payments.rules import next_refund_query
from payments.selectors import attempt_of

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger("foyer.payments")
State = Refund.State
# Much longer than all tries of one call: nobody else takes the refund while a worker holds it.
LEASE = timedelta(minutes=3)


def refund_payment(payment: Payment, *, money: Money, reason: str, dedupe_key: str, by: User | None) -> Refund:
    """Ask for money to be given back; the same key asked twice is one refund.

    Runs inside the caller's transaction where there is one (the caller holds its own row's lock already); a worker
    sends it after commit. Raises Conflict, before anything is changed, where there is not so much left or the
    provider cannot do it: some give back only once, or only all of it.
    """
    if money.currency != payment.currency or money.minor <= 0:
        raise InvalidInput(_("This cannot be given back."), fields={"amount": _("Not an amount of this payment.")})
    refund = Refund(payment=payment, amount=money.minor, reason=reason[:300], dedupe_key=dedupe_key, requested_by=by)
    try:
        with transaction.atomic():
            purpose_named(payment.purpose).lock(payment.subject)
            known = Refund.objects.filter(dedupe_key=dedupe_key).first()
            if known is not None:
                return same_refund(known, payment=payment, money=money)
            check_limits(payment, money)
            reserve(payment, money)
            refund.save(force_insert=True)
    except IntegrityError:
        return same_refund(Refund.objects.get(dedupe_key=dedupe_key), payment=payment, money=money)
    payment.refresh_from_db(fields=["refund_requested"])
    transaction.on_commit(lambda: wake(refund), robust=True)
    return refund


def same_refund(known: Refund, *, payment: Payment, money: Money) -> Refund:
    """The refund that this key asked for before; the key of another one is refused."""
    if known.payment_id != payment.pk or known.amount != money.minor:
        raise Conflict(_("This refund was asked for before, with another amount."))
    return known


def check_limits(payment: Payment, money: Money) -> None:
    """Refuse what the provider could not do for a payment of this kind."""
    provider = provider_named(payment.provider)
    limits = provider.refund_limits(payment.method)
    if not provider.capabilities.refund:
        raise Conflict(_("%(provider)s cannot give money back. Do it by hand.") % {"provider": provider.label})
    if money.minor != payment.amount and not limits.partial:
        words = _("%(provider)s gives this payment back only as a whole: %(money)s.")
        raise Conflict(words % {"provider": provider.label, "money": payment.money})


def reserve(payment: Payment, money: Money) -> None:
    """Take the amount from what can be given back: one conditional UPDATE, so two refunds never take the same money."""
    paid = Payment.objects.filter(pk=payment.pk, confirmed_at__isnull=False)
    several = provider_named(payment.provider).refund_limits(payment.method).several
    free = paid.filter(refund_requested__lte=F("amount") - money.minor) if several else paid.filter(refund_requested=0)
    if free.update(refund_requested=F("refund_requested") + money.minor):
        return
    if not several and payment.refunds.exclude(state=State.REFUSED).exists():
        raise Conflict(_("This payment was given back before; its provider does that only once."))
    raise Conflict(_("There is not so much left to give back."))


def wake(refund: Refund) -> None:
    """Send it now; without a broker the scheduler's next run does."""
    from payments.tasks import send_refund_now  # the task calls these actions

    hand_to_worker(send_refund_now, refund.pk, expires=60)


def send_refund(refund_id: int) -> None:
    """Send a refund that is due, or ask about one that was sent. Several workers share the rows by SKIP LOCKED."""
    refund = claim(refund_id)
    if refund is None:
        return
    provider, order = provider_named(refund.payment.provider), order_of(refund)
    try:
        report = provider.query_refund(order) if refund.state == State.SENT else provider.refund(order)
    except ProviderRefused as refusal:
        report = RefundReport(RefundOutcome.REFUSED, detail=refusal.detail)
    except ProviderTrouble as trouble:
        log.warning("refund_unanswered", refund=str(refund.public_id), detail=trouble.detail)
        Refund.objects.filter(pk=refund.pk).update(problem=trouble.detail[:300], next_query_at=next_time(refund))
        return
    record_refund(refund, report)


def claim(refund_id: int) -> Refund | None:
    """The refund, kept from others until the lease ends; None where another worker has it or it is not due."""
    now = clock.now()
    with transaction.atomic():
        due = Refund.objects.due(now).filter(pk=refund_id).select_for_update(skip_locked=True, of=("self",))
        refund = due.select_related("payment").first()
        if refund is not None:
            refund.attempts += 1
            refund.next_query_at = now + LEASE
            refund.save(update_fields=["attempts", "next_query_at"])
    return refund


def order_of(refund: Refund) -> RefundOrder:
    """The refund as a provider sees it."""
    return RefundOrder(
        reference=str(refund.public_id),
        attempt=attempt_of(refund.payment),
        money=refund.money,
        reason=refund.reason,
        provider_ref=refund.provider_ref,
        is_repeated=refund.state == State.REQUESTED and refund.attempts > 1,
    )


def record_refund(refund: Refund, report: RefundReport) -> None:
    """Apply the provider's word under the locks; the upper room is told once."""
    with locked(refund.payment_id) as payment:
        current = Refund.objects.select_for_update().get(pk=refund.pk)
        if current.state not in {State.REQUESTED, State.SENT}:
            return
        current.payment = payment
        current.provider_ref = report.provider_ref or current.provider_ref
        current.problem = report.detail[:300]
        if report.outcome == RefundOutcome.DONE:
            finish(current)
        elif report.outcome == RefundOutcome.REFUSED:
            refuse(current)
        else:
            wait_for(current)


def finish(refund: Refund) -> None:
    refund.state, refund.done_at, refund.next_query_at = State.DONE, clock.now(), None
    refund.save()
    purpose_named(refund.payment.purpose).refunded(refund)


def refuse(refund: Refund) -> None:
    """The money stays where it is and can be asked for again. Where nobody asked for it, a person has to look."""
    refund.state, refund.next_query_at = State.REFUSED, None
    refund.save()
    payment = refund.payment
    payment.refund_requested -= refund.amount
    payment.save(update_fields=["refund_requested"])
    log.error("refund_refused", refund=str(refund.public_id), provider=payment.provider, detail=refund.problem)
    if refund.requested_by_id is None:
        words = _("a refund of %(money)s was refused: %(problem)s")
        hold_for_review(payment, words % {"money": refund.money, "problem": refund.problem})
    purpose_named(payment.purpose).refund_refused(refund)


def wait_for(refund: Refund) -> None:
    """Sent, not done. After a month without an end a person has to look."""
    refund.state = State.SENT
    refund.next_query_at = next_time(refund)
    refund.save()
    if refund.next_query_at is None:
        words = _("a refund of %(money)s has not been done for a month")
        hold_for_review(refund.payment, words % {"money": refund.money})


def next_time(refund: Refund) -> datetime | None:
    return next_refund_query(refund.created_at, now=clock.now())
