"""`/e/<slug>`: the page that a guest's QR code opens, its manifest, and the service worker of all such pages.

The page is the same for everybody and is kept on the phone for places without network; who its guest is, it asks
through the API, whose cookie it cannot see.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gallery import selectors
from gallery.guest_shell import SHELL
from gallery.guest_words import page_words
from gallery.models import Gallery
from gallery.storage.contract import SINGLE_BYTES
from gallery.storage.stores import store_origins
from site_pages.page_contexts.frame import palette_url
from site_pages.pictures import attach_renditions

COVER = "figure"


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, whose state its script finds out. One query; one more with a cover. 404 for an unknown address."""
    gallery = gallery_at(slug)
    if gallery.cover_image:
        attach_renditions([gallery.cover_image], kinds=[COVER])
    allow_store(request)
    invitation = selectors.invitation(gallery)
    context = {
        "gallery": gallery,
        "dates": dates_of(gallery),
        "theme_url": palette_url(gallery.event.accent_color),
        "page": {
            "slug": gallery.slug,
            "address": reverse("gallery:guest", args=[gallery.slug]),
            "api": f"/api/guest/events/{gallery.slug}",
            "worker": reverse("gallery:worker"),
            "is_own_store": not store_origins(),
            "single_bytes": SINGLE_BYTES,
            "invitation": {name: plain(value) for name, value in invitation.items()},
            "words": page_words(),
        },
    }
    return render(request, "gallery/guest/page.html", context)


@require_safe
def manifest(request: HttpRequest, slug: str) -> JsonResponse:
    """What a home screen shows of this gallery. One query."""
    gallery = gallery_at(slug)
    address = reverse("gallery:guest", args=[gallery.slug])
    sizes = ((192, "any"), (512, "any"), (512, "maskable"))
    body = {
        "id": address,
        "name": gallery.name,
        "short_name": gallery.name[:12].rstrip(),
        "description": _("Photos of the guests"),
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": gallery.event.accent_color,
        "background_color": "#fbfcfb",
        "icons": [
            {"src": static(f"img/icon-{size}.png"), "type": "image/png", "sizes": f"{size}x{size}", "purpose": purpose}
            for size, purpose in sizes
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "max-age=3600"})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Served beside the pages, so that its reach ends with them."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(
        SHELL.script(assets=settings.STATIC_URL), content_type="text/javascript; charset=utf-8", headers=headers
    )


def gallery_at(slug: str) -> Gallery:
    """Raises Http404. One query."""
    gallery = Gallery.objects.select_related("event", "cover_image").filter(slug=slug).first()
    if gallery is None:
        raise Http404
    return gallery


def allow_store(request: HttpRequest) -> None:
    """Let this page send photos to the store and show what lies there, and show those that are still on the phone."""
    origins = store_origins()
    request.wider_policy = {"img-src": ("blob:", *origins), "connect-src": origins}  # type: ignore[attr-defined]


def dates_of(gallery: Gallery) -> str:
    """The day, or the first and the last."""
    first, last = gallery.event_date, gallery.end_date
    if first == last:
        return format_date(first, "l, j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(last, 'j F Y')}"
    return f"{format_date(first, 'j F')} – {format_date(last, 'j F Y')}"


def plain(value: object) -> object:
    """As the API writes it, for the data block."""
    return value.isoformat() if hasattr(value, "isoformat") else value
