"""Ground for tests of what happens in a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from live_control.models import LiveBoard, LiveRoom, Participant
from site_pages.models import SessionPage
from tests.factories.live import live_session, person_in, room_for

Marks = Callable[[], int]


@pytest.fixture
def session() -> SessionPage:
    return live_session()


@pytest.fixture
def room(session: SessionPage) -> LiveRoom:
    return room_for(session)


@pytest.fixture
def grace(session: SessionPage, room: LiveRoom) -> Participant:
    return person_in(session, "Grace")


@pytest.fixture
def marks(session: SessionPage) -> Marks:
    """How often the session's board was marked."""
    LiveBoard.objects.get_or_create(session=session, defaults={"marked": 0})

    def count() -> int:
        return LiveBoard.objects.get(session=session).marked

    return count
