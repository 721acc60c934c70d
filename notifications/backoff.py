"""How often and how soon a failed message is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential waiting: `first · factor^(n-1)` after n attempts, never longer than `longest`."""

    first: timedelta
    factor: int
    longest: timedelta
    attempts: int

    def wait_after(self, attempts: int) -> timedelta | None:
        """How long to wait after this many attempts; None when it is given up."""
        if attempts >= self.attempts:
            return None
        exponent = min(attempts - 1, 20)  # 2^20 is past every cap and keeps timedelta from overflowing
        return min(self.first * self.factor**exponent, self.longest)


# Mail: 30 s, 1, 2, 4 … minutes, then hourly: given up after about five hours.
MAIL = Backoff(first=timedelta(seconds=30), factor=2, longest=timedelta(hours=1), attempts=12)
# SMS: 10, 20, 40 s … up to 10 minutes: given up after about half an hour. Codes expire long before.
SMS = Backoff(first=timedelta(seconds=10), factor=2, longest=timedelta(minutes=10), attempts=9)
# Webhooks: 10 s, 40 s, 3, 11, 43 minutes, 3 h, then every 6 h: given up after about a day.
WEBHOOK = Backoff(first=timedelta(seconds=10), factor=4, longest=timedelta(hours=6), attempts=10)
