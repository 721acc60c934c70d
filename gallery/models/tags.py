"""How a gallery's tags are spelled: as whoever used them first did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gallery.models.galleries import Gallery


class GalleryTag(models.Model):
    """“Dance” and “dance” are one tag. A photo's row holds the spelling, so lists and facets need no join."""

    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="spellings")
    # Of the tag without regard to case; a letter may become three.
    folded = models.CharField(max_length=120)
    tag = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gallery", "folded"], name="gallery_tag_spelled_once"),
        ]

    def __str__(self) -> str:
        return self.tag
