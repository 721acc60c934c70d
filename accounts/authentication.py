"""How an API call says who it is: `Authorization: Bearer foyer_…`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts.api_keys import PREFIX, Principal, authenticate


class ApiKeyAuth(HttpBearer):
    """For ninja's `auth=`: the operation finds the Principal in `request.auth`.

    A key that is not valid raises SignInRequired, which the API object answers in its error shape.
    """

    openapi_scheme = "bearer"

    def authenticate(self, request: HttpRequest, token: str) -> Principal:
        return authenticate(token)


def key_in(request: HttpRequest) -> str | None:
    """The text that claims to be one of our keys, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip().startswith(PREFIX) else None
