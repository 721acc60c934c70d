"""PesaPal API 3.0 as its documentation and three public integrations describe it (shared/facts/payments.md, 5.1)."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.fakes.http_service import Asked, HttpService

KEY, SECRET = "pesa-consumer-key", "pesa-consumer-secret"
TOKEN_SECONDS = 300
DAILY_LIMIT = Decimal(1_000_000)


@dataclass
class Order:
    """`paid_from`: when an order that is INVALID until then turns COMPLETED (mobile money lags)."""

    tracking: str
    reference: str
    amount: Decimal
    currency: str
    callback_url: str
    status_code: int = 0
    method: str = ""
    confirmation: str = ""
    paid_from: float | None = None
    cancelled: bool = False
    refund: Decimal | None = None


@dataclass
class FakePesapal(HttpService):
    """`merchant_refuses`: the merchant does not approve refunds; the service then says no at once."""

    tokens: dict[str, float] = field(default_factory=dict)
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    merchant_refuses: bool = False

    def answer(self, asked: Asked) -> tuple[int, object]:
        if asked.path == "/api/Auth/RequestToken":
            return self.token(asked.json)
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(bearer, 0) <= self.now():
            return 401, failure("invalid_api_request_token", "Token expired or invalid", status="401")
        routes = {
            "/api/URLSetup/RegisterIPN": lambda: self.register(asked.json),
            "/api/URLSetup/GetIpnList": self.listed,
            "/api/Transactions/SubmitOrderRequest": lambda: self.submit(asked.json),
            "/api/Transactions/GetTransactionStatus": lambda: self.status(asked.query),
            "/api/Transactions/RefundRequest": lambda: self.give_back(asked.json),
            "/api/Transactions/CancelOrder": lambda: self.cancel(asked.json),
        }
        return routes[asked.path]() if asked.path in routes else (404, b"Not Found")

    def token(self, said: dict[str, Any]) -> tuple[int, object]:
        if (said.get("consumer_key"), said.get("consumer_secret")) != (KEY, SECRET):
            return 200, failure("invalid_consumer_key_or_secret_provided", "Invalid keys")
        token = uuid.uuid4().hex
        self.tokens[token] = self.now() + TOKEN_SECONDS
        return 200, {"token": token, "expiryDate": "2026-11-21T09:00:00Z", "error": None, "status": "200"}

    def register(self, said: dict[str, Any]) -> tuple[int, object]:
        if said.get("ipn_notification_type") not in {"GET", "POST"}:
            return 200, failure("invalid_ipn_type", "GET or POST")
        ipn_id = str(uuid.uuid4())
        self.addresses[ipn_id] = (said["url"], said["ipn_notification_type"])
        return 200, {"url": said["url"], "ipn_id": ipn_id, "error": None, "status": "200"}

    def listed(self) -> tuple[int, object]:
        return 200, [{"url": url, "ipn_id": ipn_id, "status": "200"} for ipn_id, (url, _kind) in self.addresses.items()]

    def submit(self, said: dict[str, Any]) -> tuple[int, object]:
        billing = said.get("billing_address", {})
        checks = [
            (0 < len(str(said.get("id", ""))) <= 50, "invalid_id"),
            (isinstance(said.get("amount"), int | float) and said["amount"] > 0, "invalid_amount"),
            (len(said.get("description", "")) <= 100, "description_too_long"),
            (said.get("notification_id") in self.addresses, "InvalidIpnId"),
            (bool(said.get("callback_url")), "missing_callback_url"),
            (bool(billing.get("email_address") or billing.get("phone_number")), "billing_address_needed"),
            (said.get("redirect_mode") in {"TOP_WINDOW", "PARENT_WINDOW"}, "invalid_redirect_mode"),
            (said["id"] not in {order.reference for order in self.orders.values()}, "duplicate_order_id"),
            (Decimal(str(said["amount"])) <= DAILY_LIMIT, "amount_exceeds_default_limit"),
        ]
        for holds, code in checks:
            if not holds:
                return 200, failure(code, "Refused")
        order = Order(
            str(uuid.uuid4()), said["id"], Decimal(str(said["amount"])), said["currency"], said["callback_url"]
        )
        self.orders[order.tracking] = order
        return 200, {
            "order_tracking_id": order.tracking,
            "merchant_reference": order.reference,
            "redirect_url": f"{self.url}/iframe/PesapalIframe3/Index/?OrderTrackingId={order.tracking}",
            "error": None,
            "status": "200",
        }

    def status(self, query: dict[str, str]) -> tuple[int, object]:
        order = self.orders.get(query.get("orderTrackingId", ""))
        if order is None:
            return 200, failure("invalid_order_tracking_id", "No such order")
        if order.paid_from is not None and order.paid_from <= self.now():
            order.status_code, order.paid_from = 1, None
        words = ("INVALID", "COMPLETED", "FAILED", "REVERSED")[order.status_code]
        said: dict[str, Any] = {
            "payment_method": order.method,
            "amount": float(order.amount),
            "confirmation_code": order.confirmation,
            "payment_status_description": words,
            "payment_account": "476173**0010",
            "status_code": order.status_code,
            "merchant_reference": order.reference,
            "currency": order.currency,
            "error": {"error_type": None, "code": None, "message": None},
            "status": "200",
        }
        if order.status_code == 0:
            said |= failure("payment_details_not_found", "Pending Payment")
            said["merchant_reference"] = None
        return 200, said

    def give_back(self, said: dict[str, Any]) -> tuple[int, object]:
        paid = [order for order in self.orders.values() if order.confirmation == said.get("confirmation_code")]
        if not paid or not said.get("username") or not said.get("remarks"):
            return 200, failure("invalid_refund", "Refused")
        [order], amount = paid, Decimal(str(said["amount"]))
        is_partial_mobile = amount != order.amount and order.method == "MPESA"
        if order.status_code != 1 or order.refund is not None or is_partial_mobile or amount > order.amount:
            return 200, {"status": "500", "message": "Refund rejected"}
        if self.merchant_refuses:
            return 200, {"status": "500", "message": "Refund rejected"}
        order.refund = amount
        return 200, {"status": "200", "message": "Refund request successfully received"}

    def cancel(self, said: dict[str, Any]) -> tuple[int, object]:
        order = self.orders.get(said.get("order_tracking_id", ""))
        if order is None or order.status_code in {1, 3} or order.cancelled:
            return 200, {"status": "500", "message": "Order could not be cancelled"}
        order.cancelled = True
        return 200, {"status": "200", "message": "Order successfully cancelled"}

    # What people do there.

    def pay(self, order: Order, *, method: str = "MPESA", after: float = 0) -> None:
        order.method, order.confirmation = method, uuid.uuid4().hex[:10].upper()
        if after:
            order.paid_from = self.now() + after
        else:
            order.status_code = 1

    def approve_refund(self, order: Order) -> None:
        order.status_code = 3


def failure(code: str, message: str, *, status: str = "500") -> dict[str, Any]:
    return {"error": {"error_type": "api_error", "code": code, "message": message}, "status": status}


def notice(order: Order, *, kind: str = "IPNCHANGE") -> dict[str, str]:
    """What an IPN and the browser's callback carry."""
    return {
        "OrderNotificationType": kind,
        "OrderTrackingId": order.tracking,
        "OrderMerchantReference": order.reference,
    }


def notice_body(order: Order) -> bytes:
    return json.dumps(notice(order)).encode()
