"""Keyed hashes of what signs people in. The keys are outside the database (research/identity-security, section 3).

A million codes are tried in seconds, so an unkeyed hash of six digits protects nothing; under a key that a copy
of the database does not hold, it does. SIGN_IN_KEYS names the keys, the current one first; unset, they are
derived from SECRET_KEY and SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import hmac
import secrets

from django.conf import settings

SALT = b"foyer.sign-in.v1"


def mac_keys() -> list[bytes]:
    """The current key, then the former ones that still verify."""
    roots = settings.SIGN_IN_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(root.encode(), SALT, "sha256") for root in roots]


def macs(purpose: str, *parts: str) -> list[str]:
    """The MAC of these parts under each key, the current one first. Parts are kept apart by their lengths."""
    message = "|".join([purpose, *(f"{len(part)}:{part}" for part in parts)]).encode()
    return [hmac.digest(key, message, "sha256").hex() for key in mac_keys()]


def mac(purpose: str, *parts: str) -> str:
    """The MAC under the current key."""
    return macs(purpose, *parts)[0]


def is_mac_of(stored: str, purpose: str, *parts: str) -> bool:
    """Compare in constant time with the MAC under every key; all are always computed."""
    return sum(hmac.compare_digest(stored, candidate) for candidate in macs(purpose, *parts)) > 0


def address_key(kind: str, value: str) -> str:
    """Names an address in counters and logs without naming it."""
    return mac("address", kind, value)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**6):06d}"


def new_link_token() -> str:
    """128 random bits for an address."""
    return secrets.token_urlsafe(16)
