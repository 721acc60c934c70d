"""`/api/organizer/events/{id}/qr.…` and `poster.pdf`: what is hung up and laid on the tables."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from accounts.authentication import OrganizerAuth
from gallery.api.gallery_of import EVENT, gallery_of
from gallery.links import guest_url
from gallery.poster import CARDS, POSTER, poster_pdf
from gallery.rules import MODERATE
from site_pages.api.schemas import ErrorJson
from site_pages.printing.qr import qr_png, qr_svg

router = Router(tags=["Photo galleries"], auth=OrganizerAuth())
REFUSALS = dict.fromkeys((400, 401, 403, 404, 429), ErrorJson)
Pixels = Query(1024, ge=128, le=4096, description="At least so many pixels wide.")


def picture(body: bytes, content_type: str, name: str) -> HttpResponse:
    """Shown, and saved under this name."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, max-age=3600"}
    return HttpResponse(body, content_type=content_type, headers=headers)


@router.get(EVENT + "/qr.png", response=REFUSALS)
def get_png(request: HttpRequest, event_id: UUID, pixels: int = Pixels) -> HttpResponse:
    """The QR code of the guests' address, black on white with its quiet zone, as PNG."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    return picture(qr_png(guest_url(gallery), pixels=pixels), "image/png", "qr.png")


@router.get(EVENT + "/qr.svg", response=REFUSALS)
def get_svg(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The QR code of the guests' address as SVG."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    return picture(qr_svg(guest_url(gallery)), "image/svg+xml", "qr.svg")


@router.get(EVENT + "/poster.pdf", response=REFUSALS)
def get_poster(request: HttpRequest, event_id: UUID, layout: Literal["poster", "cards"] = "poster") -> HttpResponse:
    """A4 to print: one poster, or four table cards to cut apart."""
    gallery = gallery_of(request, event_id, scope=MODERATE)
    sheets = CARDS if layout == "cards" else POSTER
    return picture(poster_pdf(gallery, sheets=sheets), "application/pdf", f"{layout}.pdf")
