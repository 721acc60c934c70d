"""The other side: the fake, and the real service where there is a key for tests."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone as clock

from live_control.daily_config import DailyConfig
from live_control.media.daily import DailyProvider
from live_control.media.seam import RoomSpec
from tests.fakes.daily import FakeDaily
from tests.live_control.contract.fact_sheet import is_in_the_sheet

REAL_KEY = os.environ.get("DAILY_API_KEY_FOR_TESTS", "")


@dataclass
class Side:
    """An account at Daily, with names of rooms that end within ten minutes and are deleted afterwards."""

    config: DailyConfig
    made: list[str] = field(default_factory=list)

    @property
    def provider(self) -> DailyProvider:
        return DailyProvider(self.config)

    def spec(self, mode: str = "livestream", **changes: Any) -> RoomSpec:
        name = f"foyer-test-{uuid.uuid4().hex[:20]}"
        self.made.append(name)
        facts = {"name": name, "mode": mode, "closes_at": clock.now() + timedelta(minutes=9), "is_recorded": False}
        return RoomSpec(**{**facts, **changes})


@pytest.fixture
def fake() -> Iterator[FakeDaily]:
    """Every call that was made of it stands in the fact sheet."""
    with FakeDaily() as service:
        yield service
    assert [(asked.method, asked.path) for asked in service.asked if not is_in_the_sheet(asked)] == []


@pytest.fixture(params=["fake", "real"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    cache.clear()
    if request.param == "fake":
        yield Side(request.getfixturevalue("fake").config)
        return
    if not REAL_KEY:
        pytest.skip("SKIPPED FOR LACK OF AN ACCOUNT: DAILY_API_KEY_FOR_TESTS is not set")
    real = Side(DailyConfig(REAL_KEY))
    yield real
    for name in real.made:
        real.provider.client.delete_room(name)
        time.sleep(0.6)  # Daily takes two deletions a second
