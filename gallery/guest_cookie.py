"""The cookie that makes a browser a guest of one gallery: set by the server, unreadable for scripts, kept as a hash.

It carries a MAC of itself, so that limits can count by guest without asking the database: a hall full of guests has
one address. It is sent to the addresses of its own gallery alone.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

from accounts.macs import mac, macs

if TYPE_CHECKING:
    from gallery.models import Gallery

NAME = "gallery_guest"
PREFIX = "/api/guest/events/"
MAX_AGE = 60 * 60 * 24 * 365
PURPOSE = "gallery-guest"


def new_token() -> str:
    """192 random bits and their MAC."""
    secret = secrets.token_urlsafe(24)
    return f"{secret}.{mac(PURPOSE, secret)[:32]}"


def token_hash(token: str) -> str:
    """What the database keeps; the token has enough bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_in(request: HttpRequest) -> str:
    """The cookie's token where its MAC is ours, else nothing. No query."""
    token = request.COOKIES.get(NAME, "")
    secret, _dot, tag = token.partition(".")
    return token if len(tag) == 32 and is_ours(secret, tag) else ""


def is_ours(secret: str, tag: str) -> bool:
    return any(secrets.compare_digest(one[:32], tag) for one in macs(PURPOSE, secret))


def set_cookie(response: HttpResponse, gallery: Gallery, token: str) -> None:
    response.set_cookie(
        NAME,
        token,
        max_age=MAX_AGE,
        # Without a slash at its end: the first thing a phone asks for is the gallery itself.
        path=iri_to_uri(f"{PREFIX}{gallery.slug}"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
