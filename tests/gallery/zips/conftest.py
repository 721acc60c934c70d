"""Both stores: making archives is tested with either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gallery.models import Gallery, GuestSession
from gallery.storage import stores
from gallery.storage.config import S3Config
from tests.fakes.s3 import ACCESS_KEY, SECRET_KEY, FakeS3
from tests.gallery.zips.photos import open_gallery, photo_with


@pytest.fixture(scope="session")
def s3_for_zips() -> Iterator[FakeS3]:
    with FakeS3() as fake:
        yield fake
        stores.s3_store.cache_clear()


@pytest.fixture
def local_stores(settings, tmp_path: Path) -> None:
    settings.GALLERY_STORAGE = None
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def s3_stores(settings, s3_for_zips: FakeS3) -> FakeS3:
    s3_for_zips.reset()
    settings.GALLERY_STORAGE = S3Config(s3_for_zips.url, ACCESS_KEY, SECRET_KEY, "media", "zips")
    return s3_for_zips


@pytest.fixture(params=["local_stores", "s3_stores"])
def both_stores(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


@pytest.fixture
def place(local_stores, db) -> tuple[Gallery, GuestSession]:
    """A gallery with one photo, and its guest."""
    gallery, guest = open_gallery()
    photo_with(guest, b"one")
    return gallery, guest
