"""Starting a payment: our row first, then the provider, with no transaction open while it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.actions.transitions import apply_step
from payments.errors import ProviderRefused, ProviderTrouble
from payments.models import Payment
from payments.money import Money
from payments.providers import provider_named
from payments.providers.contract import Provider, Started
from payments.rules import FIRST_QUERIES, Step
from payments.selectors import attempt_of, providers_for

log = structlog.get_logger("foyer.payments")
# A provider's minimum counts from when it gets the call, on its own clock.
SESSION_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Charge:
    """What is to be paid, for whom. `hold_until`: how long the upper room keeps the thing, at least."""

    purpose: str
    subject: str
    event_id: int | None
    money: Money
    description: str
    buyer_email: str
    buyer_name: str
    hold_until: datetime


def start_payment(charge: Charge, *, provider: str) -> Payment:
    """Open a payment at the provider; the buyer goes to `selectors.payment_address`, or to its `redirect_url`.

    Must run outside a transaction. The deadline is `hold_until`, or later where the provider's sessions last longer.
    Raises InvalidInput for a provider that is not offered, ProviderTrouble (502) when it did not answer; then the
    payment stays and is looked into by the reconciling task. It is never asked a second time to start it.
    """
    if provider not in {info.name for info in providers_for(charge.event_id, charge.money.currency)}:
        raise InvalidInput(_("This way to pay is not offered."), fields={"provider": _("Choose one of those offered.")})
    if charge.money.minor <= 0:
        raise InvalidInput(_("There is nothing to pay."))
    adapter = provider_named(provider)
    payment = insert_payment(charge, adapter=adapter)
    try:
        started = adapter.start(attempt_of(payment))
    except ProviderRefused as refusal:
        log.warning("payment_refused", payment=str(payment.public_id), provider=provider, detail=refusal.detail)
        apply_step(payment.pk, Step.FAIL, problem=refusal.detail, next_query_at=None)
        raise
    except ProviderTrouble as trouble:
        log.warning(
            "payment_start_unanswered", payment=str(payment.public_id), provider=provider, detail=trouble.detail
        )
        Payment.objects.filter(pk=payment.pk).update(problem=trouble.detail[:300])
        raise
    record_started(payment, started)
    payment.refresh_from_db()
    return payment


def deadline_for(charge: Charge, adapter: Provider, *, now: datetime) -> datetime:
    """As long as the thing is kept, within what the provider's sessions can last."""
    deadline = charge.hold_until
    if adapter.min_minutes:
        deadline = max(deadline, now + timedelta(minutes=adapter.min_minutes) + SESSION_MARGIN)
    if adapter.max_minutes:
        deadline = min(deadline, now + timedelta(minutes=adapter.max_minutes) - SESSION_MARGIN)
    return deadline


def insert_payment(charge: Charge, *, adapter: Provider) -> Payment:
    """The committed row; should this process end now, the reconciling task finds it."""
    now = clock.now()
    with transaction.atomic(durable=True):
        return Payment.objects.create(
            purpose=charge.purpose,
            subject=charge.subject,
            event_id=charge.event_id,
            provider=adapter.name,
            amount=charge.money.minor,
            currency=charge.money.currency,
            description=charge.description[:200],
            buyer_email=charge.buyer_email,
            buyer_name=charge.buyer_name[:200],
            created_at=now,
            deadline=deadline_for(charge, adapter, now=now),
            next_query_at=now + FIRST_QUERIES[0],
        )


def record_started(payment: Payment, started: Started) -> None:
    """Keep where the buyer pays; a payment that was decided meanwhile keeps its state."""
    own = Payment.objects.filter(pk=payment.pk)
    # A start that was found again may not know its page any more.
    page = {"redirect_url": started.redirect_url} if started.redirect_url else {}
    own.update(provider_ref=started.provider_ref, problem="", **page)
    own.filter(state=Payment.State.CREATED).update(state=Payment.State.PENDING)
