"""Both stores: each test of the contract runs with either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from gallery.storage import stores
from gallery.storage.config import S3Config
from gallery.storage.s3 import S3Store
from tests.fakes.s3 import ACCESS_KEY, SECRET_KEY, FakeS3
from tests.gallery.storage.stores import LONGEST, Bench, Clock, serving

MEMORY = "/dev/shm"  # noqa: S108 - each test has a folder of its own there


@pytest.fixture(scope="session")
def s3_service() -> Iterator[FakeS3]:
    with FakeS3() as fake:
        yield fake


@pytest.fixture
def s3(s3_service: FakeS3) -> Iterator[FakeS3]:
    s3_service.reset()
    yield s3_service
    s3_service.reset()


def config_for(s3: FakeS3) -> S3Config:
    return S3Config(s3.url, ACCESS_KEY, SECRET_KEY, "media", "zips")


@pytest.fixture(scope="session")
def store_server() -> Iterator[str]:
    """The whole application as uvicorn serves it."""
    from cms.asgi import application  # it sets the logging up anew

    with serving(application) as url:
        yield url


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=LONGEST) as client:
        yield client


@pytest.fixture
def disk() -> Iterator[Path]:
    """In memory where there is such a disk: every object waits for four writes to be on it."""
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as root:
        yield Path(root)


@pytest.fixture
def local(store_server: str, browser: httpx.Client, settings, disk: Path, db: None) -> Bench:
    """`db`: a 404 of Django's asks for redirects."""
    settings.BASE_URL, settings.PRIVATE_MEDIA_ROOT = store_server, str(disk)
    clock = Clock()
    store = stores.local_store("media")
    store.now = clock
    return Bench("local", store, clock, browser)


@pytest.fixture(scope="session")
def s3_store(s3_service: FakeS3) -> Iterator[S3Store]:
    """Making a client takes a quarter of a second."""
    store = S3Store(config_for(s3_service), "media", page=3)
    yield store
    store.client.close()


@pytest.fixture
def remote(s3: FakeS3, s3_store: S3Store, browser: httpx.Client) -> Bench:
    s3_store.now = Clock()
    return Bench("s3", s3_store, s3_store.now, browser)


@pytest.fixture(params=["local", "remote"])
def bench(request: pytest.FixtureRequest) -> Bench:
    found: Bench = request.getfixturevalue(request.param)
    return found
