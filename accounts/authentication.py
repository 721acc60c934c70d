"""How an API call says who it is, and what it may do in an event.

`ApiKeyAuth` takes API keys only. `OrganizerAuth` is for the organizer API and takes, in this order, an
`Authorization: Bearer` (API key, access token or JWT of an outside provider), the organizer cookie that such a
JWT was exchanged for, and a signed-in session. With `auth=OrganizerAuth()` an operation finds a `Caller` in
`request.auth`:

    caller.user                                # whose rights count; also who is named in logs
    caller.may("write", event_id=event.pk)     # scopes: accounts.rules.SCOPE_ROLES, register_scope
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from accounts import api_keys, rules, tokens
from accounts.api_keys import PREFIX, Principal, authenticate
from accounts.models import AccessToken, User
from accounts.outside_jwt import person_of_jwt
from accounts.strong_factor import has_strong_factor
from notifications.errors import NotAllowed, NotFound, SignInRequired

ORGANIZER_COOKIE = "organizer_session"
ORGANIZER_PATH = "/api/organizer"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Caller(Protocol):
    """Who is calling the organizer API."""

    @property
    def user(self) -> User: ...

    def may(self, scope: str, *, event_id: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Person:
    """A person, by session, access token or outside sign-in: their role in the event decides.

    A platform administrator's power counts only in a session that has shown the second factor.
    """

    user: User
    is_strong: bool = False

    def may(self, scope: str, *, event_id: int) -> bool:
        """One query."""
        if self.is_strong and rules.is_platform_admin(self.user):
            return True
        return rules.has_scope(self.user, scope, event_id=event_id)


def require(caller: Caller, scope: str, *, event_id: int) -> None:
    """Raise NotFound unless the caller may: a missing right and a missing event look the same."""
    if not caller.may(scope, event_id=event_id):
        raise NotFound(_("There is no such event."))


class ApiKeyAuth(HttpBearer):
    """For ninja's `auth=`: the operation finds the Principal in `request.auth`.

    A key that is not valid raises SignInRequired, which the API object answers in its error shape.
    """

    openapi_scheme = "bearer"

    def authenticate(self, request: HttpRequest, token: str) -> Principal:
        return authenticate(token)


class OrganizerAuth(HttpBearer):
    """See the module. Raises SignInRequired, or NotAllowed for a change that another site may have sent."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Caller:
        if bearer := bearer_in(request):
            return self.authenticate(request, bearer)
        if cookie := request.COOKIES.get(ORGANIZER_COOKIE):
            check_origin(request)
            return Person(tokens.find_token(cookie, kind=AccessToken.Kind.ORGANIZER_COOKIE).user)
        return person_of_session(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        if token.startswith(api_keys.PREFIX):
            return authenticate(token)
        if token.startswith(tokens.PREFIX):
            return Person(tokens.find_token(token, kind=AccessToken.Kind.BEARER).user)
        return Person(person_of_jwt(token))


class PersonAuth(HttpBearer):
    """For what a person does about themselves: a session, or an access token. API keys are no person."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Person:
        if bearer := bearer_in(request):
            return self.authenticate(request, bearer)
        return person_of_session(request)

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        return Person(tokens.find_token(token, kind=AccessToken.Kind.BEARER).user)


def person_of_session(request: HttpRequest) -> Person:
    """Whoever is signed in here; a change has to carry the CSRF token."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise SignInRequired(_("Please sign in first."))
    if request.method not in SAFE_METHODS and check_csrf(request) is not None:
        raise NotAllowed(_("The request's origin could not be checked."), code="CSRF_FAILED")
    return Person(user, has_strong_factor(request))


def check_origin(request: HttpRequest) -> None:
    """Refuse a change that a page of another site may have sent: browsers name the page's origin."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Origin", "") not in own_origins():
        raise NotAllowed(_("The request's origin could not be checked."), code="CSRF_FAILED")


def from_own_pages(request: HttpRequest) -> bool:
    """For ninja's `auth=` where nobody is signed in yet: only JSON, which other sites cannot send without asking.

    And only from pages of this site, or from a program, which names no origin. Runs before the body is read.
    """
    origin = request.headers.get("Origin")
    is_foreign = origin is not None and origin not in {*own_origins(), f"{request.scheme}://{request.get_host()}"}
    if is_foreign or request.content_type != "application/json":
        raise NotAllowed(_("The request's origin could not be checked."), code="CSRF_FAILED")
    return True


def own_origins() -> set[str]:
    """This site, and those whose pages may use its API."""
    base = urlsplit(settings.BASE_URL)
    return {f"{base.scheme}://{base.netloc}", *settings.CSRF_TRUSTED_ORIGINS}


def bearer_in(request: HttpRequest) -> str:
    """What `Authorization: Bearer` carries, or nothing."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def key_in(request: HttpRequest) -> str | None:
    """The text that claims to be one of our keys, or None."""
    token = bearer_in(request)
    return token if token.startswith(PREFIX) else None
