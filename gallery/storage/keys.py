"""What objects are called. Everything of a gallery lies below its id; nothing a guest typed is part of a key."""

from __future__ import annotations

import re
from uuid import UUID

PATTERN = re.compile(
    r"galleries/[0-9a-f-]{36}/"
    r"(?:(?:incoming|originals)/[0-9a-f-]{36}|(?:thumbs|previews)/[0-9a-f-]{36}-\d{1,4}\.webp|zips/[0-9a-f-]{36}-\d{4}\.zip)"
)

PREFIX = re.compile(r"galleries/(?:[0-9a-f-]{1,36}|[0-9a-f-]{36}/(?:[a-z]{1,9}|[a-z]{1,9}/[0-9a-f.a-z-]{0,46})?)?")


def checked(key: str) -> str:
    """The key, if it is one of ours. Raises ValueError."""
    if not PATTERN.fullmatch(key):
        raise ValueError("not a key of a gallery")
    return key


def checked_prefix(prefix: str) -> str:
    """The prefix, if keys of ours can begin with it. Raises ValueError."""
    if not PREFIX.fullmatch(prefix) or ".." in prefix:
        raise ValueError("not the beginning of a key of a gallery")
    return prefix


def gallery_prefix(gallery: UUID) -> str:
    return f"galleries/{gallery}/"


def incoming(gallery: UUID, media: UUID) -> str:
    """Where a guest's browser may write, once."""
    return f"galleries/{gallery}/incoming/{media}"


def original(gallery: UUID, media: UUID) -> str:
    """What is kept: nothing outside can write here."""
    return f"galleries/{gallery}/originals/{media}"


def thumbnail(gallery: UUID, media: UUID, *, recipe: int) -> str:
    return f"galleries/{gallery}/thumbs/{media}-{recipe}.webp"


def preview(gallery: UUID, media: UUID, *, recipe: int) -> str:
    return f"galleries/{gallery}/previews/{media}-{recipe}.webp"


def archive(gallery: UUID, job: UUID, *, number: int) -> str:
    """In the bucket of the ZIPs."""
    return f"galleries/{gallery}/zips/{job}-{number:04d}.zip"
