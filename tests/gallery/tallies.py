"""What is kept of how many photos there are, and what there is."""

from __future__ import annotations

from collections import Counter

from django.core.files.base import ContentFile

from gallery.actions.uploads import key_of
from gallery.models import Gallery, GalleryTally, GuestSession, Media
from gallery.storage.stores import media_store
from tests.factories.gallery import photo_of


def kept() -> dict[int, tuple[int, int]]:
    """Shown and hidden by gallery, as the tallies say."""
    return {pk: (shown, hidden) for pk, shown, hidden in GalleryTally.objects.values_list("pk", "shown", "hidden")}


def recounted() -> dict[int, tuple[int, int]]:
    """The same, of the photos themselves."""
    found = Counter(Media.objects.values_list("gallery", "status"))
    galleries = Gallery.objects.values_list("pk", flat=True)
    return {pk: (found[pk, "uploaded"], found[pk, "hidden"]) for pk in galleries}


def sent(guest: GuestSession, data: bytes) -> Media:
    """A photo whose bytes lie where the phone puts them, not completed yet."""
    media = photo_of(guest, status="pending", size_bytes=len(data), sha256="", recipe=0, uploaded_at=None)
    content = ContentFile(data)
    media_store().put(key_of(media), content, size=len(data), content_type="image/jpeg")
    return media
