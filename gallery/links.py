"""Addresses of galleries, absolute. They start with BASE_URL, never with the request's host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import reverse

from site_pages.addresses import absolute

if TYPE_CHECKING:
    from gallery.models import Gallery
    from payments.models import Payment


def guest_url(gallery: Gallery) -> str:
    """What the QR code says. Written out and not reversed: printed cards outlive our table of addresses."""
    return absolute(f"/e/{quote(gallery.slug)}")


def organizer_url() -> str:
    """Where an organizer finds their events."""
    return absolute(reverse("organizer:events"))


def organizer_return_url(payment: Payment) -> str:
    """Where an organizer lands after paying; the page asks by the id what became of it."""
    return absolute(reverse("gallery_start:payment", args=[payment.public_id]))
