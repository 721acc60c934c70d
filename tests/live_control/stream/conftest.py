"""A session that is on, and servers that carry its stream, by both ways in which processes tell each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from live_control import bus
from site_pages.models import SessionPage
from tests.factories.live import live_session, room_for
from tests.fakes.fault_proxy import FaultProxy, Mode
from tests.fakes.redis_server import running_redis
from tests.live_control.stream.served import Served, server

OWN_DATABASE = 14


@pytest.fixture
def session(transactional_db: None) -> SessionPage:
    """`transactional_db`: other threads see it."""
    found: SessionPage = live_session()
    room_for(found)
    return found


@pytest.fixture
def served() -> Iterator[Served]:
    """One process, by LISTEN and NOTIFY."""
    with server() as running:
        yield running


@pytest.fixture
def redis_line(settings, tmp_path: Path) -> Iterator[FaultProxy]:
    """A line to Redis that can be broken; the bus goes through it."""
    with running_redis(tmp_path) as port, FaultProxy(("127.0.0.1", port)) as proxy:
        settings.LIVE_BUS_URL = f"redis://127.0.0.1:{proxy.port}/{OWN_DATABASE}"
        bus.redis_client.cache_clear()
        yield proxy
        proxy.set(Mode.PASS)
        bus.redis_client().close()
        bus.redis_client.cache_clear()


@pytest.fixture(params=["postgres", "redis"])
def two(request: pytest.FixtureRequest) -> Iterator[tuple[Served, Served]]:
    """Two processes of one site."""
    if request.param == "redis":
        request.getfixturevalue("redis_line")
    with server() as one, server() as other:
        yield one, other
