"""“Dance” and “dance” are one tag of a gallery, written as it was first (models/tags.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gallery.filters import Filters
from gallery.models import Gallery, GalleryTag


def known_spellings(gallery_id: int, tags: Iterable[str]) -> dict[str, str]:
    """How those of these tags are written that the gallery has, by the tag without regard to case. One query."""
    rows = GalleryTag.objects.filter(gallery=gallery_id, folded__in={tag.casefold() for tag in tags})
    return dict(rows.values_list("folded", "tag"))


def in_spelling(gallery: Gallery, filters: Filters) -> Filters:
    """The filters with tags as the gallery writes them, however they were asked for. One query where tags are named."""
    if not filters.tags:
        return filters
    known = known_spellings(gallery.pk, filters.tags)
    return replace(filters, tags=tuple(sorted({known.get(tag.casefold(), tag) for tag in filters.tags})))
