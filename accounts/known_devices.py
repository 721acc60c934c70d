"""Whether somebody signed in from this browser before: decides about the "new device" mail and nothing else.

A signed cookie remembers the last five people of a browser by MACs, for a year; no table is needed.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.macs import mac
from accounts.models import User

SALT = "foyer.known-device"
YEAR = 365 * 24 * 3600
MOST_PEOPLE = 5


def people_of(request: HttpRequest) -> list[str]:
    """MACs of those who signed in here, the latest first."""
    try:
        text = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, default="", salt=SALT, max_age=YEAR)
    except BadSignature:
        return []
    return [mark for mark in (text or "").split(".") if mark]


def mark_of(user: User) -> str:
    return mac("device", str(user.pk))[:16]


def is_known(request: HttpRequest, user: User) -> bool:
    return mark_of(user) in people_of(request)


def remember(response: HttpResponseBase, *, request: HttpRequest, user: User) -> None:
    """Set the cookie that knows this person next time."""
    mark = mark_of(user)
    others = [known for known in people_of(request) if known != mark]
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join([mark, *others][:MOST_PEOPLE]),
        salt=SALT,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
