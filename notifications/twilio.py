"""Twilio's messaging API: one call, and the signature of its callbacks.

https://www.twilio.com/docs/messaging/api/message-resource, .../usage/webhooks/webhooks-security
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from django.conf import settings
from django.utils import timezone as clock
from django.utils.crypto import constant_time_compare

SECONDS = 15
# What Twilio keeps a message waiting for: never longer than the message is of use.
SHORTEST_VALIDITY, LONGEST_VALIDITY = 5, 36_000
# This number gets no message, whoever tries: invalid, not reachable from here, not mobile, blocked or opted out.
FINAL = frozenset({21211, 21217, 21265, 21408, 21601, 21602, 21610, 21612, 21614, 21617, 21656, 30004, 30005, 30006})


class SmsTrouble(Exception):
    """The service, or our account with it, is in trouble: later perhaps. `wait`: seconds it asked for."""

    def __init__(self, text: str, *, wait: int = 0) -> None:
        super().__init__(text)
        self.wait = wait


class SmsRefused(Exception):
    """This message will never be sent."""


@dataclass(frozen=True, slots=True)
class Twilio:
    """An account. `sender` is a number (`+…`), a name, or a messaging service (`MG…`)."""

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    user: str
    password: str = field(repr=False)
    url: str


def is_set_up() -> bool:
    return settings.TWILIO is not None


def own_account() -> Twilio:
    assert settings.TWILIO is not None, "ask is_set_up() first"
    return settings.TWILIO


def new_client() -> httpx.Client:
    """A client for one run. A connection that cannot be made is tried once more; nothing else is, here."""
    account = own_account()
    return httpx.Client(
        base_url=account.url,
        auth=(account.user, account.password),
        timeout=SECONDS,
        follow_redirects=False,
        trust_env=False,
        transport=httpx.HTTPTransport(retries=1),
    )


def send(client: httpx.Client, *, to: str, text: str, callback: str = "", expires_at: datetime | None = None) -> str:
    """Send one message; returns the service's id of it. Raises SmsRefused or SmsTrouble."""
    account = own_account()
    fields = {"To": to, "Body": text}
    fields["MessagingServiceSid" if account.sender.startswith("MG") else "From"] = account.sender
    if callback:
        fields["StatusCallback"] = callback
    if expires_at is not None:
        left = int((expires_at - clock.now()).total_seconds())
        fields["ValidityPeriod"] = str(min(max(left, SHORTEST_VALIDITY), LONGEST_VALIDITY))
    try:
        answer = client.post(f"/2010-04-01/Accounts/{account.account_sid}/Messages.json", data=fields)
    except httpx.HTTPError as error:
        raise SmsTrouble(type(error).__name__) from error
    return sid_of(answer)


def sid_of(answer: httpx.Response) -> str:
    """The id in a good answer; the right exception for any other. Texts hold codes only: prose repeats numbers."""
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if answer.status_code == 201 and isinstance(body, dict) and body.get("sid"):
        return str(body["sid"])
    code = body.get("code") if isinstance(body, dict) else None
    text = f"Twilio answered {answer.status_code}" + (f", error {code}" if isinstance(code, int) else "")
    if code in FINAL:
        raise SmsRefused(text)
    wait = answer.headers.get("Retry-After", "")
    raise SmsTrouble(text, wait=int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 6 else 0)


def signature(url: str, fields: Mapping[str, Sequence[str]]) -> str:
    """What Twilio signs: the address it calls, then each field's name and values in order, without separators."""
    signed = url + "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    digest = hmac.digest(own_account().auth_token.encode(), signed.encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()


def is_genuine(given: str, *, url: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether Twilio made this call. There is no time in it: who acts on it must bear being told twice."""
    return is_set_up() and constant_time_compare(given, signature(url, fields))
