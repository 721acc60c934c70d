"""Stripe Checkout (docs.stripe.com/payments/checkout). Facts: shared/facts/payments.md, 5.2.

Every POST has an idempotency key, so it may be repeated. A session is closed when its time is over, so that no
money comes later.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.config import StripeConfig
from payments.errors import Forged, ProviderRefused, ProviderTrouble
from payments.money import EXPONENTS
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
from payments.providers.http import Service, part, text
from payments.providers.units import Units

VERSION = "2024-06-20"
OLDEST_SECONDS = 300
# Zero-decimal in ISO, but sent to Stripe with two for its old clients' sake (docs.stripe.com/currencies).
UNITS = Units(special={"UGX": 2, "ISK": 2})
# Three decimals exist there, but the last must be 0.
THREE_DECIMALS = frozenset(code for code, exponent in EXPONENTS.items() if exponent == 3)
# What an intent is in after the buyer's delayed way to pay has failed.
INTENT_OVER = frozenset({"requires_payment_method", "canceled"})
REFUNDS = {
    "pending": RefundOutcome.SENT,
    "requires_action": RefundOutcome.SENT,
    "succeeded": RefundOutcome.DONE,
    "failed": RefundOutcome.REFUSED,
    "canceled": RefundOutcome.REFUSED,
}


class Stripe:
    """The adapter."""

    name = "stripe"
    capabilities = Capabilities(refund_async=True, cancel_session=True)
    min_minutes = 30
    max_minutes = 24 * 60

    @property
    def label(self) -> str:
        return _("Card (Stripe)")

    @property
    def config(self) -> StripeConfig:
        return settings.PAYMENTS.stripe

    def is_configured(self) -> bool:
        return bool(self.config.secret_key and self.config.webhook_secret)

    def takes(self, currency: str) -> bool:
        return currency in (self.config.currencies or EXPONENTS)

    def start(self, attempt: Attempt) -> Started:
        session = self._post("/v1/checkout/sessions", session_fields(attempt), key=attempt.reference)
        return Started(text(session, "id"), text(session, "url"))

    def find(self, attempt: Attempt) -> Started | None:
        """The same call under the same key gives the session that it gave before."""
        return self.start(attempt)

    def query(self, attempt: Attempt) -> Report:
        answer = self._session(attempt)
        if answer.status_code == 404:
            return Report(Outcome.UNKNOWN, attempt.reference)
        return report_of(self._good(answer))

    def cancel(self, attempt: Attempt) -> None:
        self._post(f"/v1/checkout/sessions/{attempt.provider_ref}/expire", {}, key=f"{attempt.reference}-expire")

    def refund(self, order: RefundOrder) -> RefundReport:
        session = self._good(self._session(order.attempt))
        intent = text(part(session, "payment_intent"), "id")
        if not intent:
            raise ProviderTrouble("Stripe: the session has no payment")
        fields = {
            "payment_intent": intent,
            "amount": str(UNITS.of(order.money)),
            "reason": "requested_by_customer",
            "metadata[reference]": order.attempt.reference,
            "metadata[refund]": order.reference,
        }
        return refund_report(self._post("/v1/refunds", fields, key=order.reference))

    def query_refund(self, order: RefundOrder) -> RefundReport:
        return refund_report(self._good(self._service().get(f"/v1/refunds/{order.provider_ref}")))

    def refund_limits(self, method: str) -> RefundLimits:
        return RefundLimits(partial=True, several=True)

    def read(self, body: bytes, *, headers: Mapping[str, str], query: Mapping[str, str]) -> Notification:
        if not is_genuine(headers.get("stripe-signature", ""), body, secret=self.config.webhook_secret):
            raise Forged
        try:
            event = json.loads(body)
            return notification_of(event["id"], event["type"], event["data"]["object"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidInput(_("This is not a notification.")) from None

    def _service(self) -> Service:
        return Service(
            "Stripe", self.config.url, headers={"Stripe-Version": VERSION}, auth=(self.config.secret_key, "")
        )

    def _session(self, attempt: Attempt) -> httpx.Response:
        expanded = {"expand[0]": "payment_intent.latest_charge"}
        return self._service().get(f"/v1/checkout/sessions/{attempt.provider_ref}", expanded)

    def _post(self, path: str, fields: Mapping[str, str], *, key: str) -> dict[str, Any]:
        headers = {"Idempotency-Key": key}
        return self._good(self._service().post(path, is_repeatable=True, data=fields, headers=headers))

    def _good(self, answer: httpx.Response) -> dict[str, Any]:
        """The answer's object. Raises ProviderRefused with Stripe's own code for an error."""
        service = self._service()
        said = service.body(answer)
        if answer.status_code == 200:
            return said
        error = part(said, "error")
        raise service.refused(answer, text(error, "code") or text(error, "type"))


def session_fields(attempt: Attempt) -> dict[str, str]:
    """The form of a new session. The same attempt always gives the same form, as its idempotency key demands."""
    units = UNITS.of(attempt.money)
    if attempt.money.currency in THREE_DECIMALS and units % 10:
        raise ProviderRefused(f"Stripe takes no thousandths: {attempt.money}")
    return {
        "mode": "payment",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": attempt.money.currency.lower(),
        "line_items[0][price_data][unit_amount]": str(units),
        "line_items[0][price_data][product_data][name]": attempt.description,
        "success_url": attempt.return_url,
        "cancel_url": attempt.leave_url,
        "client_reference_id": attempt.reference,
        "customer_email": attempt.buyer_email,
        "metadata[reference]": attempt.reference,
        "payment_intent_data[metadata][reference]": attempt.reference,
        "expires_at": str(int(attempt.deadline.timestamp())),
    }


def report_of(session: Mapping[str, Any]) -> Report:
    """Gate on payment_status: a completed session may still be unpaid where the way to pay is slow."""
    intent = part(session, "payment_intent")
    charge = part(intent, "latest_charge")
    outcome, is_final = Outcome.OPEN, False
    if session.get("payment_status") == "paid":
        is_back = charge.get("refunded") is True or charge.get("disputed") is True
        outcome = Outcome.REVERSED if is_back else Outcome.PAID
    elif session.get("status") == "expired":
        outcome, is_final = Outcome.EXPIRED, True
    elif session.get("status") == "complete" and text(intent, "status") in INTENT_OVER:
        outcome, is_final = Outcome.FAILED, True
    return Report(
        outcome=outcome,
        reference=text(session, "client_reference_id"),
        money=UNITS.money(session.get("amount_total"), text(session, "currency").upper()),
        provider_ref=text(session, "id"),
        charge_ref=text(intent, "id"),
        method=text(part(charge, "payment_method_details"), "type"),
        is_final=is_final,
    )


def refund_report(refund: Mapping[str, Any]) -> RefundReport:
    outcome = REFUNDS.get(text(refund, "status"), RefundOutcome.SENT)
    return RefundReport(outcome, provider_ref=text(refund, "id"), detail=text(refund, "failure_reason"))


def notification_of(event_id: str, kind: str, thing: Mapping[str, Any]) -> Notification:
    """Sessions name our reference, charges and refunds carry it in their metadata; disputes know their intent only."""
    reference = text(thing, "client_reference_id") or text(part(thing, "metadata"), "reference")
    is_session = text(thing, "object") == "checkout.session"
    return Notification(
        str(event_id),
        str(kind),
        reference=reference,
        provider_ref=text(thing, "id") if is_session else "",
        charge_ref=text(thing, "payment_intent"),
    )


def is_genuine(header: str, body: bytes, *, secret: str) -> bool:
    """`t=…,v1=…[,v1=…]`: HMAC-SHA256 over `t.body`; any v1 may fit; five minutes at most (docs.stripe.com/webhooks)."""
    pairs = [entry.strip().partition("=") for entry in header.split(",")]
    stamp = next((value for name, _equals, value in pairs if name == "t"), "")
    if not secret or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    if abs(time.time() - int(stamp)) > OLDEST_SECONDS:
        return False
    expected = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest().encode()
    return any(hmac.compare_digest(value.encode(), expected) for name, _equals, value in pairs if name == "v1")
