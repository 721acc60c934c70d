"""How guests get in: the QR code, its link, and what is printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone as clock
from django.views.decorators.http import require_safe

from gallery.choices import GalleryStatus
from gallery.lifecycle import status_of, window_of
from gallery.links import guest_url
from gallery.models import Gallery
from gallery.organize.views.none import with_gallery
from gallery.rules import MODERATING_ROLES
from site_pages.organizer.workspace import Workspace, organizer_view, show
from site_pages.printing.qr import qr_path

# From here on the page says that it gets tight.
NEARLY_FULL = 0.9


@organizer_view("photos", roles=MODERATING_ROLES)
@require_safe
@with_gallery
def share(request: HttpRequest, workspace: Workspace, gallery: Gallery) -> HttpResponse:
    """No query of its own."""
    url = guest_url(gallery)
    status = status_of(gallery, now=clock.now())
    context = {
        "gallery": gallery,
        "tab": "share",
        "guest_url": url,
        "code": qr_path(url),
        "api": f"/api/organizer/events/{gallery.public_id}",
        "status": status,
        "is_over": status in {GalleryStatus.CLOSED, GalleryStatus.ARCHIVED, GalleryStatus.PURGED},
        "window": window_of(gallery.event_date, gallery.end_date),
        "is_full": gallery.guests_used >= gallery.max_guests,
        "is_nearly_full": gallery.guests_used >= gallery.max_guests * NEARLY_FULL,
    }
    return show(request, workspace, "gallery/organize/share", context)
