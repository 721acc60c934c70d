"""Redis goes away: pages are computed instead, work waits in its tables, and all is as before once it is back."""

import time
from collections.abc import Iterator

import pytest
from celery import Celery
from django.core.cache import cache
from django.test import Client

from cms import environment, redis_cache
from notifications.work import hand_to_worker
from tests.factories.ticketing import CategoryFactory
from tests.fakes.fault_proxy import FaultProxy, Mode
from tests.fakes.redis_server import running_redis
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.failure, pytest.mark.django_db(transaction=True)]
FAULTS = [(Mode.RESET, 0), (Mode.STALL, 0), (Mode.TRUNCATE, 0), (Mode.DELAY, 3)]
LONGEST_SECONDS = 30
OWN_DATABASE = 15


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running_redis(tmp_path_factory.mktemp("redis")) as port:
        yield port


@pytest.fixture
def line(redis_port: int, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    """Cache and broker as REDIS_URL sets them up, through the proxy."""
    monkeypatch.setattr(redis_cache, "PAUSE_SECONDS", 0.2)
    with FaultProxy(("127.0.0.1", redis_port)) as proxy:
        monkeypatch.setattr(environment, "REDIS_URL", f"redis://127.0.0.1:{proxy.port}/{OWN_DATABASE}")
        settings.CACHES = environment.caches()
        cache.clear()
        yield proxy
        proxy.set(Mode.PASS)
        time.sleep(redis_cache.PAUSE_SECONDS)
        cache.clear()
        cache.close()


@pytest.mark.parametrize(("mode", "seconds"), FAULTS)
def test_pages_and_orders_do_without_the_cache(line: FaultProxy, mode: Mode, seconds: float):
    category = CategoryFactory(quantity=5)
    slug = category.event.slug
    body = {
        "event": slug,
        "lines": [{"category": str(category.public_id), "quantity": 1}],
        "buyer": {"name": "Ada", "email": "ada@example.org"},
    }

    def answers() -> list[int]:
        visitor = Client()
        reads = (
            "/",
            f"/events/{slug}/",
            f"/events/{slug}/tickets/",
            f"/api/events/{slug}",
            f"/api/events/{slug}/tickets",
        )
        found = [visitor.get(address).status_code for address in reads]
        return [*found, visitor.post("/api/orders", body, content_type="application/json").status_code]

    usual = [200] * 5 + [201]
    assert answers() == usual
    cache.set("kept", "before", 60)

    line.set(mode, seconds=seconds)
    assert all_at_once([answers], timeout=LONGEST_SECONDS) == [usual]
    assert (cache.get("kept"), cache.add("new", 1), cache.get_many(["kept"])) == (None, True, {})
    line.set(Mode.PASS)

    time.sleep(redis_cache.PAUSE_SECONDS)
    assert (answers(), cache.get("kept")) == (usual, "before")


@pytest.mark.parametrize(("mode", "seconds"), [fault for fault in FAULTS if fault[0] is not Mode.DELAY])
def test_request_does_not_wait_for_the_broker(line: FaultProxy, mode: Mode, seconds: float):
    """What is handed over stands in a table besides; the scheduler's next run finds it."""
    app = Celery("apart", broker=environment.REDIS_URL, set_as_current=False)
    app.conf.broker_transport_options = environment.REDIS_BROKER_OPTIONS
    app.conf.task_ignore_result = True

    @app.task(name="apart.nothing")
    def task() -> None:
        """Nobody runs it."""

    assert hand_to_worker(task, expires=60) is True

    line.set(mode, seconds=seconds)
    assert all_at_once([lambda: hand_to_worker(task, expires=60)], timeout=LONGEST_SECONDS) == [False]
    line.set(Mode.PASS)

    assert hand_to_worker(task, expires=60) is True
    app.control.purge()
    app.close()
