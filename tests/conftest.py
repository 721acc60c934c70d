"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from site_pages.actions import ensure_site_root
from site_pages.models import EventIndexPage
from tests.database import drop_database, make_database, use_database

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/e2e needs a browser; `make test` runs it apart."""
    for item in items:
        if "e2e" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated template for this process (tests/database.py)."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock():
        name = f"test_{connection.settings_dict['NAME']}_{worker}"
        make_database(name)
        use_database(name)
        # What transactional tests start from again: the root page, groups, content types.
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    yield
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test has an empty cache, and media of its own run."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _media(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path_factory.mktemp("private"))


@pytest.fixture
def event_index(db: None) -> EventIndexPage:
    """A site with its home page and an empty event list."""
    return ensure_site_root(hostname="localhost", port=80)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real schedules beside the checkout; skipped loudly where they are not."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"SKIPPED FOR LACK OF DATA: {SHARED_DATA} is not there")
    return SHARED_DATA
