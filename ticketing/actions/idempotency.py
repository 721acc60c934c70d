"""Requests that carry an `Idempotency-Key`: the same one twice is done once and answered alike.

The key is a row of the work's own transaction, written first: either both stand or neither. Of two at once the second
waits at the unique constraint until the first has ended, then finds its answer, or, where the first was refused, does
the work itself. A process that dies leaves nothing behind. Refusals are not kept; the key can be used again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import Conflict, InvalidInput
from ticketing.models import IdempotentRequest

KEPT = timedelta(days=1)
LONGEST_KEY = 255
Json = dict[str, Any]
INSERT = """
INSERT INTO ticketing_idempotentrequest (scope, key, fingerprint, answer, created_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
# Written out: a crowd at a sold-out shop asks for little else.
FIND = "SELECT fingerprint, answer FROM ticketing_idempotentrequest WHERE scope = %s AND key = %s"


class KeyReused(InvalidInput):
    """The key belongs to another request."""

    code = "IDEMPOTENCY_KEY_REUSED"
    status = 422


class DoneBefore(Conflict):
    """Something was done under this key already; `stored_answer` tells what."""

    code = "DONE_BEFORE"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its caller sent it, with whose it is and what was asked."""

    scope: str
    key: str
    body: bytes

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def read_key(scope: str, key: str, body: bytes) -> Key | None:
    """The key that a caller sent, None where there is none. Raises InvalidInput for one that is no key."""
    if not key.isprintable() or len(key) > LONGEST_KEY:
        raise InvalidInput(_("The Idempotency-Key is too long or not text."))
    return Key(scope, key, body) if key else None


def remember(key: Key, answer: Json) -> None:
    """Take the key for what this transaction does, with what tells about it later. Raises DoneBefore.

    One query. Call it before what must not be done twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [key.scope, key.key, key.fingerprint, json.dumps(answer), clock.now()])
        if cursor.fetchone() is None:
            raise DoneBefore(_("This was done before."))


def stored_answer(key: Key) -> Json | None:
    """What this very request did before, if anything. One query. Raises KeyReused."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [key.scope, key.key])
        row = cursor.fetchone()
    if row is None:
        return None
    if row[0] != key.fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another request."))
    return dict(json.loads(row[1]))


def forget_old_requests() -> int:
    """Forget answers of more than a day ago; returns how many."""
    return IdempotentRequest.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
