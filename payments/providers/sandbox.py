"""The sandbox: a provider that lives here, for development, demonstrations and staging. No money moves.

It behaves like a real one: payments are made on a page of its own, its word is only what its own ledger says, and
it tells us over HTTP, signed, late, twice or never.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.errors import Forged, ProviderRefused
from payments.models import SandboxCharge, SandboxRefund
from payments.money import EXPONENTS, Money
from payments.providers.contract import (
    Attempt,
    Capabilities,
    Notification,
    Outcome,
    RefundLimits,
    RefundOrder,
    RefundOutcome,
    RefundReport,
    Report,
    Started,
)

SALT = b"foyer.sandbox-payments.v1"
OLDEST_SECONDS = 300
State = SandboxCharge.State


def signature(body: bytes, *, timestamp: int) -> str:
    """The header's value: `t=…,v1=…`, HMAC-SHA256 over `t.body` under a key that only this installation has."""
    key = hmac.digest(settings.SECRET_KEY.encode(), SALT, "sha256")
    signed = hmac.new(key, f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={signed.hexdigest()}"


def is_genuine(header: str, body: bytes) -> bool:
    """Whether the header fits the body and is not old."""
    timestamp = header.removeprefix("t=").split(",", 1)[0]
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(time.time() - int(timestamp)) > OLDEST_SECONDS:
        return False
    return hmac.compare_digest(header.encode(), signature(body, timestamp=int(timestamp)).encode())


def report_of(charge: SandboxCharge) -> Report:
    """What the ledger says."""
    outcome = {
        State.OPEN: Outcome.OPEN,
        State.PROCESSING: Outcome.OPEN,
        State.PAID: Outcome.PAID,
        State.DECLINED: Outcome.FAILED,
        State.CLOSED: Outcome.EXPIRED,
    }[State(charge.state)]
    if charge.state == State.PROCESSING and charge.paid_from is not None and charge.paid_from <= clock.now():
        outcome = Outcome.PAID
    if charge.refunded == charge.amount:
        outcome = Outcome.REVERSED
    return Report(
        outcome=outcome,
        reference=charge.reference,
        money=Money(charge.amount, charge.currency),
        provider_ref=charge.token,
        method="sandbox",
        is_final=charge.state == State.CLOSED,
    )


class Sandbox:
    """The adapter."""

    name = "sandbox"
    capabilities = Capabilities(cancel_session=True)
    min_minutes = 0
    max_minutes = 0

    @property
    def label(self) -> str:
        return _("Test payment (no money moves)")

    def is_configured(self) -> bool:
        return settings.PAYMENTS.sandbox

    def takes(self, currency: str) -> bool:
        return currency in EXPONENTS

    def start(self, attempt: Attempt) -> Started:
        try:
            with transaction.atomic():
                charge = SandboxCharge.objects.create(
                    reference=attempt.reference,
                    amount=attempt.money.minor,
                    currency=attempt.money.currency,
                    description=attempt.description,
                    buyer_email=attempt.buyer_email,
                    return_url=attempt.return_url,
                    webhook_url=attempt.webhook_url,
                    expires_at=attempt.deadline,
                )
        except IntegrityError:
            raise ProviderRefused("the reference was used before") from None
        return started(charge)

    def find(self, attempt: Attempt) -> Started | None:
        charge = SandboxCharge.objects.filter(reference=attempt.reference).first()
        return started(charge) if charge else None

    def query(self, attempt: Attempt) -> Report:
        charge = SandboxCharge.objects.filter(token=attempt.provider_ref).first()
        return report_of(charge) if charge else Report(Outcome.UNKNOWN, attempt.reference)

    def cancel(self, attempt: Attempt) -> None:
        charges = SandboxCharge.objects.filter(token=attempt.provider_ref, state__in=(State.OPEN, State.DECLINED))
        charges.update(state=State.CLOSED)

    def refund(self, order: RefundOrder) -> RefundReport:
        known = SandboxRefund.objects.filter(reference=order.reference).first()
        if known is not None:
            return RefundReport(RefundOutcome.DONE, provider_ref=f"sandbox-{known.pk}")
        minor = order.money.minor
        with transaction.atomic():
            charges = SandboxCharge.objects.filter(
                token=order.attempt.provider_ref,
                currency=order.money.currency,
                state__in=(State.PAID, State.PROCESSING),
                refunded__lte=F("amount") - minor,
            )
            if not charges.update(refunded=F("refunded") + minor):
                raise ProviderRefused("the sandbox has not so much to give back")
            charge = SandboxCharge.objects.get(token=order.attempt.provider_ref)
            made = SandboxRefund.objects.create(reference=order.reference, charge=charge, amount=minor)
        return RefundReport(RefundOutcome.DONE, provider_ref=f"sandbox-{made.pk}")

    def query_refund(self, order: RefundOrder) -> RefundReport:
        known = SandboxRefund.objects.filter(reference=order.reference).exists()
        return RefundReport(RefundOutcome.DONE if known else RefundOutcome.SENT)

    def refund_limits(self, method: str) -> RefundLimits:
        return RefundLimits(partial=True, several=True)

    def read(self, body: bytes, *, headers: Mapping[str, str], query: Mapping[str, str]) -> Notification:
        if not is_genuine(headers.get("sandbox-signature", ""), body):
            raise Forged
        try:
            said = json.loads(body)
            return Notification(said["id"], said["type"], reference=said["reference"])
        except (ValueError, KeyError, TypeError):
            raise InvalidInput(_("This is not a notification.")) from None


def started(charge: SandboxCharge) -> Started:
    return Started(charge.token, settings.BASE_URL + reverse("payment_sandbox", args=[charge.token]))
