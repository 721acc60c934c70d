"""Shots: how many photos a guest may have in a gallery. The only code that changes `GuestSession.shots_used`.

One conditional statement, called last in the transaction that writes the photo's row (docs/locking.md).
"""

from __future__ import annotations

from django.db import connection
from django.db.models import F
from django.utils import timezone as clock

from gallery.errors import GuestDeactivated, UploadLimitReached
from gallery.models import GuestSession

TAKE = """
UPDATE gallery_guestsession guest SET shots_used = guest.shots_used + 1, last_active_at = now()
FROM gallery_gallery gallery
WHERE guest.id = %s AND gallery.id = guest.gallery_id AND guest.is_active
    AND guest.shots_used < gallery.max_uploads_per_guest
RETURNING guest.shots_used
"""


def take_shot(guest: GuestSession) -> int:
    """Take one; how many are used now. Raises UploadLimitReached, or GuestDeactivated."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [guest.pk])
        row = cursor.fetchone()
    if row is None:
        if not GuestSession.objects.active().filter(pk=guest.pk).exists():
            raise GuestDeactivated
        raise UploadLimitReached
    used: int = row[0]
    return used


def give_back_shot(guest_id: int) -> None:
    """Give one back; for whoever moves a photo out of the states that hold one, in the same transaction."""
    GuestSession.objects.filter(pk=guest_id, shots_used__gt=0).update(
        shots_used=F("shots_used") - 1, last_active_at=clock.now()
    )
