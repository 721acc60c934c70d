"""Pictures in the sizes and formats that browsers choose from, without a query per picture.

`load_images` reads any number of images with their renditions in one query; `picture` writes the
element. Nothing here makes a rendition (site_pages/renditions.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.images.models import Filter

from site_pages.models import SiteImage, SiteRendition
from site_pages.renditions import KINDS, SHARE_CARD, all_specs, ask_for_pictures, placeholder_url, planned_size

MIME_TYPES = {"avif": "image/avif", "webp": "image/webp"}


def load_images(image_ids: Iterable[int | None], *, kinds: Iterable[str]) -> dict[int, SiteImage]:
    """Images by id with their renditions of these kinds and for shared links. One query.

    A second one reads images of which no rendition has been made yet.
    """
    wanted = {pk for pk in image_ids if pk}
    if not wanted:
        return {}
    specs = [SHARE_CARD, *all_specs(kinds)]
    images: dict[int, SiteImage] = {}
    made = SiteRendition.objects.filter(image__in=wanted, filter_spec__in=specs).select_related("image")
    for rendition in made:
        image = images.setdefault(rendition.image_id, rendition.image)
        image.__dict__.setdefault("prefetched_renditions", []).append(rendition)
    if missing := wanted - images.keys():
        for pk, image in SiteImage.objects.in_bulk(missing).items():
            image.__dict__["prefetched_renditions"] = []  # known to have none: nobody need ask again
            images[pk] = image
    return images


def attach_renditions(images: Iterable[SiteImage], *, kinds: Iterable[str]) -> None:
    """Read the renditions of these kinds onto images that are already there. One query, none without images."""
    wanted = list(images)
    if wanted:
        made = SiteRendition.objects.filter(filter_spec__in=all_specs(kinds))
        prefetch_related_objects(wanted, Prefetch("renditions", queryset=made, to_attr="prefetched_renditions"))


def share_renditions(known: dict[int, SiteImage], images: Iterable[SiteImage]) -> None:
    """Give these images the renditions that other copies of them have read. No query."""
    for image in images:
        image.__dict__["prefetched_renditions"] = known[image.pk].__dict__["prefetched_renditions"]


def picture(
    image: SiteImage | None, kind: str, *, alt: str | None = None, eager: bool = False, sizes: str = ""
) -> SafeString:
    """The `<picture>` element; empty without an image. `alt=None` takes the image's own description."""
    if image is None:
        return SafeString("")
    rules = KINDS[kind]
    made = renditions_of(image, kind)
    alt = image.default_alt_text if alt is None else alt
    loading = SafeString('fetchpriority="high"' if eager else 'loading="lazy" decoding="async"')
    sizes = sizes or rules.sizes
    *modern, last = ([made[spec] for spec in specs if spec in made] for specs in rules.specs_by_format)
    if not last:
        return placeholder(image, rules.resize[-1], alt=alt, loading=loading)
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
        alt,
        loading,
    )


def placeholder(image: SiteImage, rule: str, *, alt: str, loading: SafeString) -> SafeString:
    """What stands in the picture's place, in its size, until a worker has made it."""
    return format_html(
        '<picture><img src="{}" width="{}" height="{}" alt="{}" {}></picture>',
        placeholder_url(),
        *planned_size(image.width, image.height, rule),
        alt,
        loading,
    )


def renditions_of(image: SiteImage, kind: str) -> dict[str, SiteRendition]:
    """What there is of this kind; a worker is asked for what is not."""
    filters = filters_of(kind)
    made = {each.spec: rendition for each, rendition in image.find_existing_renditions(*filters).items()}
    if len(made) < len(filters):
        ask_for_pictures([image.pk], kind)
    return made


@lru_cache(maxsize=32)
def filters_of(kind: str) -> list[Filter]:
    """Wagtail's filters of a kind; parsing their rules for each picture would cost more than the picture."""
    return [Filter(spec=spec) for spec in KINDS[kind].specs]


def srcset(renditions: list[SiteRendition]) -> str:
    """Each width once: a small original gives several rules the same file."""
    by_width = {rendition.width: rendition.url for rendition in renditions}
    return ", ".join(f"{url} {width}w" for width, url in by_width.items())
