"""A gallery that is open, and small pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from gallery.models import Gallery
from tests.factories.gallery import gallery_for
from tests.gallery.guests.phone import Phone


@pytest.fixture
def gallery(db: None) -> Gallery:
    return gallery_for(name="Harbour party", max_guests=3, max_uploads_per_guest=2)


@pytest.fixture
def phone(gallery: Gallery) -> Phone:
    found = Phone(gallery)
    found.join()
    return found


@pytest.fixture
def picture() -> Callable[..., bytes]:
    return jpeg


def jpeg(colour: str = "teal", *, kind: str = "JPEG") -> bytes:
    """Different colours are different bytes."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, kind)
    return file.getvalue()
