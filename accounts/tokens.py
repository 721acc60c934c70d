"""Access tokens: what a client without cookies holds after signing in, and what an outside sign-in becomes.

Made like API keys (accounts/api_keys.py): 256 random bits with a checksum, kept as an HMAC. The prefix differs,
since a token is its person, with all their rights, for a month at most.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.api_keys import CHECKSUM_LENGTH, RANDOM_LENGTH, base62, checksum
from accounts.macs import mac, macs
from accounts.models import AccessToken
from notifications.errors import SignInRequired

PREFIX = "foyert_"
LENGTH = len(PREFIX) + RANDOM_LENGTH + CHECKSUM_LENGTH
USED_GRAIN = timedelta(minutes=1)


def issue_token(token: AccessToken) -> str:
    """Store this token with a fresh secret and return the secret, which is known only now."""
    body = PREFIX + base62(secrets.randbits(256), RANDOM_LENGTH)
    raw = body + checksum(body)
    token.token_hash = mac("access-token", raw)
    if token.expires_at is None:
        token.expires_at = clock.now() + timedelta(days=settings.ACCESS_TOKEN_DAYS)
    token.save()
    return raw


def find_token(raw: str, *, kind: str) -> AccessToken:
    """The usable token of this kind, with its user. Raises SignInRequired without saying why. Two queries at most."""
    token = None
    if is_well_formed(raw):
        usable = AccessToken.objects.usable(clock.now()).select_related("user")
        token = usable.filter(token_hash__in=macs("access-token", raw), kind=kind).first()
    if token is None:
        raise SignInRequired(_("This token is not valid."))
    if token.last_used_at < clock.now() - USED_GRAIN:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=clock.now())
    return token


def is_well_formed(raw: str) -> bool:
    """Prefix, length and checksum are right; typing errors cost no query."""
    if len(raw) != LENGTH or not raw.isascii() or not raw.startswith(PREFIX):
        return False
    return hmac.compare_digest(checksum(raw[:-CHECKSUM_LENGTH]), raw[-CHECKSUM_LENGTH:])
