"""The sizes and formats in which images are shown, and making them. No page or API request makes one.

A worker makes them when an event changes (site_pages/picture_actions.py). A reader who comes earlier is shown
a placeholder of the right size and asks for what is missing; making it raises the versions of what shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from celery import current_app
from django.core.cache import cache
from django.templatetags.static import static
from kombu.exceptions import OperationalError
from wagtail.images.models import Filter, SourceImageIOError

from site_pages.models import SiteImage

log = structlog.get_logger("foyer.images")
# A worker that cannot be reached, or an image that cannot be read, is asked again after this long.
ASK_AGAIN_SECONDS = 600
PLACEHOLDER = "img/picture-coming.svg"


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

    @property
    def plain_specs(self) -> list[str]:
        """Those of the format for all, without which there is only a placeholder."""
        return self.specs_by_format[-1]


KINDS: dict[str, PictureKind] = {
    "cover": PictureKind(("width-640", "width-1120", "width-1760"), sizes="(min-width: 60rem) 60vw, 100vw"),
    "figure": PictureKind(("width-640", "width-1280"), sizes="(min-width: 60rem) 52rem, 100vw"),
    "card": PictureKind(("fill-480x320", "fill-960x640"), sizes="(min-width: 60rem) 26rem, 100vw"),
    "tile": PictureKind(("fill-400x400", "fill-800x800"), sizes="(min-width: 40rem) 18rem, 50vw"),
    "portrait": PictureKind(("fill-200x200", "fill-480x480"), formats=("avif", "jpeg"), sizes="12rem"),
    "logo": PictureKind(("max-240x120", "max-480x240"), formats=("webp", "png"), sizes="15rem"),
    # The API's: every browser of today shows WebP, with transparency and at about half the size of JPEG.
    "api": PictureKind(("width-320", "width-800", "width-1600"), formats=("webp",)),
    # The picture of a shared link, which the head of the page asks for.
    "share": PictureKind(("fill-1200x630",), formats=("jpeg",)),
}
API_SPECS = tuple(KINDS["api"].specs)
(SHARE_CARD,) = KINDS["share"].specs


def plain_specs(kinds: Iterable[str]) -> list[str]:
    """What every reader needs; a third of the work, since AVIF takes seconds for a large image."""
    return [spec for kind in sorted(kinds) for spec in KINDS[kind].plain_specs]


def all_specs(kinds: Iterable[str]) -> list[str]:
    return [spec for kind in sorted(kinds) for spec in KINDS[kind].specs]


def make_renditions(image: SiteImage, specs: Iterable[str]) -> bool:
    """Make the renditions that the image lacks; returns whether there were any.

    An image whose file is missing or broken is logged and left as it is: nothing else must fail because of it.
    """
    wanted = [Filter(spec=spec) for spec in sorted(set(specs))]
    made = image.find_existing_renditions(*wanted)
    missing = [each for each in wanted if each not in made]
    if not missing:
        return False
    try:
        image.create_renditions(*missing)
    except (SourceImageIOError, OSError, ValueError) as error:
        log.warning("image cannot be used", image=image.pk, error=type(error).__name__)
        return False
    return True


def ask_for_pictures(image_ids: Iterable[int], kind: str) -> None:
    """Let a worker make what is missing; each image once in ten minutes, and without a broker not at all."""
    wanted = [pk for pk in sorted(image_ids) if cache.add(f"pictures:{pk}:{kind}", True, ASK_AGAIN_SECONDS)]
    if not wanted:
        return
    try:
        current_app.send_task("site_pages.tasks.make_pictures_of_images", args=[wanted, kind], retry=False)
    except (OperationalError, OSError):
        log.warning("no broker: image sizes will be made when the event changes", images=wanted)


def placeholder_url() -> str:
    """A plain field of any shape. Not the original: that may be huge, and tell where it was taken."""
    return static(PLACEHOLDER)


def planned_size(width: int, height: int, rule: str) -> tuple[int, int]:
    """The size that Wagtail's resize rule gives an image of this width and height."""
    name, _dash, numbers = rule.partition("-")
    if name == "width":
        wide = min(width, int(numbers))
        return wide, max(1, round(height * wide / width))
    across, down = (int(number) for number in numbers.split("x"))
    if name == "fill":  # cropped to the shape, never enlarged
        scale = min(1.0, width / across, height / down)
        return max(1, round(across * scale)), max(1, round(down * scale))
    scale = min(1.0, across / width, down / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
