"""Signed addresses of the local store: what S3's signatures bind, bound by an HMAC of this installation.

The signature covers the method, the bucket, the key, everything in the query (the expiry, how it is to be answered,
which part of which upload) and, for what is sent, the headers that say its type, length and hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "gallery.storage.local"
# Where the views are mounted (cms/urls.py).
MOUNT = "/gallery-store/"
# What has to come with the bytes, as signed. Anything else would be another object.
WHOLE_HEADERS = ("content-type", "content-length", "x-amz-checksum-sha256", "if-none-match")
PART_HEADERS = ("content-length",)
LONGEST_QUERY = 2000


class Refused(Exception):
    """The store's answer to a request that it does not carry out, in S3's words."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as far as it is signed. The names of the headers are in lower case."""

    method: str
    bucket: str
    key: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def signature(self, secret: str) -> str:
        """Of this request, without the signature it may carry."""
        query = sorted((name, value) for name, value in self.query.items() if name != "signature")
        names = PART_HEADERS if "part" in self.query else WHOLE_HEADERS
        headers = [self.headers.get(name, "") for name in names] if self.method == "PUT" else []
        signed = json.dumps([self.method, self.bucket, self.key, query, headers])
        return salted_hmac(SALT, signed, secret=secret, algorithm="sha256").hexdigest()

    @property
    def length(self) -> int:
        """How many bytes were signed for."""
        return int(self.headers["content-length"])


def signed_url(asked: Asked) -> str:
    """The address of this request."""
    query = {**asked.query, "signature": asked.signature(settings.SECRET_KEY)}
    return f"{settings.BASE_URL}{MOUNT}{asked.bucket}/{asked.key}?{urlencode(query)}"


def query_of(text: str) -> dict[str, str]:
    """The query of an address. Raises Refused for one that this store never made."""
    if len(text) > LONGEST_QUERY:
        raise Refused(403, "SignatureDoesNotMatch")
    pairs = parse_qsl(text, keep_blank_values=True)
    query = dict(pairs)
    if len(query) != len(pairs):
        raise Refused(403, "SignatureDoesNotMatch")
    return query


def check(asked: Asked, *, now: datetime) -> None:
    """Whether this store signed exactly this request, and for now. Raises Refused."""
    given = asked.query.get("signature", "")
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(given, asked.signature(secret)) for secret in secrets):
        raise Refused(403, "SignatureDoesNotMatch")
    if int(asked.query["expires"]) <= now.timestamp():
        raise Refused(403, "AccessDenied")
