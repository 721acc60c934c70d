"""Paystack (paystack.com/docs/api). Facts: shared/facts/payments.md, 5.3.

Our reference is its key: a reference is taken once. A session cannot be closed, and an abandoned one tells nothing,
so payments are asked about until nobody could pay them any more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.config import PaystackConfig
from payments.errors import Forged
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

# Every currency is counted in hundredths there, also those that have none.
UNITS = Units(everywhere=2)
OUTCOMES = {
    "success": Outcome.PAID,
    "failed": Outcome.FAILED,
    "reversed": Outcome.REVERSED,
}
REFUNDS = {"processed": RefundOutcome.DONE, "failed": RefundOutcome.REFUSED}
# How it says that it does not know a reference: 404 now, 400 in former versions.
NOT_FOUND = frozenset({400, 404})


class Paystack:
    """The adapter."""

    name = "paystack"
    capabilities = Capabilities(refund_async=True)
    min_minutes = 0
    max_minutes = 0

    @property
    def label(self) -> str:
        return _("Card or mobile money (Paystack)")

    @property
    def config(self) -> PaystackConfig:
        return settings.PAYMENTS.paystack

    def is_configured(self) -> bool:
        return bool(self.config.secret_key)

    def takes(self, currency: str) -> bool:
        return currency in self.config.currencies

    def start(self, attempt: Attempt) -> Started:
        fields = {
            "email": attempt.buyer_email,
            "amount": UNITS.of(attempt.money),
            "currency": attempt.money.currency,
            "reference": attempt.reference,
            "callback_url": attempt.return_url,
            "metadata": {"description": attempt.description, "cancel_action": attempt.leave_url},
        }
        said = self._good(self._service().post("/transaction/initialize", json=fields))
        return Started(attempt.reference, text(said, "authorization_url"))

    def find(self, attempt: Attempt) -> Started | None:
        """It knows the reference or not; the page's address is not told a second time."""
        is_known = self._verify(attempt).status_code not in NOT_FOUND
        return Started(attempt.reference, "") if is_known else None

    def query(self, attempt: Attempt) -> Report:
        answer = self._verify(attempt)
        if answer.status_code in NOT_FOUND:
            return Report(Outcome.UNKNOWN, attempt.reference)
        said = self._good(answer)
        return Report(
            outcome=OUTCOMES.get(text(said, "status"), Outcome.OPEN),
            reference=text(said, "reference"),
            money=UNITS.money(said.get("amount"), text(said, "currency")),
            provider_ref=text(said, "reference"),
            charge_ref=text(said, "id"),
            method=text(said, "channel"),
        )

    def cancel(self, attempt: Attempt) -> None:
        """There is no such call."""

    def refund(self, order: RefundOrder) -> RefundReport:
        if order.is_repeated and (known := self._known_refund(order)) is not None:
            return refund_report(known)
        fields = {
            "transaction": order.attempt.reference,
            "amount": UNITS.of(order.money),
            "currency": order.money.currency,
            "customer_note": order.reason,
            "merchant_note": order.reference,
        }
        return refund_report(self._good(self._service().post("/refund", json=fields)))

    def query_refund(self, order: RefundOrder) -> RefundReport:
        return refund_report(self._good(self._service().get(f"/refund/{quote(order.provider_ref, safe='')}")))

    def refund_limits(self, method: str) -> RefundLimits:
        return RefundLimits(partial=True, several=True)

    def read(self, body: bytes, *, headers: Mapping[str, str], query: Mapping[str, str]) -> Notification:
        expected = hmac.new(self.config.secret_key.encode(), body, hashlib.sha512).hexdigest().encode()
        given = headers.get("x-paystack-signature", "").encode()
        if not self.config.secret_key or not hmac.compare_digest(given, expected):
            raise Forged
        try:
            said = json.loads(body)
            return notification_of(str(said["event"]), said["data"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidInput(_("This is not a notification.")) from None

    def _service(self) -> Service:
        return Service("Paystack", self.config.url, headers={"Authorization": f"Bearer {self.config.secret_key}"})

    def _verify(self, attempt: Attempt) -> httpx.Response:
        return self._service().get(f"/transaction/verify/{quote(attempt.reference, safe='')}")

    def _known_refund(self, order: RefundOrder) -> dict[str, Any] | None:
        """The refund that an earlier call made, though its answer never came; it has our name in its note."""
        answer = self._service().get("/refund", {"transaction": order.attempt.reference, "perPage": "100"})
        listed = self._envelope(answer).get("data")
        refunds = listed if isinstance(listed, list) else []
        return next((refund for refund in refunds if text(refund, "merchant_note") == order.reference), None)

    def _envelope(self, answer: httpx.Response) -> dict[str, Any]:
        """The answer's envelope; its `status` only says that the call worked. Raises ProviderRefused for an error."""
        service = self._service()
        said = service.body(answer)
        if answer.is_success and said.get("status") is True:
            return said
        raise service.refused(answer, text(said, "code"))

    def _good(self, answer: httpx.Response) -> dict[str, Any]:
        return part(self._envelope(answer), "data")


def refund_report(said: Mapping[str, Any]) -> RefundReport:
    outcome = REFUNDS.get(text(said, "status"), RefundOutcome.SENT)
    return RefundReport(outcome, provider_ref=text(said, "id"))


def notification_of(kind: str, said: Mapping[str, Any]) -> Notification:
    """Charges name our reference; refunds and disputes that of their transaction. There is no id of the event."""
    reference = (
        text(said, "transaction_reference") or text(part(said, "transaction"), "reference") or text(said, "reference")
    )
    name = text(said, "id") or reference
    return Notification(f"{kind}:{name}:{text(said, 'status')}", kind, reference=reference)
