"""Paystack's transactions, refunds and webhooks as its specification describes them (shared/facts/payments.md, 5.3)."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.http_service import Asked, HttpService

KEY = "sk_test_paystack_fake"
REFERENCE = re.compile(r"[A-Za-z0-9.=-]{1,100}")
CURRENCIES = {"NGN", "GHS", "ZAR", "KES", "USD", "XOF"}


@dataclass
class FakePaystack(HttpService):
    """`refund_status`: what new refunds are in; `refuses_refunds`: says no to them."""

    transactions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    refund_status: str = "pending"
    refuses_refunds: bool = False

    def answer(self, asked: Asked) -> tuple[int, object]:
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return 401, failure("Invalid key", "invalid_Key")
        if asked.path == "/transaction/initialize":
            return self.initialize(asked.json)
        if asked.path.startswith("/transaction/verify/"):
            return self.verify(asked.path.rsplit("/", 1)[1])
        if asked.method == "POST" and asked.path == "/refund":
            return self.give_back(asked.json)
        return self.read_refunds(asked)

    def read_refunds(self, asked: Asked) -> tuple[int, object]:
        if asked.path == "/refund":
            wanted = asked.query.get("transaction")
            return 200, success([one for one in self.refunds if one["transaction_reference"] == wanted])
        for refund in self.refunds:
            if asked.path == f"/refund/{refund['id']}":
                return 200, success(refund)
        return 404, failure("Not found", "not_found")

    def initialize(self, said: dict[str, Any]) -> tuple[int, object]:
        amount, reference = said.get("amount"), said.get("reference", "")
        checks = [
            ("@" in said.get("email", ""), "invalid_email"),
            (isinstance(amount, int) and amount > 0, "invalid_amount"),
            (said.get("currency") in CURRENCIES, "unsupported_currency"),
            (REFERENCE.fullmatch(reference) is not None, "invalid_reference"),
            (reference not in self.transactions, "duplicate_reference"),
        ]
        for holds, code in checks:
            if not holds:
                return 400, failure("Refused", code)
        self.transactions[reference] = {
            "id": 4_099_260_516 + len(self.transactions),
            "status": "abandoned",
            "reference": reference,
            "amount": amount,
            "currency": said["currency"],
            "channel": "mobile_money",
            "gateway_response": "The transaction was not completed",
            "given_back": 0,
        }
        url = f"{self.url}/checkout/{reference}"
        return 200, success({"authorization_url": url, "access_code": "0peioxfhpn", "reference": reference})

    def verify(self, reference: str) -> tuple[int, object]:
        if reference not in self.transactions:
            return 404, failure("Transaction reference not found.", "transaction_not_found")
        return 200, success(self.transactions[reference])

    def give_back(self, said: dict[str, Any]) -> tuple[int, object]:
        paid = self.transactions.get(said.get("transaction", ""))
        if paid is None or self.refuses_refunds or said.get("currency") != paid["currency"]:
            return 400, failure("Refund refused", "refund_refused")
        if paid["status"] not in {"success", "reversed"} or paid["given_back"] + said["amount"] > paid["amount"]:
            return 400, failure("Transaction has been fully reversed", "transaction_reversed")
        paid["given_back"] += said["amount"]
        refund = {
            "id": 1000 + len(self.refunds),
            "transaction_reference": paid["reference"],
            "amount": said["amount"],
            "currency": said["currency"],
            "status": self.refund_status,
            "merchant_note": said.get("merchant_note", ""),
            "customer_note": said.get("customer_note", ""),
        }
        self.refunds.append(refund)
        return 200, success(refund)


def success(data: object) -> dict[str, Any]:
    return {"status": True, "message": "It worked", "data": data}


def failure(message: str, code: str) -> dict[str, Any]:
    return {"status": False, "message": message, "type": "validation_error", "code": code}


def event(said: dict[str, Any], *, kind: str = "charge.success") -> bytes:
    return json.dumps({"event": kind, "data": said}).encode()


def signed(body: bytes, *, key: str = KEY) -> str:
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()
