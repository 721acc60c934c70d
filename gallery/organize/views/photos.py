"""The grid of all photos, and the live wall. Scripts fill both from the organizer API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone as clock
from django.views.decorators.http import require_safe

from gallery.choices import MediaType, ZipState
from gallery.lifecycle import status_of
from gallery.links import guest_url
from gallery.models import Gallery, ZipJob
from gallery.organize.views.none import with_gallery
from gallery.organize.words import grid_words, wall_words
from gallery.rules import MODERATING_ROLES
from gallery.storage.stores import store_origins
from site_pages.organizer.workspace import Workspace, organizer_view, show

FOLDER = "gallery/organize"
# Jobs whose links are worth showing to whoever opens the page again.
SHOWN_JOBS = (ZipState.PROCESSING, ZipState.COMPLETE, ZipState.PARTIAL)


@organizer_view("photos", roles=MODERATING_ROLES)
@require_safe
@with_gallery
def grid(request: HttpRequest, workspace: Workspace, gallery: Gallery) -> HttpResponse:
    """All photos, with their filters. One query of its own, for the newest ZIP."""
    context = {**prepared(request, gallery), **grid_parts(gallery), "words": grid_words(workspace.event.timezone)}
    return show(request, workspace, f"{FOLDER}/gallery", context)


@organizer_view("photos", roles=MODERATING_ROLES)
@require_safe
@with_gallery
def wall(request: HttpRequest, workspace: Workspace, gallery: Gallery) -> HttpResponse:
    """New photos as they come in, for a projector. No query of its own."""
    context = {"event": workspace.event, "words": wall_words(workspace.event.timezone)}
    return render(request, f"{FOLDER}/wall.html", prepared(request, gallery) | context)


def prepared(request: HttpRequest, gallery: Gallery) -> dict[str, Any]:
    """What the scripts of both pages start from. Pictures may come from the store's own origin."""
    get_token(request)
    request.wider_policy = {"img-src": store_origins()}  # type: ignore[attr-defined]
    return {"gallery": gallery, "page": page_of(gallery), "guest_url": guest_url(gallery)}


def page_of(gallery: Gallery) -> dict[str, Any]:
    return {
        "api": f"/api/organizer/events/{gallery.public_id}/",
        "jobs": "/api/organizer/jobs/",
        "cookie": settings.CSRF_COOKIE_NAME,
    }


def grid_parts(gallery: Gallery) -> dict[str, Any]:
    """What the grid has and the wall has not. One query."""
    jobs = ZipJob.objects.filter(gallery=gallery, state__in=SHOWN_JOBS).order_by("-created_at", "-pk")
    newest = jobs.values_list("public_id", flat=True).first()
    status = status_of(gallery, now=clock.now())
    return {
        "tab": "photos",
        "page": {**page_of(gallery), "job": str(newest) if newest else None},
        "gallery_status": status,
        "kinds": [(kind.value.removeprefix("image/"), kind.label) for kind in MediaType],
    }
