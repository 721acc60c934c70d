"""How Django finds the person of a session. Nothing signs in with a password (spec 2)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User


class CodeBackend(ModelBackend):
    """Permissions as Django's own backend has them; user name and password open nothing, anywhere."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **credentials: Any) -> User | None:
        return None
