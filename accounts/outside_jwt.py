"""JWTs of an outside identity provider (Supabase Auth and its like), for the organizer API (spec 2).

Accepted are only the algorithms that the configuration implies: HS256 with a shared secret, RS256 and ES256 with
published keys. The address in the token must be one that the provider verified; it finds an account that is
there already and makes none.
"""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.addresses import read_email
from accounts.models import User
from accounts.selectors import person_at
from notifications.errors import InvalidInput, SignInRequired

log = structlog.get_logger("foyer.outside_jwt")

KEYS_CACHE, ASKED_CACHE = "outside-jwt-keys", "outside-jwt-asked"
KEEP_KEYS, ASK_AGAIN_AFTER = 600, 30  # seconds
LEEWAY, TIMEOUT = 30, 5.0  # seconds
LARGEST_TOKEN = 8192
ASYMMETRIC = ["RS256", "ES256"]


def is_configured() -> bool:
    return bool(settings.OUTSIDE_JWT_ISSUER and (settings.OUTSIDE_JWT_SECRET or settings.OUTSIDE_JWT_JWKS_URL))


def looks_like_jwt(raw: str) -> bool:
    return raw.count(".") == 2 and len(raw) <= LARGEST_TOKEN


def person_of_jwt(raw: str) -> User:
    """Whose token this is. Raises SignInRequired, without saying why, for any that is not valid here and now."""
    if not is_configured() or not looks_like_jwt(raw):
        raise refused()
    try:
        claims = read_claims(raw)
    except (jwt.PyJWTError, httpx.HTTPError, ValueError, KeyError) as error:
        log.info("outside_token_refused", error=type(error).__name__)
        raise refused() from None
    person = person_named(claims)
    if person is None or not person.is_active:
        raise refused()
    return person


def read_claims(raw: str) -> dict[str, Any]:
    """The claims of a token whose signature, issuer, audience and times are right."""
    if settings.OUTSIDE_JWT_SECRET:
        key, algorithms = settings.OUTSIDE_JWT_SECRET, ["HS256"]
    else:
        key, algorithms = signing_key(jwt.get_unverified_header(raw)["kid"]), ASYMMETRIC
    claims: dict[str, Any] = jwt.decode(
        raw,
        key,
        algorithms=algorithms,
        audience=settings.OUTSIDE_JWT_AUDIENCE,
        issuer=settings.OUTSIDE_JWT_ISSUER,
        leeway=LEEWAY,
        options={"require": ["exp", "iss", "aud", "sub"]},
    )
    return claims


def signing_key(kid: str) -> Any:
    """The provider's key of that id. An unknown one makes us ask again, every half minute at most."""
    keys = cache.get(KEYS_CACHE)
    if keys is None or (kid not in {key.get("kid") for key in keys} and cache.add(ASKED_CACHE, 1, ASK_AGAIN_AFTER)):
        keys = fetch_keys()
        cache.set(KEYS_CACHE, keys, KEEP_KEYS)
    found = next(key for key in [*keys, {}] if not key or key.get("kid") == kid)
    return jwt.PyJWK(found).key


def fetch_keys() -> list[dict[str, Any]]:
    answer = httpx.get(settings.OUTSIDE_JWT_JWKS_URL, timeout=TIMEOUT, follow_redirects=False)
    answer.raise_for_status()
    keys: list[dict[str, Any]] = answer.json()["keys"]
    return keys


def person_named(claims: dict[str, Any]) -> User | None:
    """The account of the token's address; none for anonymous visitors and service tokens of the provider."""
    is_person = claims.get("role", "authenticated") == "authenticated" and not claims.get("is_anonymous", False)
    if not is_person or claims.get("email_verified", True) is not True:
        return None
    try:
        return person_at(read_email(str(claims.get("email", ""))))
    except InvalidInput:
        return None


def refused() -> SignInRequired:
    return SignInRequired(_("This token is not valid."))
