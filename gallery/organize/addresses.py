"""Where a gallery's organizer pages are."""

from __future__ import annotations

from django.urls import reverse

from site_pages.models import EventPage


def address_of(page: str, event: EventPage, *more: object) -> str:
    """The page of this name in gallery/organize/urls.py."""
    return reverse(f"gallery_organize:{page}", args=[event.slug, *more])


def share_path(event: EventPage) -> str:
    return address_of("share", event)


def settings_path(event: EventPage) -> str:
    return address_of("settings", event)
