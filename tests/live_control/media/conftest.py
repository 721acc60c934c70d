"""A session that Daily carries, with the fake behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from live_control import tasks
from live_control.actions.rooms import sweep_rooms
from live_control.models import LiveRoom, MediaEvent
from site_pages.models import SessionPage
from tests.factories.live import live_session
from tests.fakes.daily import HMAC, FakeDaily
from tests.live_control.media.people import inside, make_due, seated

KINDS = ["recording.started", "recording.ready-to-download", "recording.error", "meeting.ended"]


@pytest.fixture
def daily(settings: Any) -> Iterator[FakeDaily]:
    with FakeDaily() as service:
        settings.DAILY = service.config
        yield service


@pytest.fixture
def session(event_index: Any, daily: FakeDaily) -> SessionPage:
    """Live now, published, without its room yet."""
    return live_session(is_recorded=True)


@pytest.fixture
def room(session: SessionPage) -> LiveRoom:
    make_due()
    sweep_rooms()
    return LiveRoom.objects.get()


@pytest.fixture
def told(daily: FakeDaily, client: Any) -> Callable[[], None]:
    """Deliver what Daily has to tell, and work on it."""
    daily.webhooks.send = lambda _url, body, headers: (
        client.post("/hooks/daily", body, content_type="application/json", headers=headers).status_code
    )
    daily.webhooks.create({"url": "https://x/hooks/daily", "eventTypes": KINDS, "hmac": HMAC})

    def deliver() -> None:
        daily.webhooks.deliver()
        for event in MediaEvent.objects.filter(handled_at=None):
            tasks.work_on_event(event.pk)

    return deliver


@pytest.fixture
def meeting(daily: FakeDaily, room: LiveRoom) -> Any:
    """Somebody is there to be recorded."""
    return inside(daily, seated(room, "speaker"))
