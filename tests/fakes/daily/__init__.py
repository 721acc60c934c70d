"""Daily's REST API, meetings, webhooks and recordings, as shared/facts/daily.md describes them.

Written from that sheet and not from our client. What the sheet marks as not verified is marked here with `[?]`.
"""

from tests.fakes.daily.meetings import JoinRefused, Person
from tests.fakes.daily.service import DOMAIN_ID, HMAC, KEY, FakeDaily

__all__ = ["DOMAIN_ID", "HMAC", "KEY", "FakeDaily", "JoinRefused", "Person"]
