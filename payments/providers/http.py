"""HTTP to a provider: short, bounded, and silent about secrets.

What is asked twice must be safe to be asked twice: reads, and calls under an idempotency key. Everything else is
sent once, and an answer that does not come is ProviderTrouble: nobody knows then whether it was done.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import httpx

from payments.errors import ProviderRefused, ProviderTrouble

CONNECT_SECONDS, SECONDS = 5.0, 20.0
# Waits before the second and the third try.
PAUSES = (0.3, 1.0)
LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Service:
    """One provider's address and how we show who we are."""

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Response:
        """Read; tried three times."""
        return self._send("GET", path, tries=1 + len(PAUSES), params=params)

    def post(self, path: str, *, is_repeatable: bool = False, **content: Any) -> httpx.Response:
        """Send `json`, or `data` as a form. Tried three times only where the provider knows a repetition for one."""
        return self._send("POST", path, tries=1 + len(PAUSES) if is_repeatable else 1, **content)

    def _send(self, method: str, path: str, *, tries: int, **content: Any) -> httpx.Response:
        headers = {"Accept": "application/json", **self.headers, **content.pop("headers", {})}
        trouble = ProviderTrouble(f"{self.name} was not asked")
        with self._client() as client:
            for number in range(tries):
                if number:
                    time.sleep(PAUSES[number - 1])
                try:
                    answer = client.request(method, self.url + path, headers=headers, **content)
                except httpx.HTTPError as error:
                    trouble = ProviderTrouble(f"{self.name}: {type(error).__name__}")
                    continue
                if answer.status_code not in LATER:
                    return answer
                trouble = ProviderTrouble(f"{self.name} answered {answer.status_code}")
        # The error's context would hold the request with its keys.
        raise trouble from None

    def _client(self) -> httpx.Client:
        return httpx.Client(
            auth=self.auth,
            timeout=httpx.Timeout(SECONDS, connect=CONNECT_SECONDS),
            verify=trusted(),
            follow_redirects=False,
            trust_env=False,
        )

    def body(self, answer: httpx.Response) -> dict[str, Any]:
        """The answer's JSON object, decimals exact. Raises ProviderTrouble for anything else."""
        try:
            said = json.loads(answer.content, parse_float=Decimal)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise ProviderTrouble(f"{self.name} answered {answer.status_code} with no JSON object")
        return said

    def refused(self, answer: httpx.Response, code: object = "") -> ProviderTrouble:
        """Its no, with its own code; its prose may repeat what it was sent. Keys it does not take can be mended."""
        words = f"{self.name} answered {answer.status_code}" + (f": {code}" if code else "")
        return ProviderTrouble(words) if answer.status_code in {401, 403} else ProviderRefused(words)


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading the list takes longer than most calls."""
    return httpx.create_ssl_context(trust_env=False)


def text(said: Mapping[str, Any], name: str) -> str:
    """A field as text; empty where it is missing or null."""
    value = said.get(name)
    return "" if value is None else str(value)


def part(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object inside; empty where it is missing or is something else."""
    value = said.get(name)
    return value if isinstance(value, dict) else {}
