"""How many photos a gallery has, kept as they come and go."""

from __future__ import annotations

from django.db import models

from gallery.models.galleries import Gallery


class GalleryTally(models.Model):
    """Equal to a recount of the gallery's photos, always. Only `gallery/actions/tally.py` writes it (docs/locking.md).

    A row of its own, as every photo that comes writes it: whoever holds the gallery's row, to change settings or to
    ask for a ZIP, keeps no guest waiting.
    """

    gallery = models.OneToOneField(Gallery, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    shown = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.gallery_id}: {self.shown} + {self.hidden}"
