"""Galleries, guests and photos as rows, without bytes; what needs bytes uses the store of the test."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone as clock

from gallery.actions.tally import begin_tally, follow
from gallery.choices import MediaStatus
from gallery.models import Gallery, GuestSession, Media
from site_pages.models import EventPage
from tests.factories.site_pages import EventFactory

numbers = count(1)


def gallery_for(event: EventPage | None = None, **fields: Any) -> Gallery:
    """An open gallery of today's event, free of charge."""
    event = event or EventFactory()
    today = clock.now().date()
    values: dict[str, Any] = {
        "public_id": event.public_id,
        "slug": event.slug,
        "name": event.title,
        "event_date": today,
        "currency": "INR",
        **fields,
    }
    values.setdefault("end_date", values["event_date"])
    gallery = Gallery.objects.create(event=event, **values)
    begin_tally(gallery)
    return gallery


def opened_on(day: date, **fields: Any) -> Gallery:
    return gallery_for(event_date=day, **fields)


def guest_of(gallery: Gallery, name: str = "", **fields: Any) -> GuestSession:
    """A guest who has joined, counted as one."""
    secret = hashlib.sha256(f"guest {next(numbers)}".encode()).hexdigest()
    guest = GuestSession.objects.create(gallery=gallery, display_name=name, token_hash=secret, **fields)
    Gallery.objects.filter(pk=gallery.pk).update(guests_used=gallery.guests.count())
    return guest


def photo_of(guest: GuestSession, *, at: datetime | None = None, **fields: Any) -> Media:
    """A photo that is shown; `at` is when it was uploaded. Earlier ones first where nothing is said."""
    number = next(numbers)
    at = at or clock.now() - timedelta(hours=1) + timedelta(milliseconds=number)
    values: dict[str, Any] = {
        "status": MediaStatus.UPLOADED,
        "size_bytes": 1000 + number,
        "mime_type": "image/jpeg",
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "client_upload_id": f"upload-{number}",
        "uploader": guest.display_name,
        "uploaded_at": at,
        "taken_at": at,
        "width": 4000,
        "height": 3000,
        "crc32": number,
        "recipe": 1,
        **fields,
    }
    media = Media.objects.create(gallery=guest.gallery, guest=guest, **values)
    follow(media.gallery_id, was=[MediaStatus.PENDING], to=MediaStatus(media.status))
    return media
