"""Who is working in the admin."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def person_of(request: HttpRequest) -> User:
    """The signed-in person; Wagtail let nobody else in."""
    return cast("User", request.user)
