"""What everybody sees on the event's site, where its organizers want that: photos that are shown, never hidden ones.

Kept pages (site_pages/page_cache.py) hold signed addresses. Those of a page last for half an hour at least, and a page
is made anew after `FRESH`, so no kept page has addresses that have ended; new photos are there as soon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone as clock
from django.utils.safestring import SafeString
from wagtail.models import Page

from gallery.addresses import preview_url, thumb_url
from gallery.models import Gallery, Media
from gallery.storage.stores import store_origins
from site_pages.extensions import register_panel
from site_pages.freshness import PHOTOS, register_mark
from site_pages.selectors import event_of

PER_PAGE = 60
FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A photo with the addresses of its pictures; `by` is the first name that its guest gave, if any."""

    media: Media
    thumb: str
    preview: str
    by: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The latest first. `older` is where the next page begins."""

    photos: list[PublicPhoto]
    older: UUID | None
    is_first: bool


def public_gallery(event_id: int) -> Gallery | None:
    """The event's gallery, if its photos are on the site. One query."""
    open_ones = Gallery.objects.filter(show_on_site=True, archived_at=None, purged_at=None)
    return open_ones.filter(event=event_id).first()


def public_page(gallery: Gallery, *, before: UUID | None = None, most: int = PER_PAGE) -> PublicPage:
    """A page of photos; from the beginning where `before` is none of them. Two queries at most."""
    photos = Media.objects.shown().filter(gallery=gallery, recipe__gt=0)
    last = photos.filter(public_id=before).values_list("uploaded_at", "pk").first() if before else None
    if last is not None:
        moment, pk = last
        photos = photos.filter(uploaded_at__lte=moment).filter(Q(uploaded_at__lt=moment) | Q(pk__lt=pk))
    rows = list(photos.order_by("-uploaded_at", "-pk")[: most + 1])
    shown = rows[:most]
    older = shown[-1].public_id if len(rows) > most else None
    return PublicPage([public_photo(media, gallery) for media in shown], older, last is None)


def public_photo(media: Media, gallery: Gallery) -> PublicPhoto:
    media.gallery = gallery  # its addresses need the id
    by = next(iter(media.uploader.split()), "")
    return PublicPhoto(media, thumb_url(media) or "", preview_url(media) or "", by)


def photos_panel(page: Page, request: HttpRequest) -> SafeString | None:
    """The photos on the event's photos page. Three queries at most, one where they are not shown."""
    event = event_of(page)
    gallery = public_gallery(event.pk) if event is not None else None
    if event is None or gallery is None:
        return None
    gallery.event = event
    context = {"photos": public_page(gallery, before=named_in(request)), "zone": event.zone}
    return render_to_string("gallery/photos.html", context, request)


def named_in(request: HttpRequest) -> UUID | None:
    """The photo behind which the page begins (`?before=`)."""
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def photos_mark(_event_id: int) -> str:
    """Another one each minute. No query."""
    return minute_of(clock.now())


def minute_of(moment: datetime) -> str:
    return str(int(moment.timestamp() // FRESH.total_seconds()))


def photo_sources() -> dict[str, tuple[str, ...]]:
    """What the photos page may load, beyond what every page may."""
    return {"img-src": store_origins()}


def register() -> None:
    """Called by AppConfig.ready."""
    register_panel("photos", photos_panel)
    register_mark("photos", photos_mark, place=PHOTOS)
