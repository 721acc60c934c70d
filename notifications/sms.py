"""Short messages: what a caller says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sms:
    """A short message to one E.164 number.

    `dedupe_key`: a second message with the same key is not queued. After `expires_at` it is not sent any more;
    the words of one that `is_secret` are kept no longer than until it is sent.
    """

    to: str
    text: str
    dedupe_key: str | None = None
    expires_at: datetime | None = None
    is_secret: bool = False
