"""What both stores check before they sign or write: a mistake of ours fails the same way at either."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.utils.http import content_disposition_header

from gallery.storage.contract import Upload

# S3's: seven days for a signature, 5 MiB for every part but the last, 10,000 parts; R2 takes 4.995 GiB at once.
LONGEST = timedelta(days=7)
LEAST_PART, MOST_PARTS = 5 * 1024 * 1024, 10_000
MOST_BYTES = 4_995 * 1024 * 1024
PIECE = 1024 * 1024
CONTENT_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,60}")
SHA256 = re.compile(r"[0-9a-f]{64}")
# Control characters, which headers and file systems do not bear, and what separates folders.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
LONGEST_NAME = 150


def checked_upload(upload: Upload) -> Upload:
    """Raises ValueError for what no store would take, or what would break a header."""
    checked_type(upload.content_type)
    checked_size(upload.size)
    if not SHA256.fullmatch(upload.sha256):
        raise ValueError("not a SHA-256 in hexadecimal")
    return upload


def checked_type(content_type: str) -> str:
    """Raises ValueError."""
    if not CONTENT_TYPE.fullmatch(content_type):
        raise ValueError("not a content type")
    return content_type


def checked_size(size: int) -> int:
    """Raises ValueError; an empty object is nothing that anybody would send."""
    if not 1 <= size <= MOST_BYTES:
        raise ValueError("not a size that can be sent at once")
    return size


def checked_number(number: int) -> int:
    """Raises ValueError."""
    if not 1 <= number <= MOST_PARTS:
        raise ValueError("not the number of a part")
    return number


def checked_expiry(expires: timedelta) -> timedelta:
    """Raises ValueError."""
    if not timedelta(seconds=1) <= expires <= LONGEST:
        raise ValueError("a signature lasts from a second to seven days")
    return expires


def beginning_of(window: timedelta, *, now: datetime) -> datetime:
    """When the window began that this moment lies in. Raises ValueError.

    A signature made then lasts for two windows, so that no page is shown with addresses that end at once.
    """
    checked_expiry(2 * window)
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def kept_for(window: timedelta) -> str:
    """Cache-Control of a picture: this person's browser keeps it for the window; a key never changes its content."""
    return f"private, max-age={int(window.total_seconds())}, immutable"


def attachment(filename: str) -> str:
    """Content-Disposition that saves a file under this name, whatever somebody put into it (RFC 6266)."""
    name = UNSAFE.sub("_", filename).strip(". ")[:LONGEST_NAME]
    header = content_disposition_header(as_attachment=True, filename=name or "photo")
    assert header is not None
    return header


def unequal_parts(sizes: list[int]) -> str:
    """What R2 or S3 would refuse about parts of these sizes, in order; empty where they fit."""
    if not 1 <= len(sizes) <= MOST_PARTS:
        return "MalformedXML"
    if any(size < LEAST_PART for size in sizes[:-1]):
        return "EntityTooSmall"
    if len(set(sizes[:-1])) > 1 or sizes[-1] > sizes[0]:
        return "InvalidPart"
    return ""
