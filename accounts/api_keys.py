"""API keys: making, revoking and recognising them.

A key is `foyer_`, 256 random bits and a checksum in base 62: the prefix lets secret scanners find leaked keys,
the checksum refuses typing errors without a query. Kept is only an HMAC under a key derived from SECRET_KEY;
SECRET_KEY_FALLBACKS keeps older ones valid, and using such a key stores it under the current one.
"""

from __future__ import annotations

import hmac
import secrets
import string
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import APIKey, User
from notifications.errors import InvalidInput, NotAllowed, SignInRequired

PREFIX = "foyer_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH, CHECKSUM_LENGTH = 43, 6  # base-62 digits of 256 and of 32 bits
LENGTH = len(PREFIX) + RANDOM_LENGTH + CHECKSUM_LENGTH
SALT = b"foyer.api-key.v1"
USED_GRAIN = timedelta(seconds=60)
LONGEST_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a valid key speaks for, and how far."""

    key: APIKey
    user: User
    event_ids: frozenset[int]

    def may(self, scope: str, *, event_id: int) -> bool:
        """The key has the scope and covers the event, and its creator still owns the event. One query."""
        if scope not in self.key.scopes or (self.event_ids and event_id not in self.event_ids):
            return False
        return rules.can_own(self.user, event_id)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only moment at which `raw` is known."""

    key: APIKey
    raw: str


def create_api_key(
    owner: User, *, name: str, scopes: Sequence[str], event_ids: Sequence[int], expires_at: datetime
) -> NewKey:
    """Make a key for events that `owner` owns; none given means all of them, also later ones.

    Raises InvalidInput with the fields at fault, NotAllowed for an event of somebody else.
    """
    check_new_key(name=name, scopes=scopes, expires_at=expires_at)
    if not all(rules.can_own(owner, event_id) for event_id in event_ids):
        raise NotAllowed(_("Only an event's owner makes keys for it."))
    raw = new_raw_key()
    with transaction.atomic():
        key = APIKey.objects.create(
            name=name.strip(),
            created_by=owner,
            key_hash=key_hashes(raw)[0],
            hint=raw[: len(PREFIX) + 4],
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        key.events.set(event_ids)
    return NewKey(key, raw)


def check_new_key(*, name: str, scopes: Sequence[str], expires_at: datetime) -> None:
    """Raise InvalidInput with every field that does not fit."""
    fields = {}
    if not 0 < len(name.strip()) <= 100:
        fields["name"] = _("Give the key a name of at most 100 characters.")
    if not scopes or not set(scopes) <= set(APIKey.Scope.values):
        fields["scopes"] = _("Choose what the key may do.")
    now = clock.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        fields["expires_at"] = _("A key expires in the future, within a year.")
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)


def revoke_api_key(key: APIKey) -> None:
    """End a key now. Doing it again changes nothing."""
    APIKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now())
    key.refresh_from_db(fields=["revoked_at"])


def authenticate(raw: str) -> Principal:
    """Whom the key speaks for. Raises SignInRequired, without saying why, for any key that is not valid now."""
    key = find_key(raw)
    if key is None:
        raise SignInRequired(_("This key is not valid."))
    record_use(key, raw)
    return Principal(key, key.created_by, frozenset(event.pk for event in key.events.all()))


def find_key(raw: str) -> APIKey | None:
    """The usable key, in two queries; none at all for text that cannot be a key."""
    if not is_well_formed(raw):
        return None
    keys = APIKey.objects.usable(clock.now()).filter(key_hash__in=key_hashes(raw))
    return keys.select_related("created_by").prefetch_related("events").first()


def record_use(key: APIKey, raw: str) -> None:
    """Note the use, once a minute at most, and move the hash to the current SECRET_KEY."""
    now, current = clock.now(), key_hashes(raw)[0]
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_GRAIN) | ~Q(key_hash=current)
    APIKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, key_hash=current)


def new_raw_key() -> str:
    """A fresh key as its holder sees it."""
    body = PREFIX + base62(secrets.randbits(256), RANDOM_LENGTH)
    return body + checksum(body)


def is_well_formed(raw: str) -> bool:
    """Prefix, length and checksum are right."""
    if len(raw) != LENGTH or not raw.isascii() or not raw.startswith(PREFIX):
        return False
    return hmac.compare_digest(checksum(raw[:-CHECKSUM_LENGTH]), raw[-CHECKSUM_LENGTH:])


def checksum(body: str) -> str:
    return base62(zlib.crc32(body.encode()), CHECKSUM_LENGTH)


def base62(number: int, width: int) -> str:
    """The number in base 62, filled with zeros on the left."""
    digits = []
    for _position in range(width):
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def key_hashes(raw: str) -> list[str]:
    """The key's HMAC under the current SECRET_KEY, then under each former one."""
    roots = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(hmac.digest(root.encode(), SALT, "sha256"), raw.encode(), "sha256").hex() for root in roots]
