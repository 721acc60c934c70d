"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from site_pages.kept import shelf
from site_pages.models import EventIndexPage
from tests.database import drop_database, make_database, use_database
from tests.factories.site_pages import count_from_one, make_site_root
from tests.leaks import start_watching, watch
from tests.remembered import memory
from tests.reset import reset

LAST_REDIS_DATABASE = 15
SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"


def pytest_configure() -> None:
    """The leak watch begins before Django builds its middleware.

    Tests empty the cache. With Redis that is a whole database of it, so each process has one of its own.
    """
    start_watching()
    cache_settings = settings.CACHES["default"]
    if "redis" in cache_settings["BACKEND"].lower():
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        cache_settings["LOCATION"] = redis_database(cache_settings["LOCATION"], int(worker))


def redis_database(url: str, number: int) -> str:
    """The address of the database that lies so many behind the one named. A Redis server has sixteen, as it comes."""
    parts = urlsplit(url)
    first = int(parts.path.strip("/") or 0)
    if first + number > LAST_REDIS_DATABASE:
        raise pytest.UsageError(f"REDIS_URL names database {first}: too few are left for {number + 1} processes.")
    return urlunsplit(parts._replace(path=f"/{first + number}"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/e2e needs a browser; `make test` runs it apart."""
    for item in items:
        if "e2e" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated template for this process (tests/database.py), which keeps its rows (tests/reset.py)."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock():
        name = f"test_{connection.settings_dict['NAME']}_{worker}"
        make_database(name)
        use_database(name)
        reset.keep_rows()
        memory.watch_writes()
    yield
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test has an empty cache, nothing kept in the process, and media of its own run; it counts from one."""
    cache.clear()
    shelf.clear()
    memory.begin()
    count_from_one()


@pytest.fixture(autouse=True)
def _nothing_leaks() -> Iterator[None]:
    """Neither the log nor an answer told a secret or somebody's address (tests/leaks.py)."""
    watch.begin()
    yield
    assert watch.leaks == []


@pytest.fixture(scope="session", autouse=True)
def _media(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path_factory.mktemp("private"))


@pytest.fixture
def event_index(db: None) -> EventIndexPage:
    """A site with its home page and an empty event list."""
    return make_site_root()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real schedules beside the checkout; skipped loudly where they are not."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"SKIPPED FOR LACK OF DATA: {SHARED_DATA} is not there")
    return SHARED_DATA
