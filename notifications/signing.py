"""Signatures of outgoing webhooks: the Standard Webhooks scheme (v1, HMAC-SHA256).

A secret must be known to sign, so it cannot be hashed at rest. Instead of storing it, it is derived
from SECRET_KEY and a random nonce in the endpoint's row: a copy of the database alone signs nothing.
While SECRET_KEY_FALLBACKS names the former key, messages carry a signature of each, so receivers keep
verifying until their secret is renewed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

SALT = b"foyer.webhook-secret.v1"
PREFIX = "whsec_"


def new_nonce() -> str:
    """256 random bits that make an endpoint's secret its own."""
    return secrets.token_hex(32)


def signing_keys(nonce: str) -> list[bytes]:
    """The endpoint's 32-byte key under the current SECRET_KEY, then under each former one."""
    roots = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(hmac.digest(root.encode(), SALT, "sha256"), nonce.encode(), "sha256") for root in roots]


def secret_for(nonce: str) -> str:
    """The secret as its receiver is shown it: `whsec_` and base64."""
    return PREFIX + base64.b64encode(signing_keys(nonce)[0]).decode()


def signature(key: bytes, *, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC of `id.timestamp.body`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def signature_header(nonces: list[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature per valid key, separated by spaces: the receiver accepts any of them."""
    keys = [key for nonce in nonces for key in signing_keys(nonce)]
    return " ".join(signature(key, message_id=message_id, timestamp=timestamp, body=body) for key in keys)
