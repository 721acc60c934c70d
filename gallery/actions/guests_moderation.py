"""Closing a gallery for one guest's device, and opening it again (spec 5). Their photos stay."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from gallery.guest_list import with_uploads
from gallery.models import Gallery, GuestSession
from notifications.errors import NotFound


def deactivate(gallery: Gallery, guest_id: UUID) -> GuestSession:
    """From now on this device is refused, in the middle of an upload too. Twice is once. Raises NotFound."""
    return set_active(gallery, guest_id, is_active=False)


def reactivate(gallery: Gallery, guest_id: UUID) -> GuestSession:
    """The device may go on as before. Twice is once. Raises NotFound."""
    return set_active(gallery, guest_id, is_active=True)


def set_active(gallery: Gallery, guest_id: UUID, *, is_active: bool) -> GuestSession:
    """The guest as it is then, with `uploads`."""
    named = GuestSession.objects.filter(gallery=gallery, public_id=guest_id)
    named.exclude(is_active=is_active).update(is_active=is_active)
    guest = with_uploads(named).first()
    if guest is None:
        raise NotFound(_("There is no such guest."))
    return guest
