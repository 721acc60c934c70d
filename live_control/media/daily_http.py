"""HTTP to Daily: short, bounded, and silent about keys and tokens.

Only what may be asked twice is asked twice: 429 and 503 mean that nothing was done, any other trouble may mean that it
was, and then a call that is no read is left to whoever made it.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from django.utils.translation import gettext as _

from live_control.daily_config import DailyConfig
from live_control.errors import ProviderFailed

CONNECT_SECONDS, SECONDS = 5.0, 15.0
# Before the second, third and fourth try; half of each by chance, so that workers do not come back together.
PAUSES = (0.4, 1.2, 3.0)
LONGEST_PAUSE = 5.0
NOT_DONE = frozenset({429, 503})
MAYBE_DONE = frozenset({500, 502, 504})


class DailyTrouble(ProviderFailed):
    """No answer, or one that says later; whether it was done, nobody knows."""


class DailyRefused(ProviderFailed):
    """Daily's no. `error` is its stable word (facts/daily.md, 1.1); its prose may repeat what it was sent."""

    def __init__(self, status_code: int, error: str) -> None:
        super().__init__(_("Daily refused: %(error)s.") % {"error": error or status_code}, is_final=True)
        self.status_code = status_code
        self.error = error


class DailyMissing(DailyRefused):
    """There is no such room, recording or webhook, or nobody is in that room."""


@dataclass(frozen=True, slots=True)
class DailyHttp:
    """One account, reached by its key."""

    config: DailyConfig

    def get(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self._ask("GET", path, params=params, again=NOT_DONE | MAYBE_DONE)

    def repeatable(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A change that twice is the same as once."""
        return self._ask(method, path, content=content, again=NOT_DONE | MAYBE_DONE)

    def once(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A change that would be made twice: repeated only where Daily says that it has not been made."""
        return self._ask(method, path, content=content, again=NOT_DONE)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: Mapping[str, Any] | None = None,
        again: frozenset[int],
    ) -> dict[str, Any]:
        trouble = DailyTrouble(_("Daily was not asked."))
        with self._client() as client:
            for number in range(1 + len(PAUSES)):
                try:
                    answer = client.request(method, self.config.url + path, params=params, json=content)
                except httpx.HTTPError as error:
                    trouble = DailyTrouble(_("Daily does not answer (%(error)s).") % {"error": type(error).__name__})
                    if again == NOT_DONE and not isinstance(error, httpx.ConnectError):
                        break
                    wait_before(number, None)
                    continue
                if answer.status_code not in NOT_DONE | MAYBE_DONE:
                    return said_in(answer)
                trouble = DailyTrouble(_("Daily answered %(status)s.") % {"status": answer.status_code})
                if answer.status_code not in again:
                    break
                wait_before(number, answer.headers.get("Retry-After"))
        # The error's context would hold the request with its key.
        raise trouble from None

    def _client(self) -> httpx.Client:
        return httpx.Client(
            headers={"Authorization": f"Bearer {self.config.api_key}", "Accept": "application/json"},
            timeout=httpx.Timeout(SECONDS, connect=CONNECT_SECONDS),
            verify=trusted(),
            follow_redirects=False,
            trust_env=False,
        )


def wait_before(number: int, retry_after: str | None) -> None:
    """The pause after this try; none after the last one. Daily's own wish counts where it gives one."""
    if number >= len(PAUSES):
        return
    pause = PAUSES[number] * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
    if retry_after and retry_after.isdecimal():
        pause = max(pause, min(float(retry_after), LONGEST_PAUSE))
    time.sleep(pause)


def said_in(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of a 2xx, a list as `{"data": […]}`; raises what any other answer means."""
    try:
        said = json.loads(answer.content or b"{}")
    except ValueError:
        said = None
    if not answer.is_success:
        word = said.get("error", "") if isinstance(said, dict) else ""
        kind = DailyMissing if answer.status_code == 404 else DailyRefused
        raise kind(answer.status_code, str(word)[:60])
    if isinstance(said, list):
        return {"data": said}
    if not isinstance(said, dict):
        raise DailyTrouble(_("Daily's answer is no JSON object."))
    return said


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading the list takes longer than most calls."""
    return httpx.create_ssl_context(trust_env=False)
