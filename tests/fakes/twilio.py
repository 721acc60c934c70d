"""Twilio's messaging API as its documentation and its test credentials describe it, over real HTTP.

Checks authentication and every field, answers with Twilio's own codes, and makes the signed status calls. The
signature is written from Twilio's text and not from ours.
https://www.twilio.com/docs/iam/test-credentials, .../messaging/api/message-resource, .../api/errors
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.loopback import LoopbackServer

ACCOUNT, TOKEN = "AC" + "5" * 32, "t0ken" * 6
KEY, SECRET = "SK" + "7" * 32, "s3cret" * 5
SENDER, SERVICE = "+15005550006", "MG" + "3" * 32
# Twilio's magic numbers, and what it says about them.
BY_NUMBER = {
    "+15005550001": (21211, "Invalid 'To' Phone Number: +1500555XXXX"),
    "+15005550002": (21612, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters"),
    "+15005550003": (
        21408,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
}


@dataclass
class FakeTwilio(LoopbackServer):
    """`behaviour`: answer, busy (429), down (503), garbage (a proxy's page), drop (closes), stall."""

    behaviour: str = "answer"
    retry_after: int | None = None
    sent: list[dict[str, str]] = field(default_factory=list)
    calls: int = 0

    def take(self, request: BaseHTTPRequestHandler) -> None:
        self.calls += 1
        body = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
        if self.behaviour == "stall":
            time.sleep(3)
        if self.behaviour in {"drop", "stall"}:
            request.close_connection = True
            return
        if self.behaviour == "garbage":
            answer(request, 502, "<html>Bad gateway</html>", kind="text/html")
            return
        answer(request, *self.judge(request, dict(parse_qsl(body, keep_blank_values=True))), retry=self.retry_after)

    def judge(self, request: BaseHTTPRequestHandler, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        if self.behaviour == "down":
            return error(503, 20503, "Service unavailable")
        if not self.knows(request.headers.get("Authorization", "")):
            return error(401, 20003, "Authenticate")
        if self.behaviour == "busy":
            return error(429, 20429, "Too Many Requests")
        if request.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return error(404, 20404, f"The requested resource {request.path} was not found")
        fault = fault_in(fields)
        if fault:
            return error(400, *fault)
        sid = "SM" + secrets.token_hex(16)
        self.sent.append({"Sid": sid, **fields})
        return 201, {
            "sid": sid,
            "account_sid": ACCOUNT,
            "status": "accepted" if "MessagingServiceSid" in fields else "queued",
            "to": fields["To"],
            "error_code": None,
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
        }

    def knows(self, header: str) -> bool:
        allowed = (f"{ACCOUNT}:{TOKEN}", f"{KEY}:{SECRET}")
        return header in {"Basic " + base64.b64encode(pair.encode()).decode() for pair in allowed}


def fault_in(fields: dict[str, str]) -> tuple[int, str] | None:
    """Code and text of the first thing that Twilio would refuse."""
    to, sender = fields.get("To", ""), fields.get("From", "")
    checks = [
        (not to, 21604, "A 'To' phone number is required."),
        (not fields.get("Body"), 21602, "Message body is required."),
        (len(fields.get("Body", "")) > 1600, 21617, "The concatenated message body exceeds the 1600 character limit"),
        (not sender and "MessagingServiceSid" not in fields, 21603, "A 'From' phone number is required."),
        (bool(sender) and sender != SENDER, 21606, f"The 'From' phone number {sender} is not a valid sender"),
        (fields.get("MessagingServiceSid", SERVICE) != SERVICE, 21701, "The Messaging Service does not exist"),
        (not re.fullmatch(r"\+[1-9]\d{6,14}", to), 21211, f"Invalid 'To' Phone Number: {to}"),
        (not 1 <= int(fields.get("ValidityPeriod", "10")) <= 36_000, 21620, "Invalid ValidityPeriod"),
        (not is_public_address(fields.get("StatusCallback")), 21609, "Invalid 'StatusCallback' URL"),
    ]
    found = next(((code, text) for is_wrong, code, text in checks if is_wrong), None)
    return found or BY_NUMBER.get(to)


def is_public_address(address: str | None) -> bool:
    parts = urlsplit(address or "https://fine.example.org/")
    return parts.scheme in {"http", "https"} and parts.hostname not in {None, "localhost", "127.0.0.1"}


def error(status: int, code: int, text: str) -> tuple[int, dict[str, Any]]:
    about = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": text, "more_info": about, "status": status}


def answer(
    request: BaseHTTPRequestHandler,
    status: int,
    body: dict[str, Any] | str,
    *,
    retry: int | None = None,
    kind: str = "application/json",
) -> None:
    data = (body if isinstance(body, str) else json.dumps(body)).encode()
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(data)))
    if retry is not None:
        request.send_header("Retry-After", str(retry))
    request.end_headers()
    request.wfile.write(data)


def status_call(sent: dict[str, str], status: str, *, code: str = "") -> dict[str, str]:
    """The fields of the call that tells what became of a message."""
    fields = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": SENDER,
        "MessageSid": sent["Sid"],
        "MessageStatus": status,
        "SmsSid": sent["Sid"],
        "SmsStatus": status,
        "To": sent["To"],
    }
    return fields | ({"ErrorCode": code} if code else {})


def signed(address: str, fields: dict[str, str], *, token: str = TOKEN) -> str:
    """X-Twilio-Signature: the address and each pair in the order of the names, under the account's token."""
    text = address
    for name, value in sorted(fields.items()):
        text += name + value
    return base64.b64encode(hmac.new(token.encode(), text.encode("utf-8"), hashlib.sha1).digest()).decode()
