"""Webhooks: signed, tried again, given up (facts/daily.md, 1.6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.daily.errors import invalid, missing

Json = dict[str, Any]
KINDS = {
    "meeting.started", "meeting.ended", "participant.joined", "participant.left", "waiting-participant.joined",
    "waiting-participant.left", "recording.started", "recording.ready-to-download", "recording.error",
    "transcript.started", "transcript.ready-to-download", "transcript.error", "streaming.started", "streaming.updated",
    "streaming.ended", "streaming.error", "batch-processor.job-finished", "batch-processor.error",
}  # fmt: skip
FIELDS = {"url", "eventTypes", "hmac", "basicAuth", "retryType"}
FAILURES_IN_A_ROW, MOST_TRIES, LONGEST_PAUSE = 3, 5, 15 * 60


@dataclass
class Letter:
    """One event on its way to one webhook."""

    webhook: Json
    body: bytes
    tries: int = 0
    due: float = 0


@dataclass
class Webhooks:
    """`send(url, body, headers)` gives the status of the answer; it may be replaced."""

    now: Callable[[], float]
    domain_id: str
    all: dict[str, Json] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    dropped: list[bytes] = field(default_factory=list)
    send: Callable[[str, bytes, dict[str, str]], int] = field(default_factory=lambda: posted)

    def create(self, said: Json) -> Json:
        self._check(said)
        if not said.get("url") or not said.get("eventTypes"):
            raise invalid("url")
        webhook = {
            "uuid": str(uuid.uuid4()),
            "url": said["url"],
            "hmac": said.get("hmac") or base64.b64encode(secrets.token_bytes(32)).decode(),
            "basicAuth": said.get("basicAuth"),
            "eventTypes": said["eventTypes"],
            "retryType": said.get("retryType", "circuit-breaker"),
            "state": "ACTIVE",
            "failedCount": 0,
            "lastMomentPushed": None,
            "domainId": self.domain_id,
            "createdAt": self.now(),
            "updatedAt": self.now(),
        }
        self._ping(webhook)
        self.all[str(webhook["uuid"])] = webhook
        return webhook

    def update(self, key: str, said: Json) -> Json:
        self._check(said)
        webhook = {**self.existing(key), **said, "state": "ACTIVE", "failedCount": 0, "updatedAt": self.now()}
        self._ping(webhook)
        self.all[key] = webhook
        return webhook

    def delete(self, key: str) -> Json:
        self.existing(key)
        del self.all[key]
        return {"deleted": True}

    def existing(self, key: str) -> Json:
        if key not in self.all:
            raise missing()
        return self.all[key]

    def _check(self, said: Json) -> None:
        if unknown := set(said) - FIELDS:
            raise invalid(unknown.pop())
        if set(said.get("eventTypes", [])) - KINDS or said.get("retryType", "exponential") not in {
            "circuit-breaker",
            "exponential",
        }:
            raise invalid("eventTypes")
        try:
            base64.b64decode(said.get("hmac") or "", validate=True)
        except ValueError as error:
            raise invalid("hmac") from error

    def _ping(self, webhook: Json) -> None:
        """[?] signed like any other."""
        if not 200 <= self._post(webhook, b'{"test":"test"}') < 300:
            raise invalid("url")

    def tell(self, kind: str, payload: Json) -> None:
        """Write an event for every webhook that wants its kind."""
        event = {"version": "1.0.0", "type": kind, "id": str(uuid.uuid4()), "payload": payload, "event_ts": self.now()}
        body = json.dumps(event, separators=(",", ":")).encode()
        self.letters += [Letter(webhook, body) for webhook in self.all.values() if kind in webhook["eventTypes"]]

    def deliver(self) -> list[int]:
        """Send what is due; what was not taken is tried again later, or never, as the webhook wants it."""
        answers = []
        for letter in [letter for letter in self.letters if letter.due <= self.now()]:
            if letter.webhook["state"] != "ACTIVE":
                self.letters.remove(letter)
                self.dropped.append(letter.body)
                continue
            answers.append(status := self._post(letter.webhook, letter.body))
            self._after(letter, is_taken=status == 200)
        return answers

    def _after(self, letter: Letter, *, is_taken: bool) -> None:
        webhook = letter.webhook
        webhook["lastMomentPushed"] = self.now()
        letter.tries += 1
        if is_taken:
            webhook["failedCount"] = 0
        elif webhook["retryType"] == "circuit-breaker":
            webhook["failedCount"] += 1
            if webhook["failedCount"] >= FAILURES_IN_A_ROW:
                webhook["state"] = "FAILED"
        elif letter.tries < MOST_TRIES:
            letter.due = self.now() + min(10 * 4**letter.tries, LONGEST_PAUSE)
            return
        self.letters.remove(letter)
        if not is_taken:
            self.dropped.append(letter.body)

    def _post(self, webhook: Json, body: bytes) -> int:
        timestamp = str(int(self.now() * 1000))
        return self.send(webhook["url"], body, signed_headers(body, secret=webhook["hmac"], timestamp=timestamp))


def signed_headers(body: bytes, *, secret: str, timestamp: str) -> dict[str, str]:
    digest = hmac.new(base64.b64decode(secret), timestamp.encode() + b"." + body, hashlib.sha256).digest()
    return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": base64.b64encode(digest).decode()}


def posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    sent = {"Content-Type": "application/json", **headers}
    try:
        return httpx.post(url, content=body, headers=sent, timeout=3).status_code
    except httpx.HTTPError:
        return 0
