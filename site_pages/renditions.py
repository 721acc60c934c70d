"""The sizes in which the API offers an image. Made when an event is published; a reader makes what is missing."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from wagtail.images.models import SourceImageIOError

from site_pages.models import SiteImage

log = structlog.get_logger("foyer.images")

# Every browser of today shows WebP, with transparency and at about half the size of JPEG.
API_SPECS: tuple[str, ...] = ("width-320|format-webp", "width-800|format-webp", "width-1600|format-webp")


def make_renditions(image_ids: Iterable[int]) -> int:
    """Make the missing sizes of these images; returns how many images could be used.

    An image whose file is missing or broken is logged and left out: a page must not fail because of it.
    """
    made = 0
    for image in SiteImage.objects.filter(pk__in=set(image_ids)):
        try:
            image.get_renditions(*API_SPECS)
            made += 1
        except (SourceImageIOError, OSError, ValueError) as error:
            log.warning("image cannot be used", image=image.pk, error=str(error))
    return made
