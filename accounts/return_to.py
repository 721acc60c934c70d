"""Where somebody goes after signing in: pages of this site only, and only such as are safe to open by GET.

Rules of research/identity-security, section 3, "returnTo"; the corpus is in tests/accounts/test_return_to.py.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 512
# Backslashes and control characters, also encoded; encoded slashes and dots, which some proxies resolve.
TRICKS = re.compile(r"[\\\x00-\x20\x7f-\x9f\u2028\u2029]|%(?:[01][0-9a-f]|20|2e|2f|5c|7f|25)", re.IGNORECASE)
# API and admin are no pages of a visitor; signing in or out again is no destination.
REFUSED = ("/api/", "/cms/", "/auth/", "/dev/", "/static/", "/media/", "/documents/")


def safe_return_to(raw: str | None) -> str:
    """The path to follow, or "" where it is none of ours, or nothing that a GET may safely open."""
    path = (raw or "").strip(" ")
    if not path or len(path) > LONGEST or not path.startswith("/") or path.startswith("//"):
        return ""
    parts = urlsplit(path)
    if TRICKS.search(parts.path) or TRICKS.search(unquote(parts.path)) or has_control(path):
        return ""
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or parts.scheme or parts.netloc:
        return ""
    return path if is_normal(parts.path) and is_page(parts.path) else ""


def has_control(text: str) -> bool:
    """A control character or backslash anywhere, the query included."""
    return bool(re.search(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029]", text))


def is_normal(path: str) -> bool:
    """Without empty, `.` or `..` segments: what it says is what it opens."""
    plain = unquote(path)
    normal = posixpath.normpath(plain)
    return plain in {normal, normal.rstrip("/") + "/"}


def is_page(path: str) -> bool:
    """An address that the site answers and that is for visitors."""
    if f"{path}/".startswith(REFUSED):
        return False
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True
