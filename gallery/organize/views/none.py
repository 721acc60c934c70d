"""Pages of a gallery, for events that have one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from gallery.models import Gallery
from site_pages.organizer.workspace import Workspace, show

GalleryView = Callable[..., HttpResponse]


def with_gallery(view: GalleryView) -> GalleryView:
    """The view gets the event's gallery; where there is none, the page says so. One query."""

    @wraps(view)
    def answer(request: HttpRequest, workspace: Workspace, **kwargs: Any) -> HttpResponse:
        gallery = Gallery.objects.filter(event=workspace.event).first()
        if gallery is None:
            return show(request, workspace, "gallery/organize/none", {})
        gallery.event = workspace.event
        return view(request, workspace, gallery, **kwargs)

    return answer
