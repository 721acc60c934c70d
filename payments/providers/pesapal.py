"""PesaPal API 3.0 (developer.pesapal.com). Facts: shared/facts/payments.md, 5.1.

Its notifications are not signed, so they are hints and nothing more. An order's id is taken once and an answer that
is lost cannot be asked for again: nobody has that payment's page then, so nobody pays it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput
from payments.config import PesapalConfig
from payments.errors import ProviderRefused, ProviderTrouble
from payments.providers import pesapal_access as access
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
from payments.providers.http import part, text
from payments.providers.units import money_of

LONGEST_DESCRIPTION = 100
OUTCOMES = {"0": Outcome.OPEN, "1": Outcome.PAID, "2": Outcome.FAILED, "3": Outcome.REVERSED}
CARDS = ("visa", "mastercard", "master card", "amex", "american express", "card")


class Pesapal:
    """The adapter."""

    name = "pesapal"
    capabilities = Capabilities(multi_refund=False, refund_async=True, cancel_session=True, signed_webhook=False)
    min_minutes = 0
    max_minutes = 0

    @property
    def label(self) -> str:
        return _("Mobile money or card (PesaPal)")

    @property
    def config(self) -> PesapalConfig:
        return settings.PAYMENTS.pesapal

    def is_configured(self) -> bool:
        return bool(self.config.consumer_key and self.config.consumer_secret)

    def takes(self, currency: str) -> bool:
        return currency in self.config.currencies

    def start(self, attempt: Attempt) -> Started:
        first, _space, last = attempt.buyer_name.partition(" ")
        try:
            notification_id = access.notification_id(self.config, attempt.webhook_url)
        except ProviderTrouble as trouble:  # before the order was sent: there is nothing to look for
            raise ProviderRefused(trouble.detail) from None
        fields = {
            "id": attempt.reference,
            "currency": attempt.money.currency,
            "amount": float(attempt.money.major),
            "description": attempt.description[:LONGEST_DESCRIPTION],
            "callback_url": attempt.return_url,
            "cancellation_url": attempt.leave_url,
            "redirect_mode": "TOP_WINDOW",
            "notification_id": notification_id,
            "billing_address": {"email_address": attempt.buyer_email, "first_name": first, "last_name": last},
        }
        said = self._good(access.post(self.config, "/api/Transactions/SubmitOrderRequest", fields))
        return Started(text(said, "order_tracking_id"), text(said, "redirect_url"))

    def find(self, attempt: Attempt) -> Started | None:
        """It only answers to its own id, which came with the lost answer; a notification may still name it."""
        return None

    def query(self, attempt: Attempt) -> Report:
        said = self._status(attempt)
        outcome = OUTCOMES.get(text(said, "status_code"), Outcome.OPEN)
        return Report(
            outcome=outcome,
            reference=text(said, "merchant_reference"),
            money=money_of(said.get("amount"), text(said, "currency")),
            provider_ref=attempt.provider_ref,
            charge_ref=text(said, "confirmation_code"),
            method=text(said, "payment_method"),
        )

    def cancel(self, attempt: Attempt) -> None:
        self._good(
            access.post(self.config, "/api/Transactions/CancelOrder", {"order_tracking_id": attempt.provider_ref})
        )

    def refund(self, order: RefundOrder) -> RefundReport:
        """Taken means taken: a person at the merchant approves it, and only the payment's status shows the end."""
        paid = self._status(order.attempt)
        if text(paid, "status_code") == "3":
            return RefundReport(RefundOutcome.DONE)
        fields = {
            "confirmation_code": text(paid, "confirmation_code"),
            "amount": float(order.money.major),
            "username": "Foyer",
            "remarks": f"{order.reason} ({order.reference})"[:LONGEST_DESCRIPTION],
        }
        try:
            self._good(access.post(self.config, "/api/Transactions/RefundRequest", fields))
        except ProviderRefused as refusal:
            if order.is_repeated:
                return RefundReport(RefundOutcome.SENT, detail="refused when repeated: the first one was taken")
            return RefundReport(RefundOutcome.REFUSED, detail=refusal.detail)
        return RefundReport(RefundOutcome.SENT)

    def query_refund(self, order: RefundOrder) -> RefundReport:
        is_back = text(self._status(order.attempt), "status_code") == "3"
        return RefundReport(RefundOutcome.DONE if is_back else RefundOutcome.SENT)

    def refund_limits(self, method: str) -> RefundLimits:
        """Once for each payment, and mobile money only as a whole."""
        return RefundLimits(partial=method.lower().startswith(CARDS), several=False)

    def read(self, body: bytes, *, headers: Mapping[str, str], query: Mapping[str, str]) -> Notification:
        said = query if "OrderTrackingId" in query else object_in(body)
        tracking, reference = text(said, "OrderTrackingId"), text(said, "OrderMerchantReference")
        kind = text(said, "OrderNotificationType")
        if not (0 < len(tracking) <= 100 and 0 < len(reference) <= 50 and 0 < len(kind) <= 40):
            raise InvalidInput(_("This is not a notification."))
        answer = {
            "orderNotificationType": kind,
            "orderTrackingId": tracking,
            "orderMerchantReference": reference,
            "status": 200,
        }
        return Notification(f"{kind}:{tracking}", kind, reference=reference, provider_ref=tracking, answer=answer)

    def _status(self, attempt: Attempt) -> dict[str, Any]:
        """The status. Before anybody paid it comes with an error of its own, which is none (three integrations say)."""
        path = "/api/Transactions/GetTransactionStatus"
        answer = access.get(self.config, path, {"orderTrackingId": attempt.provider_ref})
        said = access.service(self.config).body(answer)
        code = text(part(said, "error"), "code")
        if code == "payment_details_not_found":
            return said | {"status_code": 0}
        if not answer.is_success or code or "status_code" not in said:
            raise ProviderTrouble(f"PesaPal answered {answer.status_code} about a payment: {code}")
        return said

    def _good(self, answer: httpx.Response) -> dict[str, Any]:
        """The answer; its HTTP status says little. Raises ProviderRefused for an error that it names."""
        said = access.service(self.config).body(answer)
        error = part(said, "error")
        if answer.is_success and text(said, "status") == "200" and not text(error, "code"):
            return said
        raise access.service(self.config).refused(answer, text(error, "code") or text(said, "status"))


def object_in(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}
