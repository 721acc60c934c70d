"""Pictures in the sizes and formats that browsers choose from, without a query per picture.

`load_images` reads any number of images with their renditions in one query; `picture` writes the
element. Renditions are made by a worker when an event changes (tasks.make_page_pictures).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import structlog
from celery import current_app
from django.core.cache import cache
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from kombu.exceptions import OperationalError
from wagtail.images.models import Filter, SourceImageIOError

from site_pages.models import SiteImage, SiteRendition

log = structlog.get_logger("foyer.images")
# The picture of a shared link, which the head of the page asks for.
SHARE_CARD = "fill-1200x630|format-jpeg"
MIME_TYPES = {"avif": "image/avif", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class PictureKind:
    """The sizes of one use of pictures: Wagtail resize rules, formats (the last is for all), `sizes`."""

    resize: tuple[str, ...]
    formats: tuple[str, ...] = ("avif", "webp", "jpeg")
    sizes: str = "100vw"

    @property
    def specs_by_format(self) -> list[list[str]]:
        return [[f"{rule}|format-{fmt}" for rule in self.resize] for fmt in self.formats]

    @property
    def specs(self) -> list[str]:
        return [spec for specs in self.specs_by_format for spec in specs]


KINDS: dict[str, PictureKind] = {
    "cover": PictureKind(("width-640", "width-1120", "width-1760"), sizes="(min-width: 60rem) 60vw, 100vw"),
    "figure": PictureKind(("width-640", "width-1280"), sizes="(min-width: 60rem) 52rem, 100vw"),
    "card": PictureKind(("fill-480x320", "fill-960x640"), sizes="(min-width: 60rem) 26rem, 100vw"),
    "tile": PictureKind(("fill-400x400", "fill-800x800"), sizes="(min-width: 40rem) 18rem, 50vw"),
    "portrait": PictureKind(("fill-200x200", "fill-480x480"), formats=("avif", "jpeg"), sizes="12rem"),
    "logo": PictureKind(("max-240x120", "max-480x240"), formats=("webp", "png"), sizes="15rem"),
}


def load_images(image_ids: Iterable[int | None], *, kinds: Iterable[str]) -> dict[int, SiteImage]:
    """Images by id with their renditions of these kinds and for shared links. One query.

    A second one reads images of which no rendition has been made yet.
    """
    wanted = {pk for pk in image_ids if pk}
    if not wanted:
        return {}
    specs = [SHARE_CARD, *(spec for kind in kinds for spec in KINDS[kind].specs)]
    images: dict[int, SiteImage] = {}
    made = SiteRendition.objects.filter(image__in=wanted, filter_spec__in=specs).select_related("image")
    for rendition in made:
        image = images.setdefault(rendition.image_id, rendition.image)
        image.__dict__.setdefault("prefetched_renditions", []).append(rendition)
    if missing := wanted - images.keys():
        images |= SiteImage.objects.in_bulk(missing)
    return images


def attach_renditions(images: Iterable[SiteImage], *, kinds: Iterable[str]) -> None:
    """Read the renditions of these kinds onto images that are already there. One query, none without images."""
    wanted = list(images)
    specs = [spec for kind in kinds for spec in KINDS[kind].specs]
    if wanted:
        made = SiteRendition.objects.filter(filter_spec__in=specs)
        prefetch_related_objects(wanted, Prefetch("renditions", queryset=made, to_attr="prefetched_renditions"))


def make_pictures(image: SiteImage, kind: str) -> None:
    """Make the renditions of this kind that the image lacks. AVIF takes seconds for a large one."""
    try:
        image.get_renditions(*KINDS[kind].specs)
    except (SourceImageIOError, OSError):
        log.warning("image cannot be used", image=image.pk)


def ask_for_pictures(image: SiteImage, kind: str) -> None:
    """Let a worker make what is missing; once in ten minutes, and without a broker not at all."""
    if not cache.add(f"pictures:{image.pk}:{kind}", True, 600):
        return
    try:
        current_app.send_task("site_pages.tasks.make_pictures_of_image", args=[image.pk, kind], retry=False)
    except OperationalError:
        log.warning("no broker: image sizes will be made when the event changes", image=image.pk)


def picture(
    image: SiteImage | None, kind: str, *, alt: str | None = None, eager: bool = False, sizes: str = ""
) -> SafeString:
    """The `<picture>` element; empty without an image. `alt=None` takes the image's own description."""
    if image is None:
        return SafeString("")
    rules = KINDS[kind]
    made = renditions_of(image, kind)
    if not made:
        return SafeString("")
    sizes = sizes or rules.sizes
    *modern, last = ([made[spec] for spec in specs if spec in made] for specs in rules.specs_by_format)
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((MIME_TYPES[fmt], srcset(some), sizes) for fmt, some in zip(rules.formats, modern, strict=False) if some),
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


def renditions_of(image: SiteImage, kind: str) -> dict[str, SiteRendition]:
    """What there is of this kind. A reader waits for one rendition at most; a worker makes the others."""
    filters = filters_of(kind)
    found = image.find_existing_renditions(*filters)
    made = {each.spec: rendition for each, rendition in found.items()}
    if len(made) == len(filters):
        return made
    ask_for_pictures(image, kind)
    needed = KINDS[kind].specs_by_format[-1]
    if not any(spec in made for spec in needed):
        try:
            made[needed[0]] = image.get_rendition(needed[0])
        except (SourceImageIOError, OSError):
            # The file is missing or broken: the page stands without the picture.
            log.warning("image cannot be shown", image=image.pk)
            return {}
    return made


@lru_cache(maxsize=32)
def filters_of(kind: str) -> list[Filter]:
    """Wagtail's filters of a kind; parsing their rules for each picture would cost more than the picture."""
    return [Filter(spec=spec) for spec in KINDS[kind].specs]


def srcset(renditions: list[SiteRendition]) -> str:
    """Each width once: a small original gives several rules the same file."""
    by_width = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in by_width.items())
