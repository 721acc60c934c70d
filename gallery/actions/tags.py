"""Tags of photos are spelled as they were first in their gallery."""

from __future__ import annotations

from collections.abc import Sequence

from gallery.models import GalleryTag
from gallery.spellings import known_spellings


def spell(gallery_id: int, tags: Sequence[str]) -> list[str]:
    """The tags as this gallery writes them; new ones are written so from now on. In the caller's transaction.

    One query where all are known, three where not. Written in order, so that two phones never wait for each other.
    """
    if not tags:
        return []
    known = known_spellings(gallery_id, tags)
    new = sorted((tag.casefold(), tag) for tag in tags if tag.casefold() not in known)
    if new:
        rows = [GalleryTag(gallery_id=gallery_id, folded=folded, tag=tag) for folded, tag in new]
        GalleryTag.objects.bulk_create(rows, ignore_conflicts=True)
        known = known_spellings(gallery_id, tags)
    return [known[tag.casefold()] for tag in tags]
