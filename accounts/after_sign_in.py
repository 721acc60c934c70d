"""Where a person lands after signing in. An upper room may finish what they were doing, and say where that ends.

A room calls `register_after_sign_in` in its AppConfig.ready with a function `(request, user, return_to)` that
returns an address of this site, or None where the matter is not its own. The first answer counts.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from accounts.models import User

AfterSignIn = Callable[[HttpRequest, User, str], str | None]
HOME = "/account/"

_functions: list[AfterSignIn] = []


def register_after_sign_in(function: AfterSignIn) -> AfterSignIn:
    """Ask this function after every sign-in; also usable as a decorator."""
    if function not in _functions:
        _functions.append(function)
    return function


def unregister_after_sign_in(function: AfterSignIn) -> None:
    """Ask it no more (tests)."""
    _functions.remove(function)


def destination_of(request: HttpRequest, user: User, *, return_to: str) -> str:
    """The address to go to. `return_to` has passed accounts.return_to already."""
    for function in _functions:
        found = function(request, user, return_to)
        if found:
            return found
    return return_to or HOME
