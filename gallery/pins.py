"""PINs of galleries: four digits, kept as an HMAC under a key that the database does not hold.

Ten thousand values are tried in no time, so any hash of them without a key says what they are; what stops guessing at
the door is counted in gallery/limits.py. The gallery's id is part of what is hashed: equal PINs do not look equal.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.errors import InvalidInput

if TYPE_CHECKING:
    from gallery.models import Gallery

SALT = b"foyer.gallery-pin.v1"
# Not str.isdigit, which knows the digits of every script.
FOUR_DIGITS = re.compile(r"[0-9]{4}")


def pin_hash(gallery_id: UUID, pin: str) -> str:
    """What is kept of a PIN; empty for an empty one. Raises InvalidInput (`pin`) unless it has exactly four digits."""
    if not pin:
        return ""
    if not FOUR_DIGITS.fullmatch(pin):
        text = _("A PIN has exactly four digits.")
        raise InvalidInput(text, fields={"pin": text})
    return _digests(gallery_id, pin)[0]


def is_pin_of(gallery: Gallery, given: str) -> bool:
    """Whether this opens the gallery; anything does where it has no PIN. In constant time, whatever was given.

    Also under a former SECRET_KEY (SECRET_KEY_FALLBACKS).
    """
    matches = [hmac.compare_digest(gallery.pin_hash, one) for one in _digests(gallery.public_id, given)]
    return not gallery.pin_hash or any(matches)


def _digests(gallery_id: UUID, pin: str) -> list[str]:
    """Under the current key, then under each former one."""
    roots = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    message = f"{gallery_id}|{pin}".encode(errors="replace")
    return [hmac.digest(hmac.digest(root.encode(), SALT, "sha256"), message, "sha256").hex() for root in roots]
