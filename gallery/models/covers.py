"""A cover that an organizer has sent from their device, until there is an event that it belongs to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone as clock

from site_pages.models.private_files import private_storage


def cover_path(cover: SentCover, filename: str) -> str:
    """A name of ours; nothing is left of the sender's."""
    return f"covers/{cover.public_id.hex}.webp"


class SentCover(models.Model):
    """Looked at and made anew already (actions/covers.py). Nobody but its sender may choose it.

    It stays for some days after it was used: the same click sent twice has to find the same picture.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What its sender's file was called, to be told apart in a list of choices.
    name = models.CharField(max_length=100)
    # What it shows, for people who cannot see it.
    description = models.CharField(max_length=255, blank=True)
    # SHA-256 of what was sent: the same file twice is one wish.
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, upload_to=cover_path, max_length=255)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    # When it became an image of an event.
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
