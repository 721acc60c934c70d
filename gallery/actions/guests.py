"""Guests come in, and say how they are called."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone as clock

from gallery import guest_cookie
from gallery.choices import GalleryStatus
from gallery.errors import GalleryNotOpen, GuestDeactivated, GuestLimitReached, WrongPin
from gallery.lifecycle import status_of
from gallery.limits import charge_join, count_wrong_pin, refuse_guessing
from gallery.models import Gallery, GuestSession, Media
from gallery.names import clean_name
from gallery.pins import is_pin_of


@dataclass(frozen=True, slots=True)
class Joined:
    """A guest; `token` is for their cookie and empty where they had one."""

    guest: GuestSession
    token: str = ""


def join_gallery(slug: str, *, pin: str, display_name: str | None, token: str, network: str) -> Joined:
    """Make this browser a guest of the gallery; one that is a guest already stays the same one.

    Raises WrongPin (an unknown address looks the same), GalleryNotOpen, GuestLimitReached, GuestDeactivated,
    TooManyRequests, InvalidInput with the field `display_name`.
    """
    name = None if display_name is None else clean_name(display_name)
    gallery = Gallery.objects.filter(slug=slug).first()
    known = known_guest(gallery, token) if gallery else None
    if known is not None:
        if not known.is_active:
            raise GuestDeactivated
        return Joined(rename_guest(known, name) if name else known)
    refuse_guessing(slug, network=network)
    if gallery is None or not is_pin_of(gallery, pin):
        if pin:
            count_wrong_pin(slug, network=network)
        raise WrongPin
    status = status_of(gallery, now=clock.now())
    if status != GalleryStatus.ACTIVE:
        raise GalleryNotOpen(gallery, status)
    return admit(gallery, name=name or "", network=network)


def known_guest(gallery: Gallery, token: str) -> GuestSession | None:
    """The guest whose cookie this is, in this gallery. One query."""
    if not token:
        return None
    return gallery.guests.filter(token_hash=guest_cookie.token_hash(token)).first()


def admit(gallery: Gallery, *, name: str, network: str) -> Joined:
    """Count one more guest and write them down, or neither (docs/locking.md)."""
    token = guest_cookie.new_token()
    with transaction.atomic():
        guest = GuestSession.objects.create(
            gallery=gallery, display_name=name, token_hash=guest_cookie.token_hash(token)
        )
        room = Gallery.objects.filter(pk=gallery.pk, guests_used__lt=F("max_guests"))
        if not room.update(guests_used=F("guests_used") + 1):
            raise GuestLimitReached
        charge_join(network=network)
    return Joined(guest, token)


def rename_guest(guest: GuestSession, name: str) -> GuestSession:
    """The guest is called this from now on, under all their photos, too. Empty: no name.

    Photos before their guest, as everywhere (docs/locking.md): somebody may take one back meanwhile.
    """
    with transaction.atomic():
        photos = Media.objects.filter(guest=guest.pk).exclude(uploader=name).order_by("pk")
        locked = list(photos.select_for_update(no_key=True).values_list("pk", flat=True))
        Media.objects.filter(pk__in=locked).update(uploader=name)
        GuestSession.objects.filter(pk=guest.pk).update(display_name=name, last_active_at=clock.now())
    guest.display_name = name
    return guest
