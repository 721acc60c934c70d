"""What all tests share."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from site_pages.actions import ensure_site_root
from site_pages.models import EventIndexPage

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/e2e needs a browser; `make test` runs it apart."""
    for item in items:
        if "e2e" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.e2e)


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
