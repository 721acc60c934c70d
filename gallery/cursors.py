"""Where a page of a list ends, as text that only this installation writes.

A cursor carries the place in the order, how many there are in all, and a digest of the list that it belongs to: one
of another gallery, order or filter is refused and not read as something else. The photo is named by its public id.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from gallery.sorting import Keys
from notifications.errors import InvalidInput

SALT = "gallery.cursor"
DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last thing of a page: its keys in the order, its public id; and the length of the whole list."""

    keys: Keys
    public_id: UUID
    total: int

    def write(self, digest: str) -> str:
        return signing.dumps([digest, self.total, self.public_id.hex, *self.keys], salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, digest: str) -> Self:
        """Raises InvalidInput, with the reason at `cursor`."""
        try:
            found, total, public_id, *keys = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError) as error:
            raise wrong_cursor(_("Not a cursor of this list.")) from error
        if found != digest:
            raise wrong_cursor(_("This cursor belongs to another list, order or filter. Begin without a cursor."))
        return cls(tuple(keys), UUID(public_id), total)


def digest_of(*facts: Any) -> str:
    """Equal for lists that are the same."""
    text = json.dumps(facts, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def wrong_cursor(message: str) -> InvalidInput:
    return InvalidInput(message, fields={"cursor": message})
