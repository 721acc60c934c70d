"""Pictures in the sizes and formats that browsers choose from, without a query per picture.

`load_images` reads any number of images with their renditions in two queries; `picture` writes the
element. A rendition that does not exist yet is made once, by Wagtail, when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.images.models import SourceImageIOError

from site_pages.models import SiteImage, SiteRendition

log = structlog.get_logger("foyer.images")
MIME_TYPES = {"avif": "image/avif", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class PictureKind:
    """The sizes of one use of pictures: Wagtail resize rules, formats (the last is for all), `sizes`."""

    resize: tuple[str, ...]
    formats: tuple[str, ...] = ("avif", "webp", "jpeg")
    sizes: str = "100vw"

    @property
    def specs(self) -> list[str]:
        return [f"{rule}|format-{fmt}" for fmt in self.formats for rule in self.resize]


KINDS: dict[str, PictureKind] = {
    "cover": PictureKind(("width-640", "width-1120", "width-1760"), sizes="(min-width: 60rem) 60vw, 100vw"),
    "figure": PictureKind(("width-640", "width-1280"), sizes="(min-width: 60rem) 52rem, 100vw"),
    "card": PictureKind(("fill-480x320", "fill-960x640"), sizes="(min-width: 60rem) 26rem, 100vw"),
    "tile": PictureKind(("fill-400x400", "fill-800x800"), sizes="(min-width: 40rem) 18rem, 50vw"),
    "portrait": PictureKind(("fill-200x200", "fill-480x480"), formats=("avif", "jpeg"), sizes="12rem"),
    "logo": PictureKind(("max-240x120", "max-480x240"), formats=("webp", "png"), sizes="15rem"),
}


def load_images(image_ids: Iterable[int | None], *, kinds: Iterable[str]) -> dict[int, SiteImage]:
    """Images by id with the renditions of these kinds. Two queries, none without ids."""
    wanted = {pk for pk in image_ids if pk}
    if not wanted:
        return {}
    specs = [spec for kind in kinds for spec in KINDS[kind].specs]
    images: dict[int, SiteImage] = SiteImage.objects.prefetch_renditions(*specs).in_bulk(wanted)
    return images


def picture(
    image: SiteImage | None, kind: str, *, alt: str | None = None, eager: bool = False, sizes: str = ""
) -> SafeString:
    """The `<picture>` element; empty without an image. `alt=None` takes the image's own description."""
    if image is None:
        return SafeString("")
    rules = KINDS[kind]
    try:
        made = image.get_renditions(*rules.specs)
    except (SourceImageIOError, OSError):
        # The file is missing or broken: the page stands without the picture.
        log.warning("image cannot be shown", image=image.pk)
        return SafeString("")
    sizes = sizes or rules.sizes
    *modern, last = ([made[f"{rule}|format-{fmt}"] for rule in rules.resize] for fmt in rules.formats)
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((MIME_TYPES[fmt], srcset(renditions), sizes) for fmt, renditions in zip(rules.formats, modern, strict=False)),
    )
    largest = last[-1]
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {}></picture>',
        sources,
        last[0].url,
        srcset(last),
        sizes,
        largest.width,
        largest.height,
        image.default_alt_text if alt is None else alt,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'),
    )


def srcset(renditions: list[SiteRendition]) -> str:
    """Each width once: a small original gives several rules the same file."""
    by_width = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in by_width.items())
