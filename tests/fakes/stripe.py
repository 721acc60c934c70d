"""Stripe's Checkout, refunds and webhooks as its documentation describes them (shared/facts/payments.md, 5.2).

The signature is written from Stripe's text and not from ours.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.http_service import Asked, HttpService

KEY, WEBHOOK_SECRET = "sk_test_51fake", "whsec_fakefakefake"
SHORTEST, LONGEST = 30 * 60, 24 * 3600
THREE_DECIMALS, IN_HUNDREDS = {"bhd", "jod", "kwd", "omr", "tnd"}, {"ugx", "isk"}


@dataclass
class FakeStripe(HttpService):
    """`refund_status`: what new refunds are in; `refuses_refunds`: says no to them."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, tuple[str, int, object]] = field(default_factory=dict)
    refund_status: str = "succeeded"
    refuses_refunds: bool = False

    def answer(self, asked: Asked) -> tuple[int, object]:
        expected = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
        if asked.headers.get("authorization") != expected:
            return 401, failure("invalid_request_error", "")
        if asked.method == "GET":
            return self.read(asked.path)
        key = asked.headers.get("idempotency-key", "")
        if not 0 < len(key) <= 255:
            return 400, failure("invalid_request_error", "idempotency_key_missing")
        told = asked.path + asked.body.decode()
        if key in self.kept:
            before, status, said = self.kept[key]
            return (status, said) if before == told else (400, failure("idempotency_error", "idempotency_key_in_use"))
        status, said = self.write(asked.path, asked.form)
        if status != 400:
            self.kept[key] = (told, status, said)
        return status, said

    def read(self, path: str) -> tuple[int, object]:
        name = path.rsplit("/", 1)[1]
        if path.startswith("/v1/checkout/sessions/") and name in self.sessions:
            return 200, self.shown(self.sessions[name])
        if path.startswith("/v1/refunds/") and name in self.refunds:
            return 200, self.refunds[name]
        return 404, failure("invalid_request_error", "resource_missing")

    def write(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        if path == "/v1/checkout/sessions":
            return self.open_session(form)
        if path == "/v1/refunds":
            return self.give_back(form)
        session = self.sessions.get(path.split("/")[4] if path.endswith("/expire") else "")
        if session is None:
            return 404, failure("invalid_request_error", "resource_missing")
        if self.shown(session)["status"] != "open":
            return 400, failure("invalid_request_error", "checkout_session_not_open")
        session["status"] = "expired"
        return 200, session

    def open_session(self, form: dict[str, str]) -> tuple[int, object]:
        units, currency = form["line_items[0][price_data][unit_amount]"], form["line_items[0][price_data][currency]"]
        life = int(form["expires_at"]) - self.now()
        checks = [
            (form.get("mode") == "payment", "mode"),
            (form["line_items[0][quantity]"] == "1", "quantity"),
            (units.isdecimal() and 0 < int(units) <= 99_999_999, "amount_too_large"),
            (currency not in THREE_DECIMALS or units.endswith("0"), "amount_three_decimal"),
            (currency not in IN_HUNDREDS or units.endswith("00"), "amount_not_whole"),
            (SHORTEST - 5 <= life <= LONGEST + 5, "expires_at_invalid"),
            ("@" in form["customer_email"], "email_invalid"),
            (form["success_url"].startswith("http") and form["cancel_url"].startswith("http"), "url_invalid"),
            (0 < len(form["client_reference_id"]) <= 200, "client_reference_id"),
        ]
        for holds, code in checks:
            if not holds:
                return 400, failure("invalid_request_error", code)
        session_id = f"cs_test_{uuid.uuid4().hex}"
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "url": f"{self.url}/c/pay/{session_id}",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": int(units),
            "currency": currency,
            "client_reference_id": form["client_reference_id"],
            "metadata": {"reference": form["metadata[reference]"]},
            "payment_intent": None,
            "expires_at": int(form["expires_at"]),
        }
        return 200, self.sessions[session_id]

    def shown(self, session: dict[str, Any]) -> dict[str, Any]:
        if session["status"] == "open" and session["expires_at"] <= self.now():
            session["status"] = "expired"
        return session

    def give_back(self, form: dict[str, str]) -> tuple[int, object]:
        paid = [
            one for one in self.sessions.values() if (one["payment_intent"] or {}).get("id") == form["payment_intent"]
        ]
        if not paid or not form["amount"].isdecimal():
            return 400, failure("invalid_request_error", "resource_missing")
        [session], amount = paid, int(form["amount"])
        charge = session["payment_intent"]["latest_charge"]
        if self.refuses_refunds or charge["amount_refunded"] + amount > session["amount_total"]:
            return 400, failure("invalid_request_error", "charge_already_refunded")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == session["amount_total"]
        refund = {
            "id": f"re_{uuid.uuid4().hex}",
            "object": "refund",
            "amount": amount,
            "status": self.refund_status,
            "payment_intent": form["payment_intent"],
        }
        self.refunds[refund["id"]] = refund
        return 200, refund

    # What people do there.

    def pay(self, session: dict[str, Any], *, status: str = "paid", intent: str = "succeeded") -> None:
        session["status"], session["payment_status"] = "complete", status
        charge = {
            "id": f"ch_{uuid.uuid4().hex}",
            "amount_refunded": 0,
            "refunded": False,
            "disputed": False,
            "payment_method_details": {"type": "card"},
        }
        session["payment_intent"] = {"id": f"pi_{uuid.uuid4().hex}", "status": intent, "latest_charge": charge}


def failure(kind: str, code: str) -> dict[str, Any]:
    return {"error": {"type": kind, "code": code, "message": "Something about sk_test_51fake"}}


def event(session: dict[str, Any], *, kind: str = "checkout.session.completed", event_id: str = "") -> bytes:
    intent = session.get("payment_intent")
    thing = session | {"payment_intent": intent["id"] if isinstance(intent, dict) else intent}
    said = {"id": event_id or f"evt_{session['id']}_{kind}", "type": kind, "data": {"object": thing}}
    return json.dumps(said).encode()


def signed(body: bytes, *, timestamp: int, secret: str = WEBHOOK_SECRET) -> str:
    digest = hmac.new(secret.encode(), b"%d.%s" % (timestamp, body), hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"
