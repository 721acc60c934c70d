"""What the environment says about Daily: read in cms/live_environment.py, kept in settings.DAILY.

Secrets stay out of every `repr`, and with that out of logs and error pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

API = "https://api.daily.co/v1"
# What an account has without asking Daily's support for more (facts/daily.md, 1.3).
ROOM_LIMIT = 200


@dataclass(frozen=True, slots=True)
class DailyConfig:
    """One account. `webhook_hmac` is base64, ours, given to Daily when the webhook is set up."""

    api_key: str = field(repr=False)
    webhook_hmac: str = field(default="", repr=False)
    url: str = API
    room_limit: int = ROOM_LIMIT
